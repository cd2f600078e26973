"""The printed sheet for one device: what to open, what to type, how to test, what may go wrong."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date
from typing import Any

from app.catalogue.devices.schema import Device
from app.catalogue.devices.words import in_language, say, spoken_oauth
from app.domain.devices.sheet import DevicePlace
from app.domain.path import Authentication, SendingPath, SendingSettings
from app.domain.visible import make_visible
from app.render.pdf.typesetting import Drawing, count_pages, typeset
from app.render.sheets.fit import DENSITIES, ON_TWO_PAGES, Density, guess_density
from app.render.sheets.notices import confidence_sentence, make_notices, open_question
from app.render.sheets.qr import qr_svg
from app.render.sheets.rows import RowMaker
from app.render.sheets.served import check_device_served
from app.render.sheets.words import SheetWords, load_words

TEMPLATE = "sheet/sheet.typ"
_ERRORS_OF = {
    SendingPath.SMTP_AUTH_OAUTH: "sign_in",
    SendingPath.SMTP_AUTH_BASIC: "sign_in",
    SendingPath.HIGH_VOLUME: "sign_in",
    SendingPath.AZURE_COMMUNICATION: "sign_in",
    SendingPath.RELAY_IP: "relay",
    SendingPath.RELAY_CERTIFICATE: "relay",
    SendingPath.DIRECT_SEND: "direct",
    SendingPath.OAUTH_BRIDGE: "bridge",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetContext:
    """One device, one client, one path; holds no secret and has no place for one."""

    device: Device
    settings: SendingSettings
    client_name: str
    domain: str
    made_on: date
    version: str
    place: DevicePlace = field(default_factory=DevicePlace)
    recipient: str = ""
    language: str = "en"
    tenant_id: str = ""
    application_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSheet:
    """A finished sheet."""

    pdf: bytes
    pages: int
    drawing: Drawing


def render_sheet(sheet: SheetContext, paper: str = "a4") -> bytes:
    """Set the sheet as a tagged PDF on `a4` or `us-letter`.

    Raises AppError when the device is known to be unable to send by this path.
    """
    return fit_sheet(sheet, paper).pdf


def fit_sheet(sheet: SheetContext, paper: str = "a4") -> SetSheet:
    """Set the sheet in the largest letters that leave it on one page, else on two."""
    check_device_served(sheet.device, sheet.settings, sheet.place.model)
    data = sheet_data(sheet)
    for density in DENSITIES[guess_density(data, paper) :]:
        made = _set(data, density, paper)
        if made.pages == 1:
            return made
    made = _set(data, ON_TWO_PAGES, paper, pages=2)
    return made if made.pages == 2 else _set(data, ON_TWO_PAGES, paper, pages=made.pages)


def _set(data: dict[str, Any], density: Density, paper: str, pages: int = 1) -> SetSheet:
    quirks = data["quirks"][: density.remarks]
    sheet = {**data, "size": density.size, "quirks": quirks, "pages": pages}
    drawing = Drawing(TEMPLATE, {"paper": paper, "sheet": sheet})
    pdf = typeset(drawing.template, drawing.data)
    return SetSheet(pdf=pdf, pages=count_pages(pdf), drawing=drawing)


def sheet_data(sheet: SheetContext) -> dict[str, Any]:
    """Everything that stands on the sheet, as words in the order of reading."""
    words, sheet = load_words(sheet.language), _with_everything_visible(sheet)
    device, place = in_language(sheet.device, sheet.language), sheet.place
    recipient = place.recipient or sheet.recipient
    maker = RowMaker(
        device=device,
        settings=sheet.settings,
        words=words,
        recipient=recipient,
        model=place.model,
        tenant_id=sheet.tenant_id,
        application_id=sheet.application_id,
    )
    rows = maker.rows()
    shown = {"recipient": recipient or "…", "from_address": sheet.settings.from_address}
    return {
        "language": sheet.language,
        "words": words.page,
        "title": place.name or model_of(sheet),
        "client": sheet.client_name,
        "facts": _facts(sheet, words, recipient),
        "qr": qr_svg(place.web_address),
        "notices": make_notices(maker, rows, sheet.domain),
        "web_ui": say(device.web_ui, sheet.language),
        "menu": device.menu_path,
        "rows": [
            {
                "label": row.label,
                "action": words.actions[row.action],
                "value": row.value,
                "note": row.note,
                "general": row.is_general,
                "kind": row.action.value,
            }
            for row in rows
        ],
        "sign_in": _sign_in(sheet),
        "commands": _commands(device, sheet.settings),
        "tests": [text.format(**shown) for text in _tests(sheet, words)],
        "quirks": _remarks(sheet),
        "confidence": confidence_sentence(device, words),
        "open_question": open_question(maker),
        "errors": [
            {"message": error.message, "meaning": error.meaning}
            for error in words.errors[_ERRORS_OF[sheet.settings.path]]
        ],
        "made": words.page["made_by"].format(version=sheet.version, date=sheet.made_on),
        "checked": words.page["facts_from"].format(date=device.checked),
    }


def _with_everything_visible(sheet: SheetContext) -> SheetContext:
    """Show characters as their code that Typst refuses or that a reader cannot see."""
    place = sheet.place
    return replace(
        sheet,
        client_name=make_visible(sheet.client_name),
        settings=replace(
            sheet.settings,
            from_name=make_visible(sheet.settings.from_name),
            from_address=make_visible(sheet.settings.from_address),
        ),
        place=DevicePlace(
            **{
                field.name: make_visible(" ".join(getattr(place, field.name).split()))
                for field in fields(place)
            }
        ),
    )


def _sign_in(sheet: SheetContext) -> str:
    """How this device signs in with OAuth, in the catalogue's words; empty where it does not."""
    by_token = sheet.settings.authentication is Authentication.XOAUTH2
    return say(spoken_oauth(sheet.device), sheet.language) if by_token else ""


