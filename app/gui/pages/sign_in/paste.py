"""Signing in with a browser on another computer: a link to take there, an address to bring back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot

from app.gui.buttons import Button
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.pages.sign_in.state import WaitingCard
from app.gui.words import refusal

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.errors import InputError
    from app.gui.desk import Desk


class PasteCard(WaitingCard):
    """Waits for the person; nothing runs until an address is pasted."""

    pasted = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("sign_in.paste", self.tr("Sign in with a browser elsewhere"), desk, parent)
        steps = self.tr(
            "1. Copy the link, and open it in a browser on any computer.\n"
            "2. Sign in there. The browser then ends at a page that it cannot open; so it should.\n"
            "3. Copy the address of that page, and paste it here."
        )
        self.field = Field(
            self.tr("&Paste the address of that page"),
            "sign_in.paste.address",
            self,
            hint=self.tr("It begins with %1 and has “code=” in it.").replace(
                "%1", desk.engine.catalogue.tokens.redirect
            ),
        )
        self._finish = Button(self.tr("&Finish signing in"), "sign_in.paste.finish", self)
        self.field.edited.connect(self._on_edited)
        self.field.edit.returnPressed.connect(self._on_finish)
        self._finish.clicked.connect(self._on_finish)
        at = self.body.indexOf(self.middle)
        self.body.insertWidget(at, Words(steps, self))
        self.body.addWidget(self.field)
        self.body.addWidget(self._finish, 0, Qt.AlignmentFlag.AlignLeading)

    def begin(self, *, is_practice: bool = False) -> None:
        super().begin(is_practice=is_practice)
        self.field.show_text("")
        self.set_taking(taking=False)
        self.field.show_error("")

    def show_link(self, address: str) -> None:
        """Offer the page, now that the service has been asked for it."""
        self.show_target(address, "")
        self.set_taking(taking=True)

    def show_refused(self, error: InputError) -> None:
        """Say why the pasted text is no answer, and let another be pasted."""
        self.set_taking(taking=True)
        self.field.show_error(refusal(error))
        self.field.edit.setFocus()
        self.field.edit.selectAll()

    def set_taking(self, *, taking: bool) -> None:
        """Take an address, or wait for what becomes of the one in hand."""
        self.field.edit.setEnabled(taking)
        self._finish.setEnabled(taking and bool(self.field.text()))

    @Slot()
    def _on_edited(self) -> None:
        self.field.show_error("")
        self._finish.setEnabled(bool(self.field.text()))

    @Slot()
    def _on_finish(self) -> None:
        if self.field.text():
            self.set_taking(taking=False)
            self.pasted.emit(self.field.text())
