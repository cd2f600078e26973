"""Real SMTP clients against the submission server: who gets in, and as whom they may send."""

from __future__ import annotations

import asyncio
import base64
import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage

import aiosmtplib
import pytest

from app.practice import DeliveredMessage, Entrance, PracticeTenant

Connect = Callable[[PracticeTenant], smtplib.SMTP]
GOOD = 235
INSIDE, OUTSIDE = "admin@contoso.test", "orders@fabrikam.test"
PASSWORDS = {"printer@contoso.test": "Practice-Printer-1"}


def xoauth2(user: str, token: str) -> str:
    return f"user={user}\x01auth=Bearer {token}\x01\x01"


def encoded(user: str, token: str) -> str:
    return base64.b64encode(xoauth2(user, token).encode()).decode()


def login(session: smtplib.SMTP, tenant: PracticeTenant, user: str = "") -> tuple[int, bytes]:
    """Sign in as the practice user, into a mailbox that may be another's."""
    token = tenant.issue_token().reveal()
    return session.docmd("AUTH", f"XOAUTH2 {encoded(user or tenant.user, token)}")


def message(sender: str, text: str = "hello\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = sender, "practice"
    mail.set_content(text)
    return mail


def only(tenant: PracticeTenant) -> DeliveredMessage:
    (delivered,) = tenant.wait_for_message(1)
    return delivered


def test_capabilities_are_those_of_the_service(tenant: PracticeTenant, connect: Connect) -> None:
    plain = smtplib.SMTP(tenant.cloud.smtp.host, tenant.cloud.smtp.port)
    plain.ehlo("client.contoso.test")
    common = {
        "size", "pipelining", "dsn", "enhancedstatuscodes", "8bitmime", "binarymime", "chunking",
        "smtputf8",
    }  # fmt: skip
    assert set(plain.esmtp_features) == {*common, "starttls"}
    plain.close()
    secured = connect(tenant)
    assert set(secured.esmtp_features) == {*common, "auth"}
    assert secured.esmtp_features["auth"].split() == ["LOGIN", "XOAUTH2"]


def test_token_of_real_size_in_one_line(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    assert len(tenant.issue_token().reveal()) >= 2500
    assert login(session, tenant)[0] == GOOD
    session.send_message(message(tenant.user), tenant.user, [INSIDE, OUTSIDE])
    delivered = only(tenant)
    assert delivered.recipients == (INSIDE, OUTSIDE)
    assert delivered.login == tenant.user
    assert delivered.entrance is Entrance.SUBMISSION
    assert delivered.is_secured
    assert b"hello\r\n" in delivered.content


def test_token_in_two_steps(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    assert session.docmd("AUTH", "XOAUTH2") == (334, b"")
    assert session.docmd(encoded(tenant.user, tenant.issue_token().reveal()))[0] == GOOD


def test_aiosmtplib_signs_in_and_sends(tenant: PracticeTenant, trust: ssl.SSLContext) -> None:
    async def send() -> None:
        client = aiosmtplib.SMTP(
            hostname=tenant.cloud.smtp.host,
            port=tenant.cloud.smtp.port,
            tls_context=trust,
            start_tls=True,
        )
        async with client:
            await client.auth_xoauth2(tenant.user, tenant.issue_token().reveal())
            await client.send_message(message(tenant.user), recipients=[INSIDE])

    asyncio.run(send())
    assert only(tenant).mail_from == tenant.user


def test_line_of_12288_octets_is_read_whole(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    line = "AUTH XOAUTH2 ".ljust(12286, "A")
    assert session.docmd(line)[0] == 535
    code, text = session.docmd(line + "A")
    assert (code, text) == (500, b"5.5.2 Line too long")
    assert login(session, tenant)[0] == GOOD


def test_password_login(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    assert session.login(tenant.user, tenant.password(tenant.user).reveal())[0] == GOOD


def test_wrong_password_is_refused_in_the_services_words(
    tenant: PracticeTenant, connect: Connect
) -> None:
    session = connect(tenant)
    with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
        session.login(tenant.user, "wrong")
    assert "535, b'5.7.139 " in str(refused.value)
    assert "user credentials were incorrect" in str(refused.value)


def bad_logins(tenant: PracticeTenant) -> dict[str, str]:
    good = tenant.issue_token().reveal()
    admins = tenant.issue_token("admin@contoso.test").reveal()
    for_graph = tenant.issue_token(scope="https://graph.microsoft.com/SMTP.Send").reveal()
    for_imap = tenant.issue_token(scope="https://outlook.office.com/IMAP.AccessAsUser.All").reveal()
    return {
        "expired": encoded(tenant.user, tenant.issue_token(lifetime_s=-1).reveal()),
        "changed": encoded(tenant.user, good[:-3] + "AAA"),
        "of somebody else": encoded(tenant.user, admins),
        "for a mailbox without rights": encoded("admin@contoso.test", good),
        "for Graph": encoded(tenant.user, for_graph),
        "without SMTP.Send": encoded(tenant.user, for_imap),
        "for nobody": encoded("nobody@contoso.test", good),
        "no base64": "=====",
        "no fields": base64.b64encode(b"hello").decode(),
        "no UTF-8": base64.b64encode(b"\xff\xfe").decode(),
    }


def test_bad_tokens_are_refused_without_saying_why(
    tenant: PracticeTenant, connect: Connect
) -> None:
    session = connect(tenant)
    for name, given in bad_logins(tenant).items():
        code, text = session.docmd("AUTH", f"XOAUTH2 {given}")
        assert (code, text.startswith(b"5.7.3 Authentication unsuccessful")) == (535, True), name


def test_application_token_opens_the_mailbox_it_has_rights_on(
    tenant: PracticeTenant, connect: Connect, app_token: str
) -> None:
    session = connect(tenant)
    refused = session.docmd("AUTH", f"XOAUTH2 {encoded('admin@contoso.test', app_token)}")
    assert refused[0] == 535
    assert session.docmd("AUTH", f"XOAUTH2 {encoded(tenant.user, app_token)}")[0] == GOOD
    session.send_message(message(tenant.user), tenant.user, [OUTSIDE])
    assert only(tenant).login == tenant.user


def test_shared_mailbox_is_opened_with_its_users_token(
    tenant: PracticeTenant, connect: Connect
) -> None:
    session = connect(tenant)
    assert login(session, tenant, "scan@contoso.test")[0] == GOOD
    session.send_message(message("Scans <scan@contoso.test>"), "scan@contoso.test", [INSIDE])
    assert only(tenant).login == "scan@contoso.test"


@pytest.mark.parametrize(
    ("envelope", "header"),
    [
        ("printer@contoso.test", "admin@contoso.test"),
        ("admin@contoso.test", "printer@contoso.test"),
        ("printer@contoso.test", "printer@contoso.test, boss@elsewhere.test"),
    ],
)
def test_sending_as_somebody_else_is_denied_at_the_end_of_data(
    tenant: PracticeTenant, connect: Connect, envelope: str, header: str
) -> None:
    session = connect(tenant)
    login(session, tenant)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        session.sendmail(envelope, [INSIDE], f"From: {header}\r\n\r\nx\r\n")
    assert refused.value.smtp_code == 550
    assert "5.7.60 SMTP; Client does not have permissions" in str(refused.value)
    assert not tenant.messages()


def test_sending_without_a_login_is_refused(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    code, text = session.mail("printer@contoso.test")
    assert (code, text) == (530, b"5.7.57 Client not authenticated to send mail.")


def test_nothing_works_before_tls(tenant: PracticeTenant) -> None:
    with smtplib.SMTP(tenant.cloud.smtp.host, tenant.cloud.smtp.port) as session:
        session.ehlo("client.contoso.test")
        assert login(session, tenant)[0] == 504
        assert session.mail("printer@contoso.test")[0] == 451


def test_what_comes_behind_starttls_in_plain_text_is_forgotten(
    tenant: PracticeTenant, trust: ssl.SSLContext
) -> None:
    with socket.create_connection((tenant.cloud.smtp.host, tenant.cloud.smtp.port), 10) as raw:
        reader = raw.makefile("rb")
        reader.readline()
        raw.sendall(b"EHLO x\r\n")
        while not reader.readline().startswith(b"250 "):
            pass
        raw.sendall(b"STARTTLS\r\nRSET\r\n")
        assert reader.readline().startswith(b"220 ")
        with trust.wrap_socket(raw, server_hostname="localhost") as secured:
            secured.sendall(b"NOOP\r\n")
            assert secured.recv(100).startswith(b"250 2.0.0 OK")
            secured.sendall(b"MAIL FROM:<a@contoso.test>\r\n")
            assert secured.recv(100).startswith(b"503 5.5.2 Send hello first")


def test_commands_can_be_pipelined_and_chunked(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    login(session, tenant)
    first, second = b"From: printer@contoso.test\r\n\r\n", b".\r\nbinary \x00\n"
    session.send(
        b"MAIL FROM:<printer@contoso.test> BODY=BINARYMIME RET=HDRS ENVID=x SIZE=100\r\n"
        b"RCPT TO:<orders@fabrikam.test> NOTIFY=FAILURE ORCPT=rfc822;orders@fabrikam.test\r\n"
        b"BDAT %d\r\n%sBDAT %d LAST\r\n%s" % (len(first), first, len(second), second)
    )
    assert [session.getreply()[0] for _ in range(4)] == [250, 250, 250, 250]
    assert only(tenant).content == first + second


def test_lone_dot_behind_a_bare_line_feed_is_text(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    login(session, tenant)
    session.mail(tenant.user)
    session.rcpt(INSIDE)
    session.docmd("DATA")
    smuggled = b"From: printer@contoso.test\r\n\r\nx\n.\r\nMAIL FROM:<a@b.test>\r\n..dot\r\n"
    session.send(smuggled + b".\r\n")
    assert session.getreply()[0] == 250
    assert only(tenant).content == smuggled.replace(b"\r\n..dot", b"\r\n.dot")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("EHLO", 501),
        ("EHLO two words", 501),
        ("MAIL FROM:<no-at-sign>", 501),
        ("MAIL TO:<a@b.test>", 501),
        ("MAIL FROM:<printer@contoso.test> SIZE=x", 501),
        ("MAIL FROM:<printer@contoso.test> SIZE=999999999999", 552),
        ("RCPT TO:<a@b.test>", 503),
        ("DATA", 503),
        ("BDAT x", 501),
        ("BDAT 0 LAST", 503),
        ("AUTH PLAIN AAAA", 503),
        ("STARTTLS", 500),
        ("VRFY a", 252),
        ("NOOP", 250),
        ("RSET", 250),
        ("HELP", 214),
        ("WHAT is this", 500),
    ],
)
def test_wrong_commands_are_answered_and_survived(
    tenant: PracticeTenant, connect: Connect, command: str, code: int
) -> None:
    session = connect(tenant)
    login(session, tenant)
    assert session.docmd(command)[0] == code
    assert session.quit()[0] == 221


@pytest.mark.parametrize("where", ["XOAUTH2", "LOGIN"])
def test_login_can_be_cancelled(tenant: PracticeTenant, connect: Connect, where: str) -> None:
    session = connect(tenant)
    assert session.docmd("AUTH", where)[0] == 334
    assert session.docmd("*")[0] == 501
    assert login(session, tenant)[0] == GOOD


def test_client_that_goes_on_erring_is_put_out(tenant: PracticeTenant, connect: Connect) -> None:
    session = connect(tenant)
    codes = [session.docmd("WHAT")[0] for _ in range(21)]
    assert set(codes) == {500}
    assert session.getreply()[0] == 421
    with pytest.raises(smtplib.SMTPServerDisconnected):
        session.docmd("NOOP")
