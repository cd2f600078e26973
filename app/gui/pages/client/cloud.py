"""For those who need it: a cloud of one's own, from a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.errors import AppError
from app.domain.organisation.client import Client, CloudId
from app.gui.buttons import Button
from app.gui.cards import Fold
from app.gui.fields import Field
from app.gui.flow_layout import FlowLayout
from app.gui.labels import Words
from app.gui.look import Tone
from app.gui.notice import Notice
from app.gui.tasks import in_thread

if TYPE_CHECKING:
    from app.catalogue import Cloud
    from app.gui.desk import Desk


class CloudFold(Fold):
    """Reads a cloud file and says which cloud it is."""

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__("client.advanced", parent)
        self.header.fill(Words(self.tr("Advanced: a cloud of your own"), self.header))
        self.header.setAccessibleName(self.tr("Advanced: a cloud of your own"))
        self._desk = desk
        self._cloud: Cloud | None = None
        self._path = ""
        self._field: Field | None = None
        self._notice: Notice | None = None

    def choice(self) -> tuple[str, CloudId]:
        """Return the file and the cloud's id; both empty where none is in use."""
        return (self._path, CloudId(self._cloud.id)) if self._cloud else ("", CloudId("worldwide"))

    def show_client(self, client: Client | None) -> None:
        path = client.cloud_file if client else ""
        if path and path != self._path:
            self.set_open(is_open=True)
            self._load(path)

    def build_body(self) -> None:
        self.inside.addWidget(
            Words(
                self.tr(
                    "A cloud file names servers, ports, a DNS resolver and a CA of a private or"
                    " test environment. Certificates stay verified."
                ),
                self.body,
                tone=Tone.QUIET,
            )
        )
        self._field = Field(self.tr("Cloud &file"), "client.cloud_file", self.body)
        self._field.edit.editingFinished.connect(self._on_path_edited)
        browse = Button(self.tr("Bro&wse …"), "client.browse", self.body, icon_name="folder")
        browse.clicked.connect(self._on_browse)
        self._notice = Notice(self.body)
        self.inside.addWidget(self._field)
        row = FlowLayout()
        row.addWidget(browse)
        self.inside.addLayout(row)
        self.inside.addWidget(self._notice)

    @Slot()
    def _on_path_edited(self) -> None:
        if self._field is not None and self._field.text() != self._path:
            self._load(self._field.text())

    @Slot()
    def _on_browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a cloud file"))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setNameFilter(self.tr("Cloud files (*.toml)"))
        dialog.fileSelected.connect(self._load)
        dialog.open()

    def _load(self, path: str) -> None:
        self._path = path
        if self._field is not None:
            self._field.show_text(path)
        if not path:
            self._take(None)
            return
        task = self._desk.run(in_thread(partial(_read_cloud, path)))
        task.succeeded.connect(self._take)
        task.failed.connect(self._on_failed)

    @Slot(object)
    def _take(self, cloud: Cloud | None) -> None:
        before, self._cloud = self._cloud, cloud
        if self._field is not None and self._notice is not None:
            name = self._cloud.name if self._cloud else ""
            self._field.show_hint(self.tr("In use: %1").replace("%1", name) if name else "")
            self._notice.show_error(None)
        if self._cloud != before:
            self.chosen.emit()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if isinstance(error, AppError) and self._notice is not None:
            self._cloud = None
            self._notice.show_error(error)


def _read_cloud(path: str) -> Cloud:
    from app.catalogue import load_cloud  # the window opens before the catalogue is needed

    return load_cloud(Path(path))