def model_of(sheet: SheetContext) -> str:
    """The device as the person named it, else its family."""
    if sheet.place.vendor or sheet.place.model:
        return f"{sheet.place.vendor} {sheet.place.model}".strip()
    return family_of(sheet.device)


def family_of(device: Device) -> str:
    """Vendor and family, without saying the vendor twice."""
    named = device.family.lower().startswith(device.vendor.lower())
    return device.family if named else f"{device.vendor} {device.family}"


def _facts(sheet: SheetContext, words: SheetWords, recipient: str) -> list[list[str]]:
    place, page = sheet.place, words.page
    facts = [
        [page["made_for"], f"{sheet.client_name} ({sheet.domain})", ""],
        [page["device"], model_of(sheet), ""],
        [page["location"], place.location, ""],
        [page["web_page"], place.web_address, place.web_address],
        [page["path"], words.paths[sheet.settings.path], ""],
        [page["recipient"], recipient, ""],
        [page["notes"], place.notes, ""],
    ]
    return [fact for fact in facts if fact[1]]


def _tests(sheet: SheetContext, words: SheetWords) -> tuple[str, ...]:
    tests = words.tests
    steps = (tests["clock"], tests["save"], tests["send"], tests["arrive"])
    reaches_outside = sheet.settings.path is not SendingPath.DIRECT_SEND
    return (*steps, tests["outside"]) if reaches_outside else steps


def _remarks(sheet: SheetContext) -> list[str]:
    """What matters about the device to whoever sets it up, the sender's rule first."""
    device, words, language = sheet.device, load_words(sheet.language), sheet.language
    maker = RowMaker(device=device, settings=sheet.settings, words=words)
    remarks = maker.relevant(device.remarks)
    known = [remark.text for remark in remarks if remark.confirmed]
    doubts = [remark.text for remark in remarks if not remark.confirmed]
    return [
        *(say(text, language) for text in (device.from_rule, *known) if text),
        *(
            words.page["not_confirmed"].format(what=say(text, language))
            for text in (*device.unverified, *doubts)
        ),
    ]


def _commands(device: Device, settings: SendingSettings) -> list[str]:
    local, _, domain = settings.from_address.rpartition("@")
    filled = {
        "{server}": settings.server.host,
        "{port}": str(settings.server.port),
        "{username}": settings.username or settings.from_address,
        "{password}": "________",
        "{from_localpart}": local,
        "{from_domain}": domain,
    }
    if not settings.path.signs_in or settings.path.uses_oauth:
        return []
    return [_fill(command, filled) for command in device.commands]


def _fill(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace(name, value)
    return text
