"""One rule a file format: a value goes in, text comes out that the format's reader turns back.

A value that a format cannot carry is refused, never bent. Control characters are refused
everywhere: no host, address or name has them, and in most formats they begin a new line.
"""

from __future__ import annotations

import json
import re
import shlex
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import quote
from xml.sax.saxutils import escape

from app.domain.errors import InputError

Rule = Callable[[str], str]


class QuotingError(InputError):
    """A value has something in it that this kind of file cannot hold.

    Its words name the program that the file is for, which only `of_target` knows.
    """

    def __init__(self, value: str, fault: str = "", **values: str) -> None:
        super().__init__(
            f"export.value_not_writable{fault}",
            values={"value": repr(value[:200]), **values},
            evidence=value[:300],
        )

    def of_target(self, name: str) -> QuotingError:
        """Say the same with the name of the program that the file is for."""
        named = {**self.finding.values, "target": name}
        return QuotingError.from_finding(replace(self.finding, values=named))


# Cc: control, Cs: half a character, Zl and Zp: line breaks of another name.
_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})


def _is_breaking(character: str) -> bool:
    code = ord(character)
    is_nonsense = character == "\ufeff" or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return is_nonsense or unicodedata.category(character) in _BREAKING


def plain(value: str) -> str:
    """Text as it is; the guard that every other rule begins with."""
    if any(map(_is_breaking, value)):
        raise QuotingError(value)
    return value


def _without(value: str, characters: str, file: str) -> str:
    for character in characters:
        if character in value:
            fault = ".blank" if character == " " else ".character"
            raise QuotingError(value, fault, format=file, character=character)
    return value


def _without_outer_blanks(value: str, file: str) -> str:
    if value != value.strip():
        raise QuotingError(value, ".outer_blanks", format=file)
    return value


def msmtp(value: str) -> str:
    """msmtprc: one pair of double quotes is taken off, and nothing inside is special."""
    if len(plain(value).encode()) > 400:
        raise QuotingError(value, ".too_long")
    return f'"{value}"'


def postfix_main(value: str) -> str:
    """main.cf: `$` names a parameter, `$$` is a dollar; outer blanks are dropped."""
    return _without_outer_blanks(plain(value), "main.cf").replace("$", "$$")


def postfix_texthash(value: str) -> str:
    """A lookup table's lines: a blank ends the key, `#` begins a comment, `"` quotes a key."""
    if not value or value.startswith(("#", '"')) or any(map(str.isspace, value)):
        raise QuotingError(value, ".table_key")
    return plain(value)


def xml(value: str) -> str:
    """XML text or attribute; outer blanks are refused since readers drop them."""
    escaped = escape(plain(value), {'"': "&quot;", "'": "&apos;"})
    return _without_outer_blanks(escaped, "XML")


def html(value: str) -> str:
    """HTML text or attribute."""
    return escape(plain(value), {'"': "&quot;", "'": "&#x27;"})


def shell(value: str) -> str:
    """A word of a POSIX shell."""
    return shlex.quote(plain(value))


_ENV_BARE = re.compile(r"[A-Za-z0-9@+:,./_-]+\Z", re.ASCII)


def env(value: str) -> str:
    """A `.env` file: bare where nothing is special, else in single quotes.

    Some readers fill `${…}` in between single quotes too (python-dotenv), others do not (a shell).
    """
    if _ENV_BARE.match(value):
        return value
    if "${" in value:
        raise QuotingError(value, ".env", sign="${")
    return f"'{_without(plain(value), chr(39) + chr(92), '.env')}'"


def json_string(value: str) -> str:
    """A JSON string with its quotes; also right for Go, C# and JavaScript."""
    return json.dumps(plain(value), ensure_ascii=False)


def java(value: str) -> str:
    """A Java string; in ASCII, since the compiler guesses how a file is encoded."""
    return json.dumps(plain(value))


def keyfile(value: str) -> str:
    """A value of GLib's key files: the backslash begins an escape, outer blanks are dropped."""
    return _without_outer_blanks(plain(value), "GKeyFile").replace("\\", "\\\\")


def kconfig(value: str) -> str:
    """A value of KDE's configuration files; they escape as key files do."""
    return _without_outer_blanks(plain(value), "KConfig").replace("\\", "\\\\")


def yaml(value: str) -> str:
    """A double-quoted YAML scalar."""
    return json_string(value)


def python(value: str) -> str:
    """A Python string literal."""
    return repr(plain(value))


