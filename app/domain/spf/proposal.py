"""The SPF record to publish: what is there, plus what the path needs, and nothing else changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import ip_address


def propose_spf(
    records: Sequence[str],
    *,
    include: str = "",
    addresses: Iterable[str] = (),
    all_term: str = "-all",
) -> str:
    """Build the record that has the include and the addresses.

    Of several records one is made. An `all` that is there stays as it is, unless it lets
    everybody pass; where there is none, and no redirect either, `all_term` is added.
    """
    terms = _merge(records)
    wanted = [_address_term(address) for address in addresses]
    first = [term for term in dict.fromkeys(wanted) if not _has(terms, term)]
    last = [f"include:{include}"] if include and not _has(terms, f"include:{include}") else []
    ending = [term for term in terms if _is_all(term)][:1]
    if ending and ending[0].lstrip("+").lower() == "all":
        ending = [all_term]
    redirects = [term for term in terms if term.lower().startswith("redirect=")]
    if redirects and last:
        # Terms added before a redirect keep working; an `all` would switch it off.
        last.append(*redirects[:1])
        redirects = []
    middle = [
        term for term in terms if not _is_all(term) and not term.lower().startswith("redirect=")
    ]
    if not ending and not redirects and not any("redirect=" in term for term in last):
        ending = [all_term]
    return " ".join(["v=spf1", *first, *middle, *last, *redirects, *ending])


def _merge(records: Sequence[str]) -> list[str]:
    terms: dict[str, str] = {}
    for record in records:
        for term in record.strip().split()[1:]:
            terms.setdefault(term.lower(), term)
    return list(terms.values())


def _address_term(address: str) -> str:
    return f"ip{ip_address(address).version}:{address}"


def _has(terms: Sequence[str], wanted: str) -> bool:
    return any(term.lstrip("+").lower() == wanted.lower() for term in terms)


def _is_all(term: str) -> bool:
    return term.lstrip("+-?~").lower() == "all"
