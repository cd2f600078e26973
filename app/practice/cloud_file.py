"""Writes down where the practice tenant is, as any private cloud is described."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.catalogue import Cloud, load_cloud

if TYPE_CHECKING:
    from app.practice.servers import Servers


def write_cloud(folder: Path, cloud: Cloud, servers: Servers) -> Cloud:
    """Write `cloud.toml` and the root certificate beside it, and load it as anybody would."""
    import tomli_w

    (folder / cloud.trust.ca_file).write_bytes(servers.certificates.root)
    path = folder / "cloud.toml"
    text = tomli_w.dumps(
        {
            "schema": cloud.schema,
            "id": cloud.id,
            "name": cloud.name,
            "smtp": {"host": cloud.smtp.host, "port": servers.submission.port},
            "relay": {
                "port": servers.relay.port,
                "mx_suffixes": list(cloud.relay.mx_suffixes),
            },
            "identity": {
                "authority": f"{cloud.identity.authority}:{servers.https.port}",
                "scope": cloud.identity.scope,
                "app_scope": cloud.identity.app_scope,
            },
            "dns": {
                "resolver": cloud.dns.resolver,
                "port": servers.dns.port,
                "spf_include": cloud.dns.spf_include,
                "dkim_suffixes": list(cloud.dns.dkim_suffixes),
                "autodiscover": cloud.dns.autodiscover,
            },
            "trust": {"ca_file": cloud.trust.ca_file},
        }
    )
    path.write_text(text, encoding="utf-8")
    return load_cloud(path)
