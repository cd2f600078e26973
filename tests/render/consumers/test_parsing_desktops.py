"""Files of desktop programs, of Java and of Windows, read back by what reads them there."""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import plistlib
import re
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Node
from tree_sitter import Parser as SyntaxParser

from app.domain.path import Authentication, SendingPath, SendingSettings
from tests.independent.machine import need
from tests.render.consumers.conftest import Writer

Values = dict[str, str]
Reader = Callable[[Path], Values]
HARD = "\\u0022 \" ' \\ $x ${y} `z` #1; {0} %s 日本 😀 " + "a" * 255
_JARS = "/usr/share/java/jakarta-mail.jar:/usr/share/java/jakarta-activation.jar"
_SHOW = """\
public final class Show {
    public static void main(String[] words) {
        byte[] name = OfficeMail.SENDER_NAME.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        System.out.write(name, 0, name.length);
        System.out.flush();
    }
}
"""


def by_glib(folder: Path) -> Values:
    """Read as Evolution does, whose accounts are key files of GLib."""
    glib = ctypes.CDLL(ctypes.util.find_library("glib-2.0") or "libglib-2.0.so.0")
    glib.g_key_file_new.restype = ctypes.c_void_p
    glib.g_key_file_get_string.restype = ctypes.c_char_p
    file = ctypes.c_void_p(glib.g_key_file_new())
    path = str(folder / "sendwright-transport.source").encode()
    assert glib.g_key_file_load_from_file(file, path, 0, None)

    def value(group: bytes, key: bytes) -> str:
        found = glib.g_key_file_get_string(file, group, key, None)
        return bytes(found or b"").decode()

    names = (b"Host", b"User")
    return {
        "DisplayName": value(b"Data Source", b"DisplayName"),
        "Security": value(b"Security", b"Method"),
        **{name.decode(): value(b"Authentication", name) for name in names},
    }


def by_kde(folder: Path) -> Values:
    """Read with KDE's own program for its configuration."""
    need("kreadconfig5")

    def value(key: str) -> str:
        place = ("--file", str(folder / "mailtransports"), "--group", "Transport 365587")
        command = ["kreadconfig5", *place, "--key", key]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout[:-1]

    names = ("name", "host", "port", "user", "encryption", "senderOverwriteAddress")
    return {name: value(name) for name in names}


def by_powershell(folder: Path) -> Values:
    """Read the literals of the script from its syntax tree."""
    parser = SyntaxParser(Language(tree_sitter_powershell.language()))
    tree = parser.parse((folder / "Send-OfficeMail.ps1").read_bytes())
    assert not tree.root_node.has_error
    found: Values = {}
    for entry in _nodes(tree.root_node, "hash_entry"):
        literals = list(_nodes(entry, "verbatim_string_characters"))
        key = next(_nodes(entry, "key_expression")).text
        if literals and key and literals[0].text:
            text = literals[0].text.decode()[1:-1]
            found[key.decode()] = re.sub("(['\u2018\u2019\u201a\u201b])\\1", r"\1", text)
    return found


def _nodes(node: Node, kind: str) -> Iterator[Node]:
    if node.type == kind:
        yield node
    for child in node.children:
        yield from _nodes(child, kind)


def by_csharp(folder: Path) -> Values:
    """A regular C# string without escapes of its own is a JSON string."""
    text = (folder / "OfficeMail.cs").read_text("utf-8")
    literals = re.findall(r'(?m)^    const string (\w+) = (".*");$', text)
    return {name: str(json.loads(literal)) for name, literal in literals}


def by_plist(folder: Path) -> Values:
    content = plistlib.loads((folder / "mail.mobileconfig").read_bytes())["PayloadContent"][0]
    return {key: str(value) for key, value in content.items()}


def by_outlook(folder: Path) -> Values:
    space = "{http://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/2006a}"
    protocols = ET.parse(folder / "autodiscover.xml").iter(f"{space}Protocol")
    by_type = {
        protocol.findtext(f"{space}Type"): {
            child.tag.removeprefix(space): child.text or "" for child in protocol
        }
        for protocol in protocols
    }
    return by_type["SMTP"]


READERS: dict[str, tuple[Reader, str, str, str, str]] = {
    "apple-mail-profile": (
        by_plist, "OutgoingMailServerHostName", "OutgoingMailServerUsername", "EmailAddress",
        "EmailAccountName",
    ),
    "evolution": (by_glib, "Host", "User", "", ""),
    "kmail": (by_kde, "host", "user", "senderOverwriteAddress", ""),
    "mailkit": (by_csharp, "Host", "UserName", "Sender", "SenderName"),
    "outlook-autodiscover": (by_outlook, "Server", "LoginName", "", ""),
    "powershell": (by_powershell, "Server", "", "Email", "Name"),
}  # fmt: skip


@pytest.mark.parametrize("target", sorted(READERS))
def test_values_come_out_as_they_went_in(target: str, display_name: str, writer: Writer) -> None:
    reader, *names = READERS[target]
    writer.compare(target, reader, names, display_name)


@pytest.mark.parametrize("target", ["evolution", "kmail"])
def test_name_of_the_client_comes_out_as_it_went_in(
    target: str, basic: SendingSettings, writer: Writer
) -> None:
    writer = replace(writer, client_name=r"C:\new # Büro; = [x] \t\s 😀")
    found = READERS[target][0](writer.write(target, basic))
    assert writer.client_name in found.values()


def test_java_reads_every_sign_as_it_was_written(basic: SendingSettings, writer: Writer) -> None:
    need("javac")
    folder = writer.write("jakarta-mail", replace(basic, from_name=HARD))
    (folder / "Show.java").write_text(_SHOW, "utf-8")
    files = [folder / "OfficeMail.java", folder / "Show.java"]
    subprocess.run(["javac", "-cp", _JARS, *files], cwd=folder, check=True, timeout=60)
    command = ["java", "-cp", f"{folder}:{_JARS}", "Show"]
    shown = subprocess.run(command, capture_output=True, check=True, timeout=60).stdout
    assert shown.decode() == HARD


def test_plug_in_for_sasl_reads_the_file_as_json(basic: SendingSettings, writer: Writer) -> None:
    settings = replace(
        basic, path=SendingPath.SMTP_AUTH_OAUTH, authentication=Authentication.XOAUTH2
    )
    found = json.loads(
        (writer.write("sasl-xoauth2", settings) / "sasl-xoauth2.conf").read_text("utf-8")
    )
    assert found["token_endpoint"].startswith("https://login.microsoftonline.com/")
    assert int(found["refresh_window"]) >= 600


@pytest.mark.parametrize("target", ["jira", "outlook-new", "ios", "android", "em-client"])
def test_steps_name_the_values_as_they_are(
    target: str, basic: SendingSettings, writer: Writer
) -> None:
    text = (writer.write(target, basic) / "steps.txt").read_text("utf-8")
    lines = {line.strip().rpartition("  ")[2].strip() for line in text.splitlines()}
    assert {basic.server.host, str(basic.server.port), basic.username} <= lines
