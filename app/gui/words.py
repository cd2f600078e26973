"""The window's words for what the floors below name by a member of an enum."""

from __future__ import annotations

import datetime
from typing import assert_never

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from app.catalogue.message_words import load_message_words
from app.catalogue.translation import installed_translation, installed_wording
from app.domain.errors import AppError
from app.domain.finding import Actor, Finding, Severity, State
from app.domain.freshness import is_stale
from app.domain.handover.admin_step import PreparedStep, WordedStep
from app.domain.organisation.client import Audience, OAuthAbility, Purpose, SenderKind
from app.domain.paths.remark import Remark, WordedRemark
from app.domain.worded import ENGLISH, Worded
from app.flow.journey import Blocker, Step, StepState
from app.gui.look import Tone


def say(text: str) -> str:
    """Translate a sentence of this module."""
    return QCoreApplication.translate("words", text)


def step_name(step: Step) -> str:
    """Name a step in the list at the side and in its title."""
    match step:
        case Step.CLIENT:
            return say("Client")
        case Step.SENDER:
            return say("Sender")
        case Step.PATH:
            return say("Path")
        case Step.PREPARE:
            return say("Prepare")
        case Step.SIGN_IN:
            return say("Sign in")
        case Step.TEST:
            return say("Test")
        case Step.EXPORT:
            return say("Export")
        case Step.HAND_OVER:
            return say("Hand-over")
        case _:
            assert_never(step)


def step_purpose(step: Step) -> str:
    """Say in one sentence what a step does and why."""
    match step:
        case Step.CLIENT:
            return say("Name the mail domain, and Sendwright looks up the rest.")
        case Step.SENDER:
            return say("Say what will send and to whom, since that decides how it can be sent.")
        case Step.PATH:
            return say("One way suits best; the others are below it, with why or why not.")
        case Step.PREPARE:
            return say("What an admin of the organisation does once, before mail can flow.")
        case Step.SIGN_IN:
            return say("Sign in once as the mailbox that sends; no password is seen or kept here.")
        case Step.TEST:
            return say("Every step from this computer, the way your sender will do it.")
        case Step.EXPORT:
            return say("Take the finished settings for each program, and a sheet for each device.")
        case Step.HAND_OVER:
            return say("What was found and changed, what is still open, and who must act.")
        case _:
            assert_never(step)


def state_name(state: StepState) -> str:
    """Say how a step stands, for those who do not see its icon."""
    match state:
        case StepState.DONE:
            return say("done")
        case StepState.CURRENT:
            return say("current step")
        case StepState.AHEAD:
            return say("still ahead")
        case StepState.NOT_NEEDED:
            return say("not needed for this path")
        case _:
            assert_never(state)


def blocker_sentence(blocker: Blocker) -> str:
    """Say beside Next what is missing."""
    match blocker:
        case Blocker.NO_CLIENT:
            return say("Type a mail domain, or open a client.")
        case Blocker.NO_SENDER:
            return say("Choose what will send.")
        case Blocker.NO_FROM_ADDRESS:
            return say("Enter the From address.")
        case Blocker.NO_PATH:
            return say("Choose a way.")
        case Blocker.NO_RELAY_IP:
            return say("This way needs the office’s fixed public IPv4 address.")
        case Blocker.NO_APPLICATION_ID:
            return say("Enter the application ID.")
        case Blocker.NOT_SIGNED_IN:
            return say("Sign in first.")
        case Blocker.NOT_TESTED:
            return say("Run the checks first.")
        case _:
            assert_never(blocker)


def copy_label(actor: Actor) -> str:
    """Label the button that copies a message to who must act."""
    match actor:
        case Actor.TENANT_ADMIN:
            return say("Copy for the admin")
        case Actor.DNS_HOST:
            return say("Copy for the DNS host")
        case Actor.INTERNET_PROVIDER:
            return say("Copy for the provider")
        case Actor.DEVICE_VENDOR:
            return say("Copy for the maker")
        case Actor.RECIPIENT:
            return say("Copy for the recipient")
        case Actor.YOU | Actor.MICROSOFT | Actor.NOBODY:
            return say("Copy as text")
        case _:
            assert_never(actor)


def word(finding: Finding) -> Worded:
    """Say a finding in the language of the window."""
    return installed_wording(ENGLISH)(finding)


