"""A small Microsoft 365 of other people's servers, and the cloud file that leads to it."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.independent.certificates import Authority, make_authority
from tests.independent.names import name_servers
from tests.independent.submission import MailServer, dovecot_auth, mail_server

if TYPE_CHECKING:
    from app.practice import PracticeTenant

OUTSIDE = "dest.test"
MX = "contoso-test.mail.protection.outlook.test"
_ZONES = {
    "contoso.test": f"""\
@ MX 0 {MX}.
@ TXT "v=spf1 include:spf.protection.outlook.test -all"
_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@contoso.test"
selector1._domainkey CNAME selector1-contoso-test._domainkey.contoso.onmicrosoft.test.
selector2._domainkey CNAME selector2-contoso-test._domainkey.contoso.onmicrosoft.test.
autodiscover CNAME autodiscover.outlook.test.
""",
    "onmicrosoft.test": """\
selector1-contoso-test._domainkey.contoso TXT "v=DKIM1; k=rsa; p=" {key}
selector2-contoso-test._domainkey.contoso TXT "v=DKIM1; k=rsa; p=" {key}
""",
    "outlook.test": """\
contoso-test.mail.protection A 127.0.0.1
spf.protection TXT "v=spf1 ip4:127.0.0.0/8 -all"
autodiscover A 127.0.0.1
""",
}
_SIGNED = frozenset({"contoso.test"})
_CLOUD = """\
schema = 1
id = "lab"
name = "Contoso lab"

[smtp]
host = "localhost"
port = {smtp_port}

[relay]
port = {relay_port}
mx_suffixes = [".mail.protection.outlook.test"]

[identity]
authority = "{authority}"
scope = "{scope}"
app_scope = "{app_scope}"
client_id = "{client_id}"

[dns]
resolver = "127.0.0.1"
port = {dns_port}
spf_include = "spf.protection.outlook.test"
dkim_suffixes = [".onmicrosoft.test"]
autodiscover = "autodiscover.outlook.test"

[trust]
ca_file = "{ca_file}"
"""


@dataclass(frozen=True)
class Lab:
    """Everything that runs, and the cloud file that names it."""

    folder: Path
    authority: Authority
    identity: PracticeTenant
    mail: MailServer
    dns_port: int

    @property
    def user(self) -> str:
        """The mailbox to sign in as."""
        return str(self.identity.user)

    @property
    def password(self) -> str:
        """The user's password, for what knows nothing better."""
        return self.identity.password(self.user).reveal()

    def token(self) -> str:
        """Issue an access token of real size for the user."""
        return self.identity.issue_token().reveal()

    def knows_token(self, token: str) -> bool:
        """Ask the identity provider about a token, as Dovecot does."""
        form = urlencode({"token": token}).encode("ascii")
        with urlopen(self.identity.introspection_url, form, timeout=20) as answer:
            return bool(json.load(answer)["active"])

    def press_sign_in(self, address: str) -> None:
        """Do in the browser what a person does there."""
        self.identity.press_sign_in(address)

    def cloud_file(self, name: str = "lab", **changes: object) -> Path:
        """Write a cloud file beside the lab's root; `changes` replace single values."""
        identity = self.identity.cloud.identity
        values: dict[str, object] = {
            "smtp_port": self.mail.submission_port,
            "relay_port": self.mail.relay_port,
            "dns_port": self.dns_port,
            "authority": identity.authority,
            "scope": identity.scope,
            "app_scope": identity.app_scope,
            "client_id": self.identity.application_id,
            "ca_file": "roots.pem",
        }
        path = self.folder / f"{name}.toml"
        path.write_text(_CLOUD.format(**{**values, **changes}), "utf-8")
        return path


@contextmanager
def run_lab(folder: Path, dkim_key: str) -> Iterator[Lab]:
    """Start all servers, in the order in which they need each other."""
    from app.practice import PracticeTenant

    authority = make_authority(folder / "ca")
    certificate = authority.issue("mail", "localhost", "127.0.0.1", MX)
    misnamed = authority.issue("misnamed", "smtp.elsewhere.test")
    with ExitStack() as stack:
        identity = stack.enter_context(PracticeTenant())
        password = identity.password(str(identity.user)).reveal()
        users = f"{identity.user}:{{PLAIN}}{password}\n"
        auth = dovecot_auth(folder / "dovecot", identity.introspection_url, users)
        auth_port = stack.enter_context(auth)
        domains = (str(identity.domain), OUTSIDE)
        mail = mail_server(folder / "postfix", certificate, misnamed, auth_port, domains)
        key = " ".join(f'"{part}"' for part in textwrap.wrap(dkim_key, 200))
        zones = {zone: text.format(key=key) for zone, text in _ZONES.items()}
        lab = Lab(
            folder,
            authority,
            identity,
            stack.enter_context(mail),
            stack.enter_context(name_servers(folder / "names", zones, _SIGNED)),
        )
        identity_root = Path(identity.cloud.trust.ca_file).read_bytes()
        (folder / "sign-in-root.pem").write_bytes(identity_root)
        (folder / "roots.pem").write_bytes(authority.file.read_bytes() + identity_root)
        yield lab
