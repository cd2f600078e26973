"""Decides what to do with each field of a device's form, in the vendor's order and words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.catalogue.devices.ability import Mechanism, Remark
from app.catalogue.devices.reading import read_ability
from app.catalogue.devices.schema import Device, DeviceField
from app.catalogue.devices.words import say_note
from app.domain.devices.fit import expect_needs
from app.domain.devices.sheet import RowAction, SheetRow
from app.domain.path import Authentication, Security, SendingSettings
from app.render.sheets.words import SheetWords

ESSENTIAL = ("server", "port", "security", "auth", "username", "password", "from_address")
_ON_SIGNING_IN = frozenset({"oauth", "sign_in"})
_SIGN_IN_ONLY = frozenset({"username", "password"})
_ON = frozenset({"enable", "tls_verify", "from_enable"})
_PRESSED = frozenset({"test", "oauth_login", "oauth_token"})
_BY_HAND = frozenset({"client_secret", "client_id", "tenant_id", "oauth_code", "oauth_authority"})
_YOURS = frozenset({"subject", "name", "label", "comment", "body"})
STARTTLS_WORDS = (
    "starttls", "implicit_or_starttls", "starttls_opportunistic", "required", "on", "auto",
)  # fmt: skip
"""Captions to choose where STARTTLS is asked for, the surest first."""
_SECURITY_WORDS = {
    Security.STARTTLS: STARTTLS_WORDS,
    Security.IMPLICIT: ("implicit", "implicit_or_starttls", "required", "on", "auto"),
    Security.NONE: ("none",),
}
_AUTH_MECHANISMS: dict[Authentication, tuple[Mechanism, ...]] = {
    Authentication.XOAUTH2: ("XOAUTH2",),
    Authentication.LOGIN: ("LOGIN", "PASSWORD", "PLAIN"),
    Authentication.NONE: ("NONE",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RowMaker:
    """Turns fields into rows for one device, one path and one language."""

    device: Device
    settings: SendingSettings
    words: SheetWords
    recipient: str = ""
    model: str = ""
    tenant_id: str = ""
    application_id: str = ""

    def rows(self) -> tuple[SheetRow, ...]:
        """All fields of the vendor, then what is needed and has no label of the vendor's."""
        own = tuple(self._row(field.value, field.label, field.note) for field in self.device.fields)
        return own + tuple(
            self._row(value, self.words.general[value], is_general=True)
            for value in self._missing()
        )

    def relevant(self, remarks: Iterable[Remark]) -> list[Remark]:
        """Leave out remarks on signing in where nothing signs in."""
        signs_in = not self.settings.path.uses_mx
        return [one for one in remarks if signs_in or one.about not in _ON_SIGNING_IN]

    def _missing(self) -> tuple[str, ...]:
        has = {field.value for field in self.device.fields}
        if "from_localpart" in has:
            has.add("from_address")
        signs_in = self.settings.authentication is not Authentication.NONE
        by_token = self.settings.authentication is Authentication.XOAUTH2
        return tuple(
            value
            for value in ESSENTIAL
            if value not in has
            and (signs_in or value not in _SIGN_IN_ONLY)
            and not (by_token and value == "password")
        )

    def _row(self, value: str, label: str, note: str = "", *, is_general: bool = False) -> SheetRow:
        action, text = self._decide(value)
        note = say_note(note, self.words.language)
        return SheetRow(label=label, action=action, value=text, note=note, is_general=is_general)

    def _decide(self, value: str) -> tuple[RowAction, str]:
        typed = self._typed().get(value)
        if typed is not None:
            return (RowAction.TYPE, typed) if typed else (RowAction.EMPTY, "")
        chosen = self._chosen().get(value)
        if chosen is not None:
            return RowAction.CHOOSE, chosen
        return self._other(value)

    def _typed(self) -> dict[str, str]:
        settings = self.settings
        local, _, domain = settings.from_address.rpartition("@")
        return {
            "server": settings.server.host,
            "port": str(settings.server.port),
            "username": settings.username,
            "from_address": settings.from_address,
            "from_localpart": local,
            "from_domain": domain,
            "from_name": settings.from_name,
            "reply_to": settings.from_address,
            "recipient": self.recipient,
            "helo": domain,
            **self._identity(),
        }

    def _identity(self) -> dict[str, str]:
        """What a device that signs in with an application of its own asks for, where known."""
        by_token = self.settings.authentication is Authentication.XOAUTH2
        known = {"tenant_id": self.tenant_id, "client_id": self.application_id}
        return {key: value for key, value in known.items() if value and by_token}

    def _chosen(self) -> dict[str, str]:
        words = self.words.values
        by_token = self.settings.authentication is Authentication.XOAUTH2
        return {
            "security": security_choice(self.device, self.settings, self.words),
            "security_starttls": self._on_off(is_on=self.settings.security is Security.STARTTLS),
            "security_implicit": self._on_off(is_on=self.settings.security is Security.IMPLICIT),
            "auth": auth_choice(self.device, self.settings, self.words),
            "oauth_enable": self._on_off(is_on=by_token),
            "provider": words["provider"],
        }

    def _on_off(self, *, is_on: bool) -> str:
        return self.words.values["on" if is_on else "off"]

    def _other(self, value: str) -> tuple[RowAction, str]:
        by_token = self.settings.authentication is Authentication.XOAUTH2
        signs_in = self.settings.authentication is not Authentication.NONE
        if value == "password":
            by_hand = signs_in and not by_token
            return (RowAction.BY_HAND if by_hand else RowAction.EMPTY), ""
        if value in _ON:
            return RowAction.CHOOSE, self._on_off(is_on=True)
        if value in _PRESSED and (by_token or not value.startswith("oauth")):
            filled = self.words.values["sign_in_as"].format(username=self.settings.username)
            return RowAction.PRESS, filled if value == "oauth_login" else ""
        if value in _BY_HAND and by_token:
            return RowAction.BY_HAND, ""
        if value == "status":
            return RowAction.LOOK, ""
        if value in _YOURS:
            return RowAction.YOURS, ""
        return RowAction.LEAVE, ""


def security_choice(device: Device, settings: SendingSettings, words: SheetWords) -> str:
    """The vendor's word for this protection, or a general one where none is known."""
    security = _security_for(device, settings)
    for key in _SECURITY_WORDS[security]:
        if key in device.security_labels:
            return device.security_labels[key]
    general = {
        Security.STARTTLS: words.values["starttls"].format(port=settings.server.port),
        Security.IMPLICIT: words.values["implicit"],
        Security.NONE: words.values["no_security"],
    }
    return general[security]


def _security_for(device: Device, settings: SendingSettings) -> Security:
    """Leave encryption out where the device has none and the server takes mail without."""
    takes_clear_text = "none" in expect_needs(settings).encryption
    has_none = read_ability(device).knows_starttls is False
    return Security.NONE if takes_clear_text and has_none else settings.security


def auth_choice(device: Device, settings: SendingSettings, words: SheetWords) -> str:
    """The vendor's word for this way to sign in, or a general one where none is known."""
    labels = {one.mechanism: one.label for one in reversed(device.ability.auth_labels)}
    for mechanism in _AUTH_MECHANISMS[settings.authentication]:
        if mechanism in labels:
            return labels[mechanism]
    general = {
        Authentication.XOAUTH2: words.values["oauth"],
        Authentication.LOGIN: words.values["password_login"],
        Authentication.NONE: words.values["no_login"],
    }
    return general[settings.authentication]


def too_long(field: DeviceField, value: str) -> bool:
    """The device's form would cut this value."""
    return 0 < field.max_length < len(value)
