"""The walk through the eight steps, without a window."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.address import DomainName, EmailAddress
from app.domain.organisation.client import (
    Client,
    ClientId,
    SenderAnswers,
    SenderKind,
    SignInAnswers,
)
from app.domain.path import SendingPath
from app.flow.journey import Blocker, Journey, Step, StepState

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def make_client(**changes: object) -> Client:
    client = Client(id=ClientId("contoso"), name="Contoso", domain=DomainName.parse("contoso.com"))
    return replace(client, **changes)  # type: ignore[arg-type]  # fields by name, per test


SENDER = SenderAnswers(
    kinds=(SenderKind.DEVICE,),
    from_address=EmailAddress.parse("printer@contoso.com"),
    fixed_ips=("203.0.113.10",),
)
COMPLETE_OAUTH = make_client(
    sender=SENDER,
    path=SendingPath.SMTP_AUTH_OAUTH,
    sign_in=SignInAnswers(application_id="11111111-2222-3333-4444-555555555555", signed_in_at=NOW),
    tested_at=NOW,
)
COMPLETE_RELAY = make_client(sender=SENDER, path=SendingPath.RELAY_IP, tested_at=NOW)


def walk(journey: Journey) -> list[Step]:
    seen = [journey.current]
    while not journey.is_last:
        journey = journey.next()
        assert journey.current not in seen, "the walk stands still"
        seen.append(journey.current)
    return seen


def test_oauth_walks_through_all_eight_steps() -> None:
    assert walk(Journey(client=COMPLETE_OAUTH)) == list(Step)


def test_relay_leaves_out_sign_in_forwards_and_backwards() -> None:
    assert walk(Journey(client=COMPLETE_RELAY)) == [s for s in Step if s is not Step.SIGN_IN]
    at_test = Journey(client=COMPLETE_RELAY, current=Step.TEST)
    assert at_test.back().current is Step.PREPARE
    assert dict(at_test.steps())[Step.SIGN_IN] is StepState.NOT_NEEDED


@pytest.mark.parametrize(
    ("client", "step", "blocker"),
    [
        (None, Step.CLIENT, Blocker.NO_CLIENT),
        (make_client(), Step.SENDER, Blocker.NO_SENDER),
        (
            make_client(sender=replace(SENDER, from_address=None)),
            Step.SENDER,
            Blocker.NO_FROM_ADDRESS,
        ),
        (make_client(sender=SENDER), Step.PATH, Blocker.NO_PATH),
        (
            make_client(sender=replace(SENDER, fixed_ips=()), path=SendingPath.RELAY_IP),
            Step.PATH,
            Blocker.NO_RELAY_IP,
        ),
        (replace(COMPLETE_OAUTH, sign_in=SignInAnswers()), Step.PREPARE, Blocker.NO_APPLICATION_ID),
        (replace(COMPLETE_OAUTH, sign_in=SignInAnswers()), Step.SIGN_IN, Blocker.NOT_SIGNED_IN),
        (replace(COMPLETE_OAUTH, tested_at=None), Step.TEST, Blocker.NOT_TESTED),
    ],
)
def test_what_is_missing_blocks_next_and_is_named(
    client: Client | None, step: Step, blocker: Blocker
) -> None:
    journey = Journey(client=client, current=step)
    assert blocker in journey.blockers()
    assert journey.next() is journey


def test_a_default_application_of_the_cloud_needs_no_id() -> None:
    client = replace(COMPLETE_OAUTH, sign_in=SignInAnswers(signed_in_at=NOW))
    assert (
        Journey(client=client, current=Step.PREPARE, has_default_application=True).blockers() == ()
    )


def test_busy_work_keeps_the_person_on_the_step() -> None:
    busy = Journey(client=COMPLETE_OAUTH, current=Step.TEST).with_busy(busy=True)
    assert busy.next() is busy
    assert busy.back() is busy
    assert busy.reopen(Step.CLIENT) is busy
    assert busy.with_busy(busy=False).next().current is Step.EXPORT


def test_any_finished_step_can_be_reopened_and_unfinished_ones_cannot() -> None:
    journey = Journey(client=COMPLETE_OAUTH, current=Step.HAND_OVER)
    for step in Step:
        assert journey.reopen(step).current is step
    started = Journey(client=make_client(sender=SENDER), current=Step.PATH)
    assert started.reopen(Step.EXPORT) is started


def test_a_saved_client_is_taken_up_where_it_was_left() -> None:
    assert Journey.reopened(replace(COMPLETE_OAUTH, step="export")).current is Step.EXPORT


@pytest.mark.parametrize("step", ["export", "no such step", ""])
def test_a_saved_step_that_is_out_of_reach_opens_the_first_that_lacks_something(step: str) -> None:
    reopened = Journey.reopened(make_client(step=step))
    assert reopened.current in (Step.SENDER, Step.CLIENT)


def test_moving_writes_the_step_into_the_client_so_that_saving_keeps_it() -> None:
    moved = Journey(client=COMPLETE_RELAY, current=Step.PREPARE).next()
    assert moved.client is not None
    assert moved.client.step == "test"


def test_changing_the_path_later_leads_back_to_what_the_new_path_lacks() -> None:
    at_export = Journey(client=COMPLETE_RELAY, current=Step.EXPORT)
    changed = at_export.with_client(replace(COMPLETE_RELAY, path=SendingPath.SMTP_AUTH_OAUTH))
    assert changed.current is Step.PREPARE


def test_states_at_the_side_follow_the_walk() -> None:
    states = dict(Journey(client=COMPLETE_OAUTH, current=Step.TEST).steps())
    assert states[Step.SENDER] is StepState.DONE
    assert states[Step.TEST] is StepState.CURRENT
    assert states[Step.EXPORT] is StepState.AHEAD
