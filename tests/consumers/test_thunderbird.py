"""Thunderbird finds our file by itself, accepts it, makes an account of it and sends with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.consumers.conftest import open_office
from tests.consumers.marionette import Marionette, marionette
from tests.consumers.office import Office, recipient_of
from tests.consumers.system import System, listens, need_system, wait_for
from tests.independent.command_line import CommandLine
from tests.independent.lab import Lab
from tests.independent.machine import free_port, need
from tests.render.conftest import OAUTH
from tests.render.consumers.conftest import Writer

_MODULES = "resource:///modules/accountcreation"
_FIND = f"""
const {{ FetchConfig }} = ChromeUtils.importESModule("{_MODULES}/FetchConfig.sys.mjs");
// Up to version 140 it calls back, later ones give a promise.
const found = await (FetchConfig.fromDisk.length > 2
  ? new Promise((take, refuse) => FetchConfig.fromDisk(words[0], take, refuse))
  : FetchConfig.fromDisk(words[0], new AbortController().signal));
"""
_SHOW = "return JSON.parse(JSON.stringify({incoming: found.incoming, outgoing: found.outgoing}));"
_SEND = f"""
const {{ AccountConfig }} = ChromeUtils.importESModule("{_MODULES}/AccountConfig.sys.mjs");
const {{ CreateInBackend }} = ChromeUtils.importESModule("{_MODULES}/CreateInBackend.sys.mjs");
const [, address, password, recipient] = words;
AccountConfig.replaceVariables(found, "Office", address, password);
found.rememberPassword = false;
const account = await CreateInBackend.createAccountInBackend(found);
const identity = account.defaultIdentity;
identity.doFcc = false;
const fields = Cc["@mozilla.org/messengercompose/composefields;1"]
  .createInstance(Ci.nsIMsgCompFields);
[fields.from, fields.to, fields.subject] = [address, recipient, "by Thunderbird"];
const send = Cc["@mozilla.org/messengercompose/send;1"].createInstance(Ci.nsIMsgSend);
const now = Ci.nsIMsgSend.nsMsgDeliverNow;
const made = Ci.nsIMsgCompType.New;
await send.createAndSendMessage(null, identity, account.key, fields, false, false, now, null,
  "text/plain", "One line.", null, null, null, null, "", made);
"""
_OAUTH2, _STARTTLS = 10, 2
_START = """
ours=/usr/lib/thunderbird
cp {files}/*.xml $ours/isp
mkdir -p $ours/distribution {folder}/profile
cp {folder}/policies.json $ours/distribution
echo 'user_pref("marionette.port", {port});' > {folder}/profile/user.js
exec $ours/thunderbird --headless --marionette --remote-allow-system-access --no-remote \\
    --profile {folder}/profile
"""


@dataclass(frozen=True)
class Program:
    """Thunderbird at work, with the files of two clients beside it."""

    session: Marionette
    office: Office


@pytest.fixture(scope="module")
def program(lab: Lab, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """One start for all tests; the files lie where a program's own folder has them."""
    need("thunderbird")
    need_system()
    folder = tmp_path_factory.mktemp("thunderbird")
    office = _office_with_mailboxes(lab, folder)
    files = folder / "isp"
    files.mkdir()
    domain = lab.user.partition("@")[2]
    exported = office.exports / "thunderbird" / "config-v1.1.xml"
    (files / f"{domain}.xml").write_bytes(exported.read_bytes())
    microsofts = Writer(folder=folder).write("thunderbird", OAUTH) / "config-v1.1.xml"
    (files / "contoso.com.xml").write_bytes(microsofts.read_bytes())
    trust = {"policies": {"Certificates": {"Install": [str(lab.authority.file)]}}}
    (folder / "policies.json").write_text(json.dumps(trust), "utf-8")
    port = free_port()
    (folder / "system").mkdir()
    lines = _START.format(files=files, folder=folder, port=port)
    environment = office.environment(folder)
    with System("", folder / "system").running(lines, environment) as log:
        wait_for(lambda: listens(port), f"Thunderbird listens on {port}", log)
        with marionette(port) as session:
            yield Program(session, office)


def _office_with_mailboxes(lab: Lab, folder: Path) -> Office:
    """Add where mail is read to the lab's cloud; Thunderbird takes no account without it."""
    cloud = lab.cloud_file("consumers-mailboxes")
    text = cloud.read_text("utf-8")
    mailbox = f'\n[mailbox]\nimap_host = "localhost"\nimap_port = {free_port()}\n'
    cloud.write_text(text + mailbox, "utf-8")
    return open_office(lab, CommandLine(folder / "data", cloud), folder / "out", "smtp_auth_basic")


def test_thunderbird_finds_microsofts_servers_and_signs_in_with_oauth(program: Program) -> None:
    found = program.session.run(_FIND + _SHOW, "contoso.com")
    outgoing, incoming = found["outgoing"], found["incoming"]
    assert (outgoing["hostname"], outgoing["port"]) == (OAUTH.server.host, OAUTH.server.port)
    assert (outgoing["auth"], outgoing["socketType"]) == (_OAUTH2, _STARTTLS)
    assert incoming["auth"] == _OAUTH2
    assert outgoing["username"] == "%EMAILADDRESS%"


@pytest.mark.proves("thunderbird", "password")
def test_thunderbird_makes_an_account_of_the_file_and_sends(program: Program) -> None:
    lab = program.office.lab
    to = recipient_of("thunderbird")
    domain = lab.user.partition("@")[2]
    program.session.run(_FIND + _SEND, domain, lab.user, lab.password, to)
    program.office.assert_arrived(to, "LOGIN", "PLAIN")
