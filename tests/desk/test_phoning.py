"""Call-backs: owed by a clock, tried as often as agreed, answered when somebody is reached."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import phoning, requester, triage
from deskhand.desk.phoning import LoggedCall, NotOwed
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.people.acting import NotAllowed
from deskhand.sla.callbacks import CallRefused, NewCallBack, NewTime
from deskhand.sla.models import Call, CallBack, Clock, PolicyVersion, PromiseRow, Target
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import CallOutcome, Message
from deskhand.tickets.reading import messages_for
from tests.cast import ask, reader

pytestmark = pytest.mark.django_db

S, How = Clock.State, CallOutcome
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CLOSE = datetime(2026, 3, 4, 16, 0, tzinfo=UTC)


@pytest.fixture
def ticket(stage, at):
    return ask(stage.bea, at=at)


def owe(ticket, by, *, at, **more):
    new = NewCallBack(**{"name": "Bea", "number": "0211 123456", "about": "The oven", **more})
    return phoning.owe(ticket.pk, new, by=reader(by), at=at)


def log(ticket, by, outcome, *, row=None, at, **more):
    said = LoggedCall(outcome, **more)
    call_id = row.pk if row else None
    return phoning.log(ticket.pk, said, call_id=call_id, by=reader(by), at=at)


def clock_of(row) -> Clock:
    return Clock.objects.get(call_back=row.pk)


def promise_calls(seconds=3600, kind="callback", **more) -> PromiseRow:
    """The policy in force promises a call within an hour of being asked for it."""
    version = PolicyVersion.objects.latest("pk")
    row = PromiseRow.objects.create(version=version, kind=kind, **more)
    for level in range(1, 6):
        for band in ("in", "after"):
            cell = {"priority_level": level, "band": band, "unit": "calendar", "seconds": seconds}
            Target.objects.create(row=row, **cell)
    return row


def test_a_call_is_owed_by_the_row_of_the_policy(stage, ticket, at):
    promise_calls()
    row = owe(ticket, stage.ada, at=at + MINUTE)
    clock = clock_of(row)
    assert (clock.kind, clock.state) == ("callback", S.RUNNING)
    assert clock.due_at == at + MINUTE + HOUR
    assert row.number == "+49211123456"
    ticket.refresh_from_db()
    assert ticket.due_order_at == clock.due_at
    told = Event.objects.get(name="call_owed", subject_id=ticket.pk)
    assert told.payload["call"] == row.pk


def test_without_a_row_of_its_own_it_is_owed_as_the_first_response_is(stage, ticket, at):
    first = ticket.clocks.get(kind="first_response")
    assert clock_of(owe(ticket, stage.ada, at=at)).due_at == first.due_at


def test_an_agent_names_the_time(stage, ticket, at):
    clock = clock_of(owe(ticket, stage.ada, at=at, by_at=at + 3 * HOUR))
    assert (clock.due_at, clock.row) == (at + 3 * HOUR, None)
    assert "Ada named the time" in clock.reason


def test_reached_is_an_answer_and_ends_it(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    message = log(ticket, stage.ada, How.REACHED, row=row, at=at + 5 * MINUTE, note="Will wait")
    row.refresh_from_db()
    assert (row.end, row.tries, clock_of(row).state) == ("reached", 1, S.MET)
    first = ticket.clocks.get(kind="first_response")
    assert (first.state, first.stopped_at) == (S.MET, at + 5 * MINUTE)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.awaits_agent) == (stage.ada, False)
    assert (message.call, message.is_public, message.text) == ("reached", False, "Will wait")


def test_a_call_in_vain_answers_nothing_and_rests(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    log(ticket, stage.ada, How.NO_ANSWER, row=row, at=at + MINUTE)
    row.refresh_from_db()
    assert (row.ended_at, row.tries, row.last_outcome) == (None, 1, "no_answer")
    assert row.ready_at > at + MINUTE
    assert clock_of(row).state == S.RUNNING
    assert ticket.clocks.get(kind="first_response").state == S.RUNNING


@pytest.mark.parametrize(
    ("due_in", "rests"),
    [
        pytest.param(120, 30, id="half an hour"),
        pytest.param(30, 15, id="while there is time for a call before it is due"),
        pytest.param(10, 0, id="at once when there is hardly any"),
    ],
)
def test_how_long_a_call_in_vain_rests(stage, ticket, at, due_in, rests):
    row = owe(ticket, stage.ada, at=at, by_at=at + due_in * MINUTE)
    log(ticket, stage.ada, How.NO_ANSWER, row=row, at=at)
    row.refresh_from_db()
    assert row.ready_at == at + rests * MINUTE


def test_a_call_that_is_late_already_rests_half_an_hour(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at, by_at=at + 5 * MINUTE)
    log(ticket, stage.ada, How.NO_ANSWER, row=row, at=at + 6 * MINUTE)
    row.refresh_from_db()
    assert row.ready_at == at + 36 * MINUTE


@pytest.mark.parametrize("counts", [False, True])
def test_voicemail_counts_where_the_row_says_so(stage, ticket, at, counts):
    promise_calls(voicemail_counts=counts)
    row = owe(ticket, stage.ada, at=at)
    log(ticket, stage.ada, How.VOICEMAIL, row=row, at=at + MINUTE)
    row.refresh_from_db()
    assert row.end == ("voicemail" if counts else "")
    assert clock_of(row).state == (S.MET if counts else S.RUNNING)
    # That it ends the call-back makes it no first response.
    assert ticket.clocks.get(kind="first_response").state == S.RUNNING


def test_voicemail_is_a_response_where_that_row_says_so(stage, ticket, at):
    PromiseRow.objects.filter(kind="first_response").update(voicemail_counts=True)
    log(ticket, stage.ada, How.VOICEMAIL, at=at + MINUTE)
    assert ticket.clocks.get(kind="first_response").state == S.MET


@pytest.mark.parametrize(
    ("outcome", "end"), [(How.NO_ANSWER, "tried"), (How.BUSY, "tried"), (How.WRONG_NUMBER, "")]
)
def test_a_try_keeps_the_promise_where_the_row_says_so(stage, ticket, at, outcome, end):
    promise_calls(try_counts=True)
    row = owe(ticket, stage.ada, at=at)
    log(ticket, stage.ada, outcome, row=row, at=at + MINUTE)
    row.refresh_from_db()
    assert (row.end, clock_of(row).state) == (end, S.MET if end else S.RUNNING)
    assert ticket.clocks.get(kind="first_response").stopped_at is None


def test_after_the_agreed_tries_he_gets_a_letter_and_we_wait(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at, agreed_tries=2)
    log(ticket, stage.ada, How.NO_ANSWER, row=row, at=at + MINUTE)
    log(ticket, stage.ada, How.BUSY, row=row, at=at + 40 * MINUTE)
    row.refresh_from_db()
    ticket.refresh_from_db()
    assert (row.end, ticket.category) == ("tried", "waiting_requester")
    letter = OutgoingLetter.objects.get(kind="unreached")
    assert letter.recipients == ["bea@birch.example"]
    # An automatic letter is no answer.
    assert ticket.clocks.get(kind="first_response").stopped_at is None


def test_or_the_ticket_goes_back_to_its_team(stage, ticket, at):
    triage.take(ticket.pk, by=reader(stage.ada), at=at)
    row = owe(ticket, stage.ada, at=at, agreed_tries=1, in_vain="back")
    log(ticket, stage.ada, How.WRONG_NUMBER, row=row, at=at + MINUTE)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.category) == (None, "new")
    assert not OutgoingLetter.objects.filter(kind="unreached").exists()


def test_a_call_logged_late_counts_from_when_it_was_made(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    due = clock_of(row).due_at
    late = due + 3 * HOUR
    log(ticket, stage.ada, How.REACHED, row=row, at=late, made_at=due - MINUTE)
    assert clock_of(row).state == S.MET
    assert ticket.clocks.get(kind="first_response").met_at == due - MINUTE


def test_a_call_answers_no_question_that_came_after_it(stage, ticket, at):
    promise_calls(kind="next_response")
    log(ticket, stage.ada, How.REACHED, at=at + MINUTE)
    requester.answer(ticket.pk, "It burns again", by=reader(stage.bea), at=at + 30 * MINUTE)
    log(ticket, stage.ada, How.REACHED, at=at + HOUR, made_at=at + 10 * MINUTE)
    assert ticket.clocks.get(kind="next_response").stopped_at is None


def test_it_is_moved_with_a_reason_and_counted(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    first = clock_of(row)
    moved = {"by": reader(stage.ada), "at": at + MINUTE}
    with pytest.raises(CallRefused) as refused:
        phoning.move(ticket.pk, row.pk, NewTime(at + 5 * HOUR, why=" "), **moved)
    assert refused.value.field == "why"
    phoning.move(ticket.pk, row.pk, NewTime(at + 5 * HOUR, why="In a meeting"), **moved)
    row.refresh_from_db()
    first.refresh_from_db()
    assert (row.moves, clock_of(row).due_at, first.state) == (1, at + 5 * HOUR, S.CANCELLED)


def test_it_is_taken_back_with_a_reason(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    with pytest.raises(CallRefused):
        phoning.withdraw(ticket.pk, row.pk, why="", by=reader(stage.ada), at=at)
    phoning.withdraw(ticket.pk, row.pk, why="Came by", by=reader(stage.ada), at=at)
    row.refresh_from_db()
    assert (row.end, clock_of(row).state) == ("withdrawn", S.CANCELLED)
    with pytest.raises(NotOwed):
        log(ticket, stage.ada, How.REACHED, row=row, at=at)


def test_a_closed_ticket_owes_no_call(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    closed = ticket.status.scheme.statuses.get(category="closed")
    triage.set_field(ticket.pk, "status", closed, by=reader(stage.ada), at=at + MINUTE)
    row.refresh_from_db()
    assert (row.end, clock_of(row).state) == ("withdrawn", S.CANCELLED)
    with pytest.raises(TicketLocked):
        owe(ticket, stage.ada, at=at + MINUTE)
    with pytest.raises(TicketLocked):
        log(ticket, stage.ada, How.REACHED, at=at + 2 * MINUTE)


def test_what_is_internal_stays_internal(stage, ticket, at):
    log(ticket, stage.ada, How.VOICEMAIL, at=at + MINUTE, note="He swears a lot")
    log(ticket, stage.ada, How.REACHED, at=at + 2 * MINUTE, note="We agreed", is_public=True)
    read = messages_for(reader(stage.bea), ticket, at=at + HOUR)
    assert [message.text for message in read if message.call] == ["We agreed"]


def test_the_same_key_again_logs_once(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    for _again in range(2):
        log(ticket, stage.ada, How.BUSY, row=row, at=at + MINUTE, once_key="k")
    assert Call.objects.count() == Message.objects.exclude(call="").count() == 1


def test_a_correction_counts_the_call_as_the_answer_that_it_was(stage, ticket, at):
    owe(ticket, stage.ada, at=at, by_at=at + 4 * HOUR)
    log(ticket, stage.ada, How.REACHED, at=at + MINUTE)
    urgent = PromiseRow.objects.get(kind="first_response")
    row = PromiseRow.objects.create(
        version=urgent.version, kind="first_response", condition="kind:request"
    )
    for cell in urgent.targets.all():
        cell.pk, cell.row = None, row
        cell.save()
    triage.set_field(ticket.pk, "kind", "request", by=reader(stage.ada), at=at + HOUR)
    first = ticket.clocks.get(kind="first_response", replaced_at=None)
    assert (first.row, first.stopped_at) == (row, at + MINUTE)
    # The time that was named for the call-back stands.
    assert ticket.clocks.get(kind="callback").due_at == at + 4 * HOUR


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": "call me"}, "number"),
        ({"number": "12"}, "number"),
        ({"number": ""}, "number"),
        ({"number": "1" * 80}, "number"),
        ({"name": " "}, "name"),
        ({"agreed_tries": 0}, "agreed_tries"),
        ({"by_at": datetime(2026, 3, 4, 8, 0, tzinfo=UTC)}, "by_at"),
        ({"by_at": datetime(2029, 3, 4, 8, 0, tzinfo=UTC)}, "by_at"),
        ({"by_at": CLOSE, "from_at": CLOSE}, "from_at"),
    ],
)
def test_what_cannot_be_is_named(stage, ticket, at, wrong, field):
    with pytest.raises(CallRefused) as refused:
        owe(ticket, stage.ada, at=at, **wrong)
    assert refused.value.field == field
    assert not CallBack.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"made_at": datetime(2026, 3, 4, 7, 0, tzinfo=UTC)}, "made_at"),
        ({"made_at": datetime(2026, 3, 4, 17, 0, tzinfo=UTC)}, "made_at"),
        ({"seconds": 99_999}, "seconds"),
    ],
)
def test_a_call_is_made_after_the_request_and_before_now(stage, ticket, at, wrong, field):
    with pytest.raises(CallRefused) as refused:
        log(ticket, stage.ada, How.REACHED, at=at + HOUR, **wrong)
    assert refused.value.field == field


def test_only_who_may_work_and_sees_it(stage, ticket, at):
    row = owe(ticket, stage.ada, at=at)
    for who in (stage.lena, stage.bea):
        with pytest.raises(NotAllowed):
            owe(ticket, who, at=at)
    stage.nils.only_organizations.add(stage.cedar)
    for act in (
        lambda: owe(ticket, stage.nils, at=at),
        lambda: log(ticket, stage.nils, How.REACHED, row=row, at=at),
        lambda: phoning.withdraw(ticket.pk, row.pk, why="x", by=reader(stage.nils), at=at),
    ):
        with pytest.raises(TicketNotFound):
            act()
