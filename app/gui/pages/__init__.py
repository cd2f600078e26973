"""The eight pages, each imported when it is first shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from app.flow.journey import Step

if TYPE_CHECKING:
    from app.gui.desk import Desk
    from app.gui.page import Page


def build_page(step: Step, desk: Desk) -> Page:
    """Build the page of a step."""
    match step:
        case Step.CLIENT:
            from app.gui.pages.client.page import ClientPage

            return ClientPage(desk)
        case Step.SENDER:
            from app.gui.pages.sender.page import SenderPage

            return SenderPage(desk)
        case Step.PATH:
            from app.gui.pages.path.page import PathPage

            return PathPage(desk)
        case Step.PREPARE:
            from app.gui.pages.prepare.page import PreparePage

            return PreparePage(desk)
        case Step.SIGN_IN:
            from app.gui.pages.sign_in.page import SignInPage

            return SignInPage(desk)
        case Step.TEST:
            from app.gui.pages.trial.page import TestPage

            return TestPage(desk)
        case Step.EXPORT:
            from app.gui.pages.export.page import ExportPage

            return ExportPage(desk)
        case Step.HAND_OVER:
            from app.gui.pages.hand_over.page import HandOverPage

            return HandOverPage(desk)
        case _:
            assert_never(step)
