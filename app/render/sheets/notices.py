"""What a person must know before trying this path on this device."""

from __future__ import annotations

from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device, DeviceField
from app.catalogue.devices.words import say
from app.catalogue.schema.fact import Confidence
from app.domain.devices.ability import OAuthWord
from app.domain.devices.fit import expect_needs, is_enough_known
from app.domain.devices.sheet import RowAction, SheetRow
from app.domain.path import Authentication, Security, SendingPath, SendingSettings
from app.render.sheets.rows import STARTTLS_WORDS, RowMaker
from app.render.sheets.words import SheetWords


def make_notices(maker: RowMaker, rows: tuple[SheetRow, ...], domain: str) -> tuple[str, ...]:
    """Sentences for the top of the sheet, the weightiest first."""
    words, device, settings = maker.words, maker.device, maker.settings
    return (
        *_oauth(maker),
        *_connection(device, settings, words, domain),
        *_sender(settings, words),
        *length_notices(maker),
        *([words.notices["general_labels"]] if any(row.is_general for row in rows) else []),
    )


def _oauth(maker: RowMaker) -> tuple[str, ...]:
    settings, words = maker.settings, maker.words
    if settings.path is SendingPath.SMTP_AUTH_BASIC:
        return (words.notices["basic_ends"],)
    if settings.authentication is not Authentication.XOAUTH2:
        return ()
    ability = read_ability(maker.device, maker.model)
    if ability.oauth_over_smtp is OAuthWord.YES:
        return ()
    match ability.oauth:
        case OAuthWord.YES:
            return (words.notices["oauth_over_what"],)
        case OAuthWord.PARTLY:
            return (words.notices["oauth_partly"],)
        case _:
            return (words.notices["oauth_unknown"],)


def _connection(
    device: Device, settings: SendingSettings, words: SheetWords, domain: str
) -> tuple[str, ...]:
    port = settings.server.port
    notices = [*_starttls(device, settings, words)]
    if device.tls_min:
        spoken = say(device.tls_min, words.language)
        notices.append(words.notices["old_tls"].format(tls_min=spoken))
    if settings.path is SendingPath.DIRECT_SEND:
        notices.append(words.notices["inside_only"].format(domain=domain))
    if settings.path.uses_mx:
        notices.append(words.notices["port_25"].format(port=port))
    if settings.path is SendingPath.RELAY_IP:
        notices.append(words.notices["ipv4"])
    return tuple(notices)


def _starttls(device: Device, settings: SendingSettings, words: SheetWords) -> tuple[str, ...]:
    """Say where a form has encryption of which it is not known to be what the server asks for."""
    ability = read_ability(device)
    port = settings.server.port
    if settings.security is not Security.STARTTLS or ability.knows_starttls:
        return ()
    if ability.encryption.get("implicit") and ability.knows_starttls is False:
        return (words.notices["implicit_only"].format(port=port),)
    is_named = any(word in device.security_labels for word in STARTTLS_WORDS)
    if ability.knows_starttls is None and is_named and not settings.path.uses_mx:
        return (words.notices["switch_unsure"].format(port=port),)
    return ()


def _sender(settings: SendingSettings, words: SheetWords) -> tuple[str, ...]:
    """A device with a sender of its own needs the right to it."""
    user, sender = settings.username, settings.from_address
    if not user or "@" not in user or user.casefold() == sender.casefold():
        return ()
    return (words.notices["send_as"].format(from_address=sender, username=user),)


def length_notices(maker: RowMaker) -> tuple[str, ...]:
    """Name each field whose form would cut the value, and the shorter way."""
    notices = []
    for field, row in zip(maker.device.fields, maker.rows(), strict=False):
        key = _too_long(field, row)
        if key:
            notices.append(
                maker.words.notices[key].format(
                    label=row.label, max_length=field.max_length, length=len(row.value)
                )
            )
    return tuple(notices)


def _too_long(field: DeviceField, row: SheetRow) -> str:
    """Which sentence is due; a password is not known here, so its limit is always told."""
    if not field.max_length:
        return ""
    if row.action is RowAction.BY_HAND:
        return "password_length" if field.value == "password" else ""
    if len(row.value) <= field.max_length:
        return ""
    return "server_too_long" if field.value.startswith("server") else "too_long"


def confidence_sentence(device: Device, words: SheetWords) -> str:
    """Say how well the labels are founded; nothing for the generic sheet."""
    if device.vendor == "Generic":
        return ""
    match device.confidence:
        case Confidence.CONFIRMED:
            return words.confidence["confirmed"]
        case Confidence.THIRD_PARTY:
            return words.confidence["third_party"]
        case Confidence.UNCONFIRMED:
            return words.confidence["unconfirmed"]


def open_question(maker: RowMaker) -> str:
    """Where to look for what the path needs and nobody knows of the device; empty: it is known."""
    told = maker.device.ability.settle
    ability = read_ability(maker.device, maker.model)
    if not told or is_enough_known(ability, expect_needs(maker.settings)):
        return ""
    return maker.words.page["open_question"].format(what=say(told, maker.words.language))
