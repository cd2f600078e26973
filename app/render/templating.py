"""Fills templates so that no value can reach a file without its quoting rule.

The rule is the environment's `finalize`: Jinja hands every printed expression to it, so a
template has no way to leave it out. What a filter makes (`url`, `shell`) is quoted after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from jinja2 import (
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    Undefined,
    select_autoescape,
)

from app.catalogue.resources import TEMPLATES
from app.render.quoting import RULES, QuotingError, Rule, markdown, shell, url


class Literal(str):
    """Words of our own making that stand in a file unquoted, such as the stamp in a comment."""

    __slots__ = ()


def render_file(template: str, quoting: str, values: Mapping[str, object]) -> str:
    """Fill a template file; every printed value passes the rule named `quoting`."""
    return _environment(quoting).get_template(template).render(values)


def render_text(text: str, values: Mapping[str, object], quoting: str = "plain") -> str:
    """Fill a text of the catalogue."""
    return _compiled(text, quoting).render(values).strip()


@cache
def _compiled(text: str, quoting: str) -> Template:
    """Compile a text once; Jinja itself remembers templates that are files only."""
    return _environment(quoting).from_string(text)


@cache
def _environment(quoting: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=select_autoescape((), default_for_string=False),  # `finalize` quotes instead
        finalize=_finalizer(RULES[quoting]),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.filters |= {
        "url": url,
        "shell": shell,
        "shell_words": _shell_words,
        "markdown": markdown,
        "without": _without,
    }
    return environment


def _finalizer(rule: Rule) -> Callable[[object], str]:
    def finalize(value: object) -> str:
        match value:
            case Undefined():
                return str(value)  # raises, naming what is missing
            case bool() | None:
                raise TypeError(f"a template prints {value!r}; it must choose the word itself")
            case Literal() | int():
                return str(value)
            case str():
                return rule(value)
            case _:
                raise TypeError(f"a template prints a {type(value).__name__}")

    return finalize


def _shell_words(words: Sequence[str]) -> str:
    return " ".join(shell(word) for word in words)


def _without(value: str, characters: str) -> str:
    """Refuse a value where this one place of a format cannot hold these characters."""
    for character in characters:
        if character in value:
            raise QuotingError(value, ".special", character=character)
    return value
