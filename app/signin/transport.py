"""Names what went wrong below HTTP, out of the nested exceptions of requests and urllib3."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass

import requests
from urllib3.exceptions import MaxRetryError

from app.domain.certificates.distrust import Distrust, distrust_of, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """The finding code of a failure, and the innermost reason in the library's words."""

    code: str
    evidence: str


def name_failure(error: requests.RequestException) -> Failure:
    """Find the innermost reason, since the outer ones say only “max retries exceeded”."""
    causes = tuple(_causes(error))
    last = causes[-1]
    words = words_of(last) if isinstance(last, ssl.SSLError) else str(last)
    evidence = f"{type(last).__name__}: {words}"
    return Failure(code=_name(error, causes), evidence=evidence)


def _name(error: requests.RequestException, causes: tuple[BaseException, ...]) -> str:
    if any(isinstance(cause, requests.exceptions.ProxyError) for cause in causes):
        refused = any("407" in str(cause) for cause in causes)
        return "signin.proxy_password" if refused else "signin.proxy"
    # Innermost first: urllib3's outer ones call a refused connection a kind of time-out.
    for cause in reversed(causes):
        match cause:
            case ssl.SSLCertVerificationError():
                return _BY_VERIFIER.get(distrust_of(cause), "signin.tls_untrusted")
            case ssl.SSLError():
                return "signin.tls_failed"
            case socket.gaierror():
                return "signin.no_such_host"
            case TimeoutError():
                return "signin.no_answer"
            case _:
                continue
    if isinstance(error, ValueError):  # InvalidURL, MissingSchema and their kind
        return "signin.no_such_host"
    if isinstance(
        error, requests.exceptions.ChunkedEncodingError | requests.exceptions.ContentDecodingError
    ):
        return "signin.unexpected_answer"
    return "signin.unreachable"


_BY_VERIFIER = {
    Distrust.EXPIRED: "signin.tls_dates",
    Distrust.NOT_YET_VALID: "signin.tls_dates",
    Distrust.WRONG_NAME: "signin.tls_name",
}


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk inwards; a library may hide the reason in `reason`, in `args` or as the cause."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = _inner(current)


def _inner(error: BaseException) -> BaseException | None:
    if isinstance(error, MaxRetryError) and error.reason is not None:
        return error.reason
    first = error.args[0] if error.args else None
    if isinstance(first, BaseException):
        return first
    return error.__cause__ or error.__context__
