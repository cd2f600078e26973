"""A certificate authority for the independent servers, and files as they want them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import trustme


@dataclass(frozen=True)
class ServerCertificate:
    """A certificate with its chain, and its key, as files that only root reads."""

    chain: Path
    key: Path


@dataclass(frozen=True)
class Authority:
    """A root and what it has signed."""

    root: trustme.CA
    folder: Path

    @property
    def file(self) -> Path:
        """The root's certificate, for whoever is to trust it."""
        return self.folder / "ca.pem"

    def issue(self, name: str, *hosts: str) -> ServerCertificate:
        """Sign a certificate for these hosts; `name` names its files."""
        leaf = self.root.issue_cert(*hosts)
        made = ServerCertificate(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        made.chain.write_bytes(b"".join(blob.bytes() for blob in leaf.cert_chain_pems))
        made.key.write_bytes(leaf.private_key_pem.bytes())
        made.key.chmod(0o600)
        return made


def make_authority(folder: Path) -> Authority:
    """Make a root that nobody trusts yet."""
    folder.mkdir()
    authority = Authority(trustme.CA(), folder)
    authority.root.cert_pem.write_to_path(authority.file)
    return authority
