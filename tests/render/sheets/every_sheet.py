"""Sets sheets of the catalogue and looks for every word of them in the finished PDF, in order.

`test_every_sheet.py` takes each device by each kind of path, in changing languages; by hand
`python -m tests.render.sheets.every_sheet` takes all of them by each path, in each language.
"""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from typing import Any

import page

from app.catalogue import Catalogue
from app.domain.devices.sheet import DevicePlace
from app.domain.errors import AppError
from app.domain.path import SendingPath
from app.render.pdf.join import PdfJoiner
from app.render.sheets.served import NOT_SERVED
from app.render.sheets.sheet import SetSheet, SheetContext, fit_sheet
from app.render.sheets.words import LANGUAGES
from tests.render.conftest import SETTINGS

DEVICES = {id_: one for id_, one in Catalogue().devices.items() if not one.is_note}
PLACE = DevicePlace(name="Copier 2nd floor", location="Room 214", address="192.168.20.31")
_AT_ONCE = 40
_MENU_MARK = " \u203a "
_KINDS = (
    (SendingPath.SMTP_AUTH_OAUTH,),
    (SendingPath.SMTP_AUTH_BASIC, SendingPath.HIGH_VOLUME, SendingPath.AZURE_COMMUNICATION),
    (SendingPath.RELAY_IP, SendingPath.RELAY_CERTIFICATE, SendingPath.DIRECT_SEND),
    (SendingPath.OAUTH_BRIDGE,),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """Which sheet."""

    device: str
    path: SendingPath
    language: str
    paper: str


def every_choice() -> Iterator[Choice]:
    for parts in itertools.product(DEVICES, SendingPath, LANGUAGES):
        yield Choice(*parts, paper="a4")


def changing_choices() -> Iterator[Choice]:
    """Each device by one path of each kind; those of a kind differ in what is typed only."""
    for number, device in enumerate(DEVICES):
        for turn, kind in enumerate(_KINDS):
            path = kind[number % len(kind)]
            language = LANGUAGES[(number + turn) % len(LANGUAGES)]
            yield Choice(device, path, language, ("a4", "us-letter")[(number // 4 + turn) % 2])


def find_losses(choices: Iterable[Choice]) -> Iterator[str]:
    """Name each sheet that lacks a word, has it out of order, or is no PDF/UA."""
    made = ((choice, _set(choice)) for choice in choices)
    there = ((choice, sheet) for choice, sheet in made if sheet is not None)
    while chunk := list(itertools.islice(there, _AT_ONCE)):
        joined = BytesIO()
        joiner = PdfJoiner(joined)
        for _, sheet in chunk:
            joiner.add(sheet.pdf)
        joiner.finish()
        if not page.is_pdf_compliant_bytes(joined.getvalue(), profile="ua1"):
            yield f"no PDF/UA among {chunk[0][0]} … {chunk[-1][0]}"
        pages = iter(_text_of(joined.getvalue()).split("\f"))
        for choice, sheet in chunk:
            text = "".join(itertools.islice(pages, sheet.pages))
            lost = _first_loss(words_of(sheet), text)
            if lost:
                yield f"{choice}: {lost}"
            if sheet.pages > 2:
                yield f"{choice}: {sheet.pages} pages"


def words_of(sheet: SetSheet) -> Iterator[str]:
    """Everything that must stand on the sheet, in the order of reading."""
    data: Any = sheet.drawing.data["sheet"]
    words = data["words"]
    yield from (words["kind"].upper(), data["title"])
    for name, value, _ in data["facts"]:
        yield from (name, value)
    yield from data["notices"]
    yield from (words["open"], data["web_ui"], _MENU_MARK.join(data["menu"]), words["fill"])
    for row in data["rows"]:
        yield row["label"]
        yield from (row["action"], row["value"], row["note"])
    yield data["sign_in"]
    yield from data["commands"]
    yield from data["tests"]
    for error in data["errors"]:
        yield from (error["message"], error["meaning"])
    yield from data["quirks"]
    yield from (data["confidence"], words["done_by"], words["date"], words["signature"])
    yield from (data["made"], data["checked"])


def _set(choice: Choice) -> SetSheet | None:
    sheet = SheetContext(
        device=DEVICES[choice.device],
        settings=replace(SETTINGS[choice.path]),
        client_name="Contoso & Söhne",
        domain="contoso.com",
        made_on=date(2026, 11, 23),
        version="0.1.0",
        place=PLACE,
        recipient="office@contoso.com",
        language=choice.language,
    )
    try:
        return fit_sheet(sheet, choice.paper)
    except AppError as error:
        if error.code not in NOT_SERVED:
            raise
        return None


def _text_of(pdf: bytes) -> str:
    done = subprocess.run(
        ["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return done.stdout.decode()


def _first_loss(words: Iterable[str], text: str) -> str:
    squeezed, at = re.sub(r"\s+", "", text), 0
    for word in words:
        wanted = re.sub(r"\s+", "", word)
        found = squeezed.find(wanted, at)
        if found < 0:
            return f"{word!r} is not after {squeezed[max(0, at - 30) : at]!r}"
        at = found + len(wanted)
    return ""


if __name__ == "__main__":
    losses = list(find_losses(every_choice()))
    sys.exit("\n".join(losses))
