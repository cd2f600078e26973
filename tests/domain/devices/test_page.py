"""What of a device's web address may be printed: never a user name or a password."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.devices.page import read_device_page
from app.domain.errors import InputError
from tests.wording import all_of

CANARY = "hunter2"


HIDING = {
    "x?api_key=": "x", "x?p=": "x", "x?": "x", "x?%70assword=": "x", "#": "", "a;pwd=": "a",
    "login/": "login", "a/token/": "a/token", "login;jsessionid=": "login",
}  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        *((f"h.test/{path}{CANARY}", f"h.test/{kept}") for path, kept in HIDING.items()),
        (f"https://admin:{CANARY}@192.0.2.60/", "https://192.0.2.60/"),
        (f"HTTP://admin:{CANARY}@copier.contoso.com:8080/a", "http://copier.contoso.com:8080/a"),
        (f"admin:{CANARY}@192.0.2.60", "192.0.2.60"),
        (f"//admin:{CANARY}@192.0.2.60/x", "192.0.2.60/x"),
        (f"{CANARY}@192.0.2.60", "192.0.2.60"),
        (f"http://admin:a@{CANARY}@192.0.2.60", "http://192.0.2.60"),
        (f"http://admin:{CANARY}@[2001:db8::10]:8443/", "http://[2001:db8::10]:8443/"),
        (f"::%{CANARY}@192.0.2.60/", "192.0.2.60/"),
        (f"http://192.0.2.60/login?user=admin&pass={CANARY}", "http://192.0.2.60/login"),
        (f"http://192.0.2.60/#token={CANARY}", "http://192.0.2.60/"),
        *(
            (f"192.0.2.60/{path}{CANARY}", f"192.0.2.60/{kept}")
            for path, kept in (
                ("x?api_key=", "x"),
                ("x?p=", "x"),
                ("x?", "x"),
                ("x?%70assword=", "x"),
                ("#", ""),
                ("a;pwd=", "a"),
                ("login/", "login"),
                ("a/token/", "a/token"),
                ("login;jsessionid=", "login"),
            )
        ),
    ],
)
def test_a_password_in_an_address_is_left_out_and_said(typed: str, printed: str) -> None:
    page = read_device_page(typed)
    assert page.address == printed
    assert page.left_out


@pytest.mark.parametrize(
    "typed",
    [
        "192.0.2.60", "192.0.2.60:8080", "copier", "copier.contoso.com", "fe80::1", "fe80::1%eth0",
        "2001:db8::10",
        "https://copier.contoso.com:8443/x", "http://[2001:db8::10]/", "copier:8000/a/b.html",
        "drucker-büro.contoso.com", "192.0.2.60/start/index.html",
    ],
)  # fmt: skip
def test_a_plain_address_stays_as_it_was_typed(typed: str) -> None:
    page = read_device_page(typed)
    assert (page.address, page.left_out) == (typed, ())


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)", "javascript://x%0aalert(1)", "data:text/html,x", "ftp://192.0.2.60",
        "file:///etc/passwd", "http://", "http:///x", "a b", "http://x\\@y", "http://x:port/",
        "http://x:99999/", "http://[::1", "http://192.0.2.60/<script>", "http://x%41/", "",
        # a password with a slash, a hash or a question mark in it: where does the host begin?
        f"http://admin:12#{CANARY}@192.0.2.60/", f"http://admin:12/{CANARY}@192.0.2.60/",
        f"http://admin?{CANARY}@192.0.2.60/", f"http:///admin:{CANARY}@192.0.2.60",
        f"http://[fe80::1%{CANARY}@x]/", f"192.0.2.60/admin:{CANARY}", f"h/admin%3A{CANARY}%40",
        f"192.0.2.60/x?url=http%3A%2F%2Fadmin%3A{CANARY}%40y/", f"h/admin/{CANARY}\uff20x",
    ],
)  # fmt: skip
def test_what_is_no_web_page_is_refused_without_repeating_it(typed: str) -> None:
    with pytest.raises(InputError) as caught:
        read_device_page(typed)
    assert CANARY not in all_of(caught.value)


@given(
    user=st.text(alphabet=st.characters(codec="utf-8"), max_size=12),
    around=st.tuples(st.text("/?#@:;\\ %", max_size=3), st.text("/?#@:;\\ %", max_size=3)),
    scheme=st.sampled_from(["", "http://", "https://", "//", "HTTPS://"]),
)
def test_no_password_before_the_host_is_ever_printed(
    user: str, around: tuple[str, str], scheme: str
) -> None:
    typed = f"{scheme}{user}:{around[0]}{CANARY}{around[1]}@192.0.2.60/"
    try:
        said = read_device_page(typed).address
    except InputError as exc:
        said = all_of(exc)
    assert CANARY not in said
