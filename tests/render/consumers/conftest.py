"""A mail server of another make, in front of which the exported files must prove themselves."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from app.catalogue import Catalogue
from app.catalogue.translation import installed_wording
from app.domain.path import Authentication, Endpoint, Security, SendingPath, SendingSettings
from app.domain.secret import Secret
from app.render.context import ExportContext, RenderedFile
from app.render.quoting import QuotingError
from app.render.targets import render_target

USER = "printer@contoso.com"
PASSWORD = "p4ss word'\"$x"
TOKEN = "eyJ0eXAi" + "x" * 2500
SMTP.command_size_limit = 16384


class LongLines(SMTP):
    """A token of real size does not fit into the lines that aiosmtpd reads."""

    line_length_limit = 16384


@dataclass
class Sink:
    """What has arrived, and how the client proved who it was."""

    port: int = 0
    messages: list[tuple[str, str, bytes]] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Envelope) -> str:
        assert session.ssl is not None
        content = envelope.content
        assert isinstance(content, bytes)
        self.messages.append((str(envelope.mail_from), envelope.rcpt_tos[0], content))
        return "250 2.0.0 OK"

    async def auth_XOAUTH2(self, server: SMTP, words: list[str]) -> AuthResult:
        blob: Any = (
            base64.b64decode(words[1]) if len(words) > 1 else await server.challenge_auth("")
        )
        is_right = blob == f"user={USER}\x01auth=Bearer {TOKEN}\x01\x01".encode()
        if is_right:
            self.signed_in.append("XOAUTH2")
        return AuthResult(success=is_right, handled=False)

    def check_password(
        self, _server: SMTP, _session: Session, _envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        if is_right:
            self.signed_in.append(mechanism)
        return AuthResult(success=is_right, handled=False)


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ca") / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


@pytest.fixture
def sink(authority: trustme.CA) -> Iterator[Sink]:
    """Serve on a free port of this computer until the test is over."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    made = Sink()

    def protocol() -> SMTP:
        return LongLines(
            made,
            hostname="localhost",
            tls_context=context,
            require_starttls=True,
            authenticator=made.check_password,
            auth_require_tls=True,
        )

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(
        loop.create_server(protocol, "127.0.0.1", 0), loop
    ).result(10)
    made.port = server.sockets[0].getsockname()[1]
    yield made
    asyncio.run_coroutine_threadsafe(_close(server), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()


async def _close(server: asyncio.AbstractServer) -> None:
    server.close()
    await server.wait_closed()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@dataclass(frozen=True)
class Exported:
    """The files of one target on the disk, by name."""

    folder: Path
    files: tuple[RenderedFile, ...]

    def __getitem__(self, name: str) -> Path:
        return self.folder / name


@dataclass(frozen=True)
class Exporter:
    sink: Sink
    ca_file: Path
    folder: Path

    def settings(self, path: SendingPath) -> SendingSettings:
        token = self.folder / "token"
        token.write_text(TOKEN + "\n")
        oauth = SendingSettings(
            path=SendingPath.SMTP_AUTH_OAUTH,
            server=Endpoint(host="localhost", port=self.sink.port),
            security=Security.STARTTLS,
            authentication=Authentication.XOAUTH2,
            username=USER,
            from_address=USER,
            from_name="Contoso copier",
            token_command=("cat", str(token)),
            ca_file=str(self.ca_file),
        )
        if path is SendingPath.SMTP_AUTH_OAUTH:
            return oauth
        if path is SendingPath.SMTP_AUTH_BASIC:
            return replace(oauth, path=path, authentication=Authentication.LOGIN, token_command=())
        return replace(
            oauth, path=path, authentication=Authentication.NONE, username="", token_command=()
        )

    def write(self, target: str, path: SendingPath, *, password: bool = False) -> Exported:
        catalogue = Catalogue()
        context = ExportContext(
            client_id="contoso",
            client_name="Contoso",
            domain="contoso.com",
            settings=self.settings(path),
            cloud=catalogue.clouds["worldwide"],
            made_on=date(2026, 11, 23),
            version="0.1.0",
            word=installed_wording("en"),
            recipient="office@contoso.com",
            password=Secret(PASSWORD) if password else None,
        )
        files = render_target(catalogue.targets[target], context)
        folder = self.folder / target
        folder.mkdir(exist_ok=True)
        for file in files:
            place = self.folder / file.path
            place.write_bytes(file.content)
            place.chmod(file.mode)
        return Exported(folder=folder, files=files)


@pytest.fixture
def exporter(sink: Sink, ca_file: Path, tmp_path: Path) -> Exporter:
    return Exporter(sink=sink, ca_file=ca_file, folder=tmp_path)


PASSWORD_ON_PAPER = "Pa55!word_with-signs.x"
BASIC = SendingSettings(
    path=SendingPath.SMTP_AUTH_BASIC,
    server=Endpoint(host="smtp.office365.com", port=587),
    security=Security.STARTTLS,
    authentication=Authentication.LOGIN,
    username="o'brien+mfp@contoso.com",
    from_address="o'brien+mfp@contoso.com",
    from_name="Contoso copier",
    imap=Endpoint(host="outlook.office365.com", port=993),
)
NAMES = [
    "Contoso copier",
    "Büro Süd & Söhne",
    "50 % off, #1; \"the\" 'best'",
    r"C:\temp $HOME ${x} $(id) `id` %s %(x)s",
    "<b>=x</b> {{ y }} <%= z %>",
    "日本語 😀",
    "- dash",
    "yes",
]


@pytest.fixture
def basic() -> SendingSettings:
    return BASIC


@pytest.fixture(params=NAMES)
def display_name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@dataclass(frozen=True)
class Writer:
    """Writes one target into a folder, and reads its main values back to compare."""

    folder: Path
    client_name: str = "Contoso"

    def write(self, target: str, settings: SendingSettings) -> Path:
        catalogue = Catalogue()
        context = ExportContext(
            client_id="contoso",
            client_name=self.client_name,
            domain="contoso.com",
            settings=settings,
            cloud=catalogue.clouds["worldwide"],
            made_on=date(2026, 11, 23),
            version="0.1.0",
            word=installed_wording("en"),
            recipient="office@contoso.com",
            password=Secret(PASSWORD_ON_PAPER),
        )
        for file in render_target(catalogue.targets[target], context):
            place = self.folder / file.path
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(file.content)
        return self.folder / target

    def compare(
        self,
        target: str,
        read: Callable[[Path], dict[str, str]],
        names: Sequence[str],
        display: str,
    ) -> None:
        """Check host, user, sender and display name under the names the format has for them."""
        bare = replace(BASIC, username="mfp@contoso.com", from_address="mfp@contoso.com")
        settings = replace(bare if target in ("env", "laravel") else BASIC, from_name=display)
        try:
            folder = self.write(target, settings)
        except QuotingError:
            assert display not in NAMES[:1]
            return
        values = (settings.server.host, settings.username, settings.from_address, display)
        expected = {name: value for name, value in zip(names, values, strict=True) if name}
        found = read(folder)
        assert {name: found.get(name) for name in expected} == expected


@pytest.fixture
def writer(tmp_path: Path) -> Writer:
    return Writer(folder=tmp_path)


def build_go(folder: Path, source: str) -> Path:
    """Make a program of Go source that uses the system's packages alone."""
    if shutil.which("go") is None:
        pytest.skip("go is not installed")
    (folder / "program.go").write_text(source, "utf-8")
    environment = {
        **os.environ,
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOCACHE": str(folder / "cache"),
        "HOME": str(folder),
    }
    command = ("go", "build", "-o", folder / "program", folder / "program.go")
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=100)
    return folder / "program"