def remark(made: Remark) -> WordedRemark:
    """Say what speaks for or against a path in the language of the window."""
    return installed_translation(ENGLISH).remark(made)


def texts(made: tuple[Remark, ...]) -> tuple[str, ...]:
    """Say them one after the other, without where they are known from."""
    return tuple(remark(one).text for one in made)


def step_texts(prepared: PreparedStep) -> WordedStep:
    """Say a step of the preparation in the language of the window."""
    return installed_translation(ENGLISH).step(prepared)


def refusal(error: AppError) -> str:
    """Say beside a field why what was typed cannot be used."""
    said = word(error.finding)
    return f"{said.title}. {said.cause}".strip()


def look_of(finding: Finding | Worded) -> tuple[str, Tone, str]:
    """Return icon, tone and word of a finding."""
    if finding.state is State.UNTOLD and finding.severity is not Severity.ERROR:
        return "untold", Tone.WARNING, say("Could not be told")
    match finding.severity:
        case Severity.OK:
            return "ok", Tone.GOOD, say("Well")
        case Severity.INFO:
            return "info", Tone.ACCENT, say("Note")
        case Severity.WARNING:
            return "warning", Tone.WARNING, say("Warning")
        case Severity.ERROR:
            return "error", Tone.BAD, say("Problem")
        case _:
            assert_never(finding.severity)


def kind_name(kind: SenderKind) -> tuple[str, str, str]:
    """Return icon, name with its mnemonic and an example of a kind of sender."""
    match kind:
        case SenderKind.DEVICE:
            return (
                "device",
                say("&Printer or scanner"),
                say("Scan to e-mail, fax, alarm panel, NAS"),
            )
        case SenderKind.APP:
            return (
                "app",
                say("App or &website"),
                say("WordPress, a shop, line-of-business software"),
            )
        case SenderKind.SERVER:
            return (
                "server",
                say("Ser&ver or script"),
                say("Postfix, cron jobs, monitoring, backups"),
            )
        case SenderKind.PERSON:
            return "person", say("A person’s &mail program"), say("Thunderbird, Apple Mail, mutt")
        case _:
            assert_never(kind)


def audience_name(audience: Audience) -> str:
    """Name who receives, with its mnemonic."""
    match audience:
        case Audience.INSIDE:
            return say("Only people &inside the organisation")
        case Audience.OUTSIDE:
            return say("Only people &outside")
        case Audience.BOTH:
            return say("Bo&th")
        case _:
            assert_never(audience)


def mail_purpose_name(purpose: Purpose) -> str:
    """Name what the mail is for, with its mnemonic."""
    match purpose:
        case Purpose.EVERYDAY:
            return say("Everyday mail, such as scan&s and alerts")
        case Purpose.NEWSLETTER:
            return say("News&letters to those who asked for them")
        case Purpose.COLD_OUTREACH:
            return say("Cold outrea&ch, to those who did not ask")
        case _:
            assert_never(purpose)


def ability_name(ability: OAuthAbility) -> str:
    """Answer whether the sender can use OAuth, with its mnemonic."""
    match ability:
        case OAuthAbility.YES:
            return say("&Yes")
        case OAuthAbility.NO:
            return say("No, only a name and a passwor&d")
        case OAuthAbility.UNKNOWN:
            return say("I do not &know")
        case _:
            assert_never(ability)


def language_name(language: str) -> str:
    """Name a language as its speakers do; raises InputError for one without words."""
    return load_message_words(language).name


def seconds(elapsed_s: float) -> str:
    """Write a length of time as it is read."""
    return say("%1 s").replace("%1", QLocale().toString(elapsed_s, "f", 1))


def day(date: datetime.date) -> str:
    """Write a date as the person's system writes it."""
    written = QDate(date.year, date.month, date.day)
    return QLocale().toString(written, QLocale.FormatType.LongFormat)


def checked_on(date: datetime.date) -> str:
    """Write when a fact was last looked at, marked where that is long ago."""
    today = datetime.datetime.now(datetime.UTC).date()
    mark = say("%1 (more than a year ago)") if is_stale(date, today) else "%1"
    return mark.replace("%1", day(date))


def count(number: int, one: str, many: str) -> str:
    """Choose the sentence for a number and put it in at `%1`."""
    return (one if number == 1 else many).replace("%1", QLocale().toString(number))