def single_quoted(value: str) -> str:
    """A single-quoted PHP or Ruby string: only the backslash and the quote are special."""
    return "'" + plain(value).replace("\\", "\\\\").replace("'", "\\'") + "'"


def powershell(value: str) -> str:
    """A single-quoted PowerShell string; the typographic quotes end one too."""
    return "'" + re.sub("(['\u2018\u2019\u201a\u201b])", r"\1\1", plain(value)) + "'"


def properties(value: str) -> str:
    """A value of a Java properties file; `${` would begin a placeholder of Spring."""
    if "${" in value:
        raise QuotingError(value, ".spring", sign="${")
    escaped = plain(value).replace("\\", "\\\\")
    if escaped.startswith(" "):
        escaped = "\\" + escaped
    if value.endswith(" "):
        raise QuotingError(value, ".last_blank")
    units = escaped.encode("utf-16-be")
    codes = [int.from_bytes(units[at : at + 2]) for at in range(0, len(units), 2)]
    return "".join(chr(code) if code < 127 else f"\\u{code:04x}" for code in codes)


def gitconfig(value: str) -> str:
    """A value of a Git configuration file, in double quotes."""
    return '"' + plain(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def muttrc(value: str) -> str:
    """A double-quoted word of Mutt and NeoMutt, which expand `$` and run what is in backticks."""
    return '"' + re.sub(r'([\\"$`])', r"\\\1", plain(value)) + '"'


def mailrc(value: str) -> str:
    """A single-quoted word of s-nail; a quote inside is written outside of the quotes."""
    return "'" + _without(plain(value), "'\\", "mailrc") + "'"


def ini(value: str) -> str:
    """A bare value of an INI file whose reader knows no quotes (Python's configparser)."""
    checked = _without_outer_blanks(plain(value), "INI")
    if checked.startswith(("#", ";")) or re.search(r"\s[#;]", checked):
        raise QuotingError(value, ".remark")
    return checked


def go_ini(value: str) -> str:
    """A value of Grafana's and Gitea's INI files; in backticks where something is special."""
    if found := re.search(r"%\(|\$\{|\$__", value):
        raise QuotingError(value, ".placeholder", sign=found[0])
    if not value or re.search(r"[#;\"'\\]|^\s|\s$", value):
        return f"`{_without(plain(value), '`', 'INI')}`"
    return _without(plain(value), "`", "INI")


def exim(value: str) -> str:
    """A value in an Exim option: `$` and `\\` are expanded, `:` separates the items of a list."""
    checked = _without_outer_blanks(plain(value), "Exim")
    return re.sub(r"([\\$])", r"\\\1", checked).replace(":", "::")


def smtpd(value: str) -> str:
    """OpenSMTPD: a word in double quotes; its tables split at blanks, `:`, `,` and `=`."""
    return f'"{_without(plain(value), chr(34) + chr(92) + " ", "OpenSMTPD")}"'


def bare(value: str) -> str:
    """A format without quotes and escapes: letters, digits and what addresses are made of."""
    if not re.fullmatch(r"[A-Za-z0-9@.+_/=~%&*!?^{}\[\]-]+", value):
        raise QuotingError(value, ".not_plain")
    return value


def csv_cell(value: str) -> str:
    """A quoted CSV cell; what a spreadsheet would run as a formula is refused."""
    if value.startswith(("=", "+", "-", "@")):
        raise QuotingError(value, ".formula")
    return '"' + plain(value).replace('"', '""') + '"'


def markdown(value: str) -> str:
    """A cell of a Markdown table; every character with a meaning there is written as itself."""
    text = re.sub(r"([\\`*_{}\[\]#|~])", r"\\\1", plain(value))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def url(value: str) -> str:
    """A part of a URL, percent-encoded."""
    return quote(plain(value), safe="")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "bare": bare,
        "csv": csv_cell,
        "env": env,
        "exim": exim,
        "gitconfig": gitconfig,
        "go_ini": go_ini,
        "html": html,
        "ini": ini,
        "java": java,
        "json": json_string,
        "kconfig": kconfig,
        "keyfile": keyfile,
        "mailrc": mailrc,
        "markdown": markdown,
        "msmtp": msmtp,
        "muttrc": muttrc,
        "plain": plain,
        "postfix_main": postfix_main,
        "postfix_texthash": postfix_texthash,
        "powershell": powershell,
        "properties": properties,
        "python": python,
        "shell": shell,
        "single_quoted": single_quoted,
        "smtpd": smtpd,
        "url": url,
        "xml": xml,
        "yaml": yaml,
    }
)
