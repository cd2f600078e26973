"""Each quoting rule against the real reader of its format: the value comes back, or is refused."""

from __future__ import annotations

import configparser
import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from dotenv import dotenv_values
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from app.render import quoting
from app.render.quoting import RULES, QuotingError
from tests.wording import in_words

SPECIAL = "\"'`\\#;$%&<>=:,|@!?*~^-+/ .()[]{}\t\n\r\0\x7f\x85\u2028"
HOSTILE = st.one_of(
    st.text(st.sampled_from(SPECIAL + "aZ0éж日😀"), max_size=40),
    st.text(max_size=40),
    st.sampled_from(["-leading", "trailing ", " ", "", "x" * 255, "${HOME}", "%(name)s", "$(id)"]),
)
POSTFIX = "compatibility_level = 3.6\nmyhostname = mail.contoso.com\n"
OFTEN = settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def quoted(rule: Callable[[str], str], value: str) -> str:
    try:
        return rule(value)
    except QuotingError:
        assume(False)
        raise


def needs(program: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"{program} is not installed")


def write_old(file: Path, text: str) -> Path:
    """Write a file that looks old: Postfix waits two seconds for a fresh one to settle."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, (0, 0))
    return file


def run(*words: str | Path, stdin: str = "") -> str:
    done = subprocess.run(words, input=stdin.encode(), capture_output=True, timeout=20)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@given(value=HOSTILE, name=st.sampled_from(sorted(RULES)))
@settings(deadline=None)
def test_no_rule_ever_lets_a_line_break_through(name: str, value: str) -> None:
    assert not re.search(r"[\n\r\0\x0b\x0c\x85\u2028\u2029]", quoted(RULES[name], value))


@pytest.mark.parametrize("name", sorted(RULES))
@pytest.mark.parametrize("value", ["a\nb", "a\rb", "a\0b", "a\x1bb", "a\u2028b", "a\ud800b"])
def test_control_character_is_refused_by_every_rule(name: str, value: str) -> None:
    with pytest.raises(QuotingError) as caught:
        RULES[name](value)
    assert caught.value.code.startswith("export.value_not_writable")
    said = in_words(caught.value.of_target("msmtp"))
    assert "msmtp" in said.title
    assert repr(value) in said.cause
    assert said.fix


@pytest.mark.parametrize("name", sorted(set(RULES) - {"csv"}))
def test_plain_address_is_carried_by_every_rule(name: str) -> None:
    assert "printer" in RULES[name]("printer@contoso.com")


@needs("msmtp")
@given(value=HOSTILE)
@OFTEN
def test_msmtp_reads_its_word_back(value: str, tmp_path: Path) -> None:
    assume(value)
    file = tmp_path / "msmtprc"
    file.write_text(f"account a\nhost h\nuser {quoted(quoting.msmtp, value)}\nauth login\n")
    file.chmod(0o600)
    shown = run("msmtp", "-C", file, "-P", "-a", "a", "x@contoso.com")
    assert f"\nuser = {value}\n" in shown


@needs("postconf")
@given(value=HOSTILE)
@OFTEN
def test_postfix_reads_its_parameter_back(value: str, tmp_path: Path) -> None:
    word = quoted(quoting.postfix_main, value)
    write_old(tmp_path / "main.cf", f"{POSTFIX}myorigin = {word}\n")
    assert run("postconf", "-x", "-h", "-c", tmp_path, "myorigin").removesuffix("\n") == value


@needs("postmap")
@given(value=HOSTILE)
@OFTEN
def test_postfix_table_gives_its_value_back(value: str, tmp_path: Path) -> None:
    write_old(tmp_path / "main.cf", POSTFIX)
    word = quoted(quoting.postfix_texthash, value)
    write_old(tmp_path / "table", f"key {word}\n")
    shown = run("postmap", "-c", tmp_path, "-q", "key", f"texthash:{tmp_path}/table")
    assert shown.removesuffix("\n") == value


@given(value=HOSTILE)
def test_xml_reads_its_text_and_attribute_back(value: str) -> None:
    word = quoted(quoting.xml, value)
    root = ET.fromstring(f"<a b='{word}'><c>{word}</c></a>")
    assert (root.get("b"), root.findtext("c")) == (value, value)


@given(value=HOSTILE)
@OFTEN
def test_shell_hands_its_word_back(value: str) -> None:
    assert run("sh", "-c", f"printf %s {quoted(quoting.shell, value)}") == value


@given(value=HOSTILE)
@OFTEN
def test_env_file_is_the_same_to_a_shell(value: str, tmp_path: Path) -> None:
    file = tmp_path / "env"
    file.write_text(f"VALUE={quoted(quoting.env, value)}\n")
    assert run("sh", "-c", '. "$1"; printf %s "$VALUE"', "sh", file) == value


@given(value=HOSTILE)
def test_env_file_is_the_same_to_dotenv(value: str) -> None:
    text = f"VALUE={quoted(quoting.env, value)}\n"
    assert dotenv_values(stream=io.StringIO(text)) == {"VALUE": value}


@given(value=HOSTILE)
def test_json_reads_its_string_back(value: str) -> None:
    assert json.loads(quoted(quoting.json_string, value)) == value


@given(value=HOSTILE)
def test_python_reads_its_literal_back(value: str) -> None:
    import ast

    assert ast.literal_eval(quoted(quoting.python, value)) == value


@given(value=HOSTILE)
def test_configparser_reads_its_value_back(value: str) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(f"[a]\nkey = {quoted(quoting.ini, value)}\nnext = 1\n")
    assert dict(parser["a"]) == {"key": value, "next": "1"}


@given(value=HOSTILE)
def test_csv_reads_its_cell_back(value: str) -> None:
    rows = list(csv.reader(io.StringIO(f"a,{quoted(quoting.csv_cell, value)},c\n")))
    assert rows == [["a", value, "c"]]


@given(value=HOSTILE)
def test_url_part_comes_back(value: str) -> None:
    word = quoted(quoting.url, value)
    assert unquote(word) == value
    assert re.fullmatch(r"[A-Za-z0-9_.~%-]*", word)


@needs("git")
@given(value=HOSTILE)
@OFTEN
def test_git_reads_its_value_back(value: str, tmp_path: Path) -> None:
    file = tmp_path / "config"
    file.write_text(f"[sendemail]\n\tsmtpUser = {quoted(quoting.gitconfig, value)}\n")
    shown = run("git", "config", "-f", file, "--list", "-z")
    assert shown == f"sendemail.smtpuser\n{value}\0"


@needs("neomutt")
@given(value=HOSTILE)
@OFTEN
def test_neomutt_reads_its_word_back(value: str, tmp_path: Path) -> None:
    file = tmp_path / "muttrc"
    file.write_text(f"set attribution = {quoted(quoting.muttrc, value)}\n")
    shown = run("neomutt", "-n", "-F", file, "-Q", "attribution")
    escaped = re.sub(r'[\\"]', r"\\\g<0>", value)
    assert shown == f'set attribution = "{escaped}"\n'


@needs("s-nail")
@given(value=HOSTILE)
@OFTEN
def test_mailrc_word_comes_back(value: str, tmp_path: Path) -> None:
    file = tmp_path / "mailrc"
    file.write_text(f"set v15-compat v={quoted(quoting.mailrc, value)}\n")
    shown = run("s-nail", "-:/", f"-Xsource {file}", '-Xecho "$v"', "-Xxit")
    assert shown.removesuffix("\n") == value


@needs("php")
@given(value=HOSTILE)
@settings(OFTEN, max_examples=20)
def test_php_reads_its_string_back(value: str) -> None:
    assert run("php", "-r", f"echo {quoted(quoting.single_quoted, value)};") == value


@needs("ruby")
@given(value=HOSTILE)
@settings(OFTEN, max_examples=10)
def test_ruby_reads_its_string_back(value: str) -> None:
    assert run("ruby", "-e", f"$stdout.write {quoted(quoting.single_quoted, value)}") == value


def test_powershell_doubles_every_character_that_ends_a_string() -> None:
    assert quoting.powershell("it's \u2018so\u2019") == "'it''s \u2018\u2018so\u2019\u2019'"


@pytest.mark.parametrize("value", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_formula_is_refused_in_a_table(value: str) -> None:
    with pytest.raises(QuotingError):
        quoting.csv_cell(value)
