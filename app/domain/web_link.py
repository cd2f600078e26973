"""Links that a server, a file or the catalogue gives, before anything opens or shows them."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import urlsplit

_ODD = re.compile(r"[\s\\<>\"\x00-\x1f\x7f]")
"""What no link has, and what a browser or a terminal may take for something else."""


def is_web_link(link: str) -> bool:
    """Say whether it is https, or http to this computer, to a host and with nobody's name in it."""
    try:
        parts = urlsplit(link)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if _ODD.search(link) or not host or "@" in parts.netloc:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_this_computer(host))


def _is_this_computer(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
