"""uv from an index: only what has a pinned digest is ever unpacked."""

from __future__ import annotations

import hashlib
import io
import os
import ssl
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme
from bootstrap import uv

_SCRIPT = b"#!/bin/sh\necho uv 9.9.9\n"


def make_wheel() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(f"uv-9.9.9.data/scripts/{uv._PROGRAM}", _SCRIPT)
    return content.getvalue()


WHEEL = make_wheel()
TAG = "manylinux_2_17_x86_64"
NAME = f"uv-9.9.9-py3-none-{TAG}.manylinux2014_x86_64.whl"
PAGE = f'<a href="/files/uv-9.9.8-py3-none-{TAG}.whl">x</a><a href="/files/{NAME}#sha256=0">x</a>'


class Index(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        answer = {"/simple/uv/": PAGE.encode(), f"/files/{NAME}": WHEEL}.get(self.path, b"")
        self.send_response(200 if answer else 404)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_: object) -> None:
        pass


@dataclass(frozen=True)
class Served:
    url: str
    ca_file: Path


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    authority = trustme.CA()
    ca_file = tmp_path_factory.mktemp("index") / "ca.pem"
    authority.cert_pem.write_to_path(ca_file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Served(f"https://localhost:{server.server_port}/simple", ca_file)
        server.shutdown()
        thread.join()


@pytest.fixture
def pinned(tmp_path: Path, served: Served, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "uv.txt"
    path.write_text(f"uv==9.9.9 --hash=sha256:{hashlib.sha256(WHEEL).hexdigest()}\n", "utf-8")
    monkeypatch.setattr(uv, "PINNED", path)
    monkeypatch.setenv("UV_DEFAULT_INDEX", served.url)
    monkeypatch.setenv("PIP_CERT", str(served.ca_file))
    return path


def test_the_pinned_wheel_is_taken_from_the_index_that_pip_uses(pinned: Path) -> None:
    assert pinned.is_file()
    assert uv._fetch_wheel(TAG) == WHEEL


def test_a_wheel_with_another_digest_is_refused(pinned: Path) -> None:
    pinned.write_text(f"uv==9.9.9 --hash=sha256:{'0' * 64}\n", "utf-8")
    with pytest.raises(ValueError, match="not the pinned uv"):
        uv._fetch_wheel(TAG)


def test_an_index_without_this_version_is_named(pinned: Path) -> None:
    pinned.write_text("uv==1.2.3\n", "utf-8")
    with pytest.raises(ValueError, match=r"does not list uv 1\.2\.3"):
        uv._fetch_wheel(TAG)


def test_an_index_that_nobody_vouches_for_is_refused(
    pinned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert pinned.is_file()
    monkeypatch.delenv("PIP_CERT")
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    with pytest.raises(OSError, match="certificate verify failed"):
        uv._fetch_wheel(TAG)


def test_an_index_without_tls_is_refused(pinned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pinned.is_file()
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://localhost/simple")
    with pytest.raises(ValueError, match="not https"):
        uv._fetch_wheel(TAG)


@pytest.mark.skipif(os.name == "nt", reason="the program in this wheel is a shell script")
def test_what_is_unpacked_can_be_run(tmp_path: Path) -> None:
    program = uv._unpack(WHEEL, tmp_path / "uv")
    assert uv._version_of(program) == (9, 9, 9)


def test_a_program_that_is_not_uv_has_no_version(tmp_path: Path) -> None:
    assert uv._version_of(tmp_path / "absent") == ()


def test_every_platform_that_is_served_has_its_digest_in_the_pinned_list() -> None:
    digests = uv.PINNED.read_text("utf-8").count("--hash=sha256:")
    assert digests >= len(uv._WHEELS)
