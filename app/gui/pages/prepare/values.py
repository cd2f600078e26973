"""Fields for what a step waits for: typed where it is missing, and the texts fill in at once."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.handover.missing_value import KEPT_HERE, askable, value_of
from app.gui.fields import Field
from app.gui.labels import Words
from app.gui.look import Space, Tone
from app.gui.rows import icon_line
from app.gui.text import visible
from app.gui.words import say, step_texts

if TYPE_CHECKING:
    from app.domain.handover.admin_step import PreparedStep
    from app.domain.organisation.client import Client


def words_of_value(name: str) -> tuple[str, str, str]:
    """Return label, hint and example of a value."""
    match name:
        case "mailbox":
            hint = say("The account whose mailbox sends.")
            return say("Mailbox that signs in"), hint, "printer@contoso.com"
        case "from_address":
            hint = say("The address that recipients see.")
            return say("From address"), hint, "printer@contoso.com"
        case "relay_ips":
            hint = say("Your provider knows it. Several are divided by commas.")
            return say("Fixed public IPv4 addresses"), hint, "198.51.100.7"
        case "application_id":
            hint = say("In Entra ID under App registrations, in the overview of the app.")
            return say("Application (client) ID"), hint, "00000000-0000-0000-0000-000000000000"
        case "server_application_id":
            hint = say(
                "Of the registration that the server has for itself. Empty: the one at the top of"
                " this page."
            )
            label = say("Application (client) ID of the server")
            return label, hint, "00000000-0000-0000-0000-000000000000"
        case "enterprise_object_id":
            hint = say(
                "In Entra ID under Enterprise applications. The Object ID under App registrations"
                " looks the same, is another one and does not work."
            )
            label = say("Object ID of the Enterprise application")
            return label, hint, "00000000-0000-0000-0000-000000000000"
        case "certificate_name":
            hint = say("The name that the certificate of your mail server is made out to.")
            return say("Name in the certificate"), hint, "relay.contoso.com"
        case _:
            return name.replace("_", " "), "", ""


class StepValues(QWidget):
    """Why a step is taken, and its fields; a field that was shown once stays to be corrected."""

    given = Signal(str, str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self._fields: dict[str, Field] = {}
        self._errors: dict[str, str] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.MEDIUM)
        self._why = Words("", self, tone=Tone.QUIET)
        self._column.addWidget(self._why)
        self._unknown: QWidget | None = None

    @property
    def error(self) -> str:
        return next(iter(self._errors.values()), "")

    def show_step(self, step: PreparedStep, client: Client) -> None:
        """Show what the step waits for as the client knows it; what was refused stays."""
        self._why.setText(visible(step_texts(step).why))
        wanted = askable(step.missing)
        kept = tuple(name for name in askable(step.names) if name in KEPT_HERE)
        for name in dict.fromkeys((*wanted, *kept)):
            if name not in self._fields:
                self._add(name)
        for name, field in self._fields.items():
            if name not in self._errors:
                field.show_text(value_of(client, name))
        self._show_unknown(tuple(name for name in step.missing if not askable((name,))))

    def show_error(self, name: str, reason: str) -> None:
        """Say under a field why its text is refused; an empty reason says that it is taken."""
        self._errors.pop(name, None)
        if reason:
            self._errors[name] = reason
        if name in self._fields:
            self._fields[name].show_error(reason)

    def _add(self, name: str) -> None:
        label, hint, example = words_of_value(name)
        field = Field(label, f"{self._name}.value.{name}", self, hint=hint, example=example)
        field.edited.connect(partial(self._on_edited, name))
        self._fields[name] = field
        self._column.addWidget(field)

    def _show_unknown(self, names: tuple[str, ...]) -> None:
        """Name what nobody can type: it is looked up."""
        if self._unknown is not None:
            self._unknown.hide()
            self._unknown.deleteLater()
            self._unknown = None
        if names:
            self._unknown = QWidget(self)
            text = say("Not known yet: %1. The first step looks it up.")
            text = text.replace("%1", ", ".join(name.replace("_", " ") for name in names))
            self._unknown.setLayout(icon_line(self._unknown, text, "info", Tone.ACCENT))
            self._column.addWidget(self._unknown)

    def _on_edited(self, name: str, text: str) -> None:
        self.given.emit(name, text)
