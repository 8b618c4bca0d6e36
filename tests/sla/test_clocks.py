"""The first response of pack A on real tickets. Business hours are 07:30 to 17:00 in Los Angeles;
in the weeks of these tests that is eight hours behind UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import releasing, reply, triage
from deskhand.desk.submit import Request, submit
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.people.models import Agent
from deskhand.sla import administration, clocks
from deskhand.sla.explain import explain
from deskhand.sla.models import Clock, Policy
from deskhand.sla.reading import clocks_of, promise_words_for
from deskhand.sla.rebuild import rebuild
from deskhand.sla.why import working_of
from deskhand.tickets.models import NOTHING_DUE, Ticket
from tests.cast import Cast, reader

pytestmark = pytest.mark.django_db


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# Tuesday 3 March 2026, 10:00 in Los Angeles.
TUESDAY = utc("2026-03-03T18:00")


def ask(cast: Cast, at: datetime, *, level: int = 3) -> Ticket:
    priority = cast_priority(level)
    asked = Request(subject="The printer jams", text="Please help.", priority=priority)
    return submit(asked, by=reader(cast.bea), at=at)


def cast_priority(level: int):
    from deskhand.catalog.models import Priority

    return Priority.objects.get(level=level)


def answer(ticket: Ticket, by: Agent, *, at: datetime) -> datetime:
    """Reply and let the undo window end; returns the instant of the release."""
    message = reply.reply(ticket.pk, reply.Reply(text="On my way."), by=reader(by), at=at)
    assert message.released_at is not None
    releasing.release(message.pk, at=message.released_at)
    return message.released_at


def clock_of(ticket: Ticket) -> Clock:
    return Clock.objects.filter(ticket=ticket).latest("cycle")


@pytest.mark.parametrize(
    ("received", "level", "due"),
    [
        pytest.param("2026-03-03T18:00", 1, "2026-03-03T19:00", id="urgent: one hour, elapsed"),
        pytest.param("2026-03-04T00:45", 1, "2026-03-04T01:45", id="urgent runs past closing"),
        pytest.param("2026-03-04T05:00", 1, "2026-03-04T07:00", id="urgent at night: two hours"),
        pytest.param("2026-03-04T00:00", 2, "2026-03-04T16:30", id="high: an hour is left today"),
        pytest.param("2026-03-04T05:00", 2, "2026-03-05T01:00", id="high at night: next close"),
        pytest.param("2026-03-03T18:00", 3, "2026-03-03T22:00", id="normal: four open hours"),
        pytest.param("2026-03-07T20:00", 3, "2026-03-10T00:00", id="normal on a Saturday: Monday"),
        pytest.param("2026-03-03T18:00", 4, "2026-03-05T01:00", id="low: next business day"),
        pytest.param("2026-03-03T18:00", 5, "2026-03-05T01:00", id="none: next business day"),
    ],
)
def test_a_request_is_promised_an_answer(cast, received, level, due):
    ticket = ask(cast, utc(received), level=level)
    assert clock_of(ticket).due_at == utc(due)
    ticket.refresh_from_db()
    assert ticket.due_order_at == utc(due)


def test_waiting_for_the_requester_never_pauses_the_first_response(cast):
    ticket = ask(cast, TUESDAY)
    waiting = ticket.status.scheme.statuses.get(category="waiting_requester")
    triage.set_field(ticket.pk, "status", waiting, by=reader(cast.ada), at=TUESDAY)
    assert clock_of(ticket).state == Clock.State.RUNNING
    assert clock_of(ticket).due_at == TUESDAY + timedelta(hours=4)


def test_the_promise_is_kept_at_the_release_of_the_first_reply(cast):
    ticket = ask(cast, TUESDAY)
    released_at = answer(ticket, cast.ada, at=TUESDAY + timedelta(minutes=20))
    clock = clock_of(ticket)
    assert (clock.state, clock.met_at) == (Clock.State.MET, released_at)
    ticket.refresh_from_db()
    assert ticket.due_order_at == NOTHING_DUE
    assert Event.objects.filter(name="target_met", subject_id=ticket.pk).count() == 1


def test_a_reply_within_its_undo_window_is_no_answer_yet(cast):
    ticket = ask(cast, TUESDAY)
    message = reply.reply(
        ticket.pk, reply.Reply(text="On my way."), by=reader(cast.ada), at=TUESDAY
    )
    assert clock_of(ticket).state == Clock.State.RUNNING
    reply.take_back(message.pk, by=reader(cast.ada), at=TUESDAY + timedelta(seconds=3))
    releasing.release(message.pk, at=TUESDAY + timedelta(minutes=1))
    assert clock_of(ticket).state == Clock.State.RUNNING


def test_a_note_is_no_answer(cast):
    ticket = ask(cast, TUESDAY)
    reply.note(ticket.pk, reply.Reply(text="Look at the roller."), by=reader(cast.ada), at=TUESDAY)
    assert clock_of(ticket).state == Clock.State.RUNNING


def test_exactly_at_the_due_time_the_promise_is_kept_and_a_second_later_broken(cast):
    due = TUESDAY + timedelta(hours=4)
    undo = timedelta(seconds=cast.firm.undo_seconds)
    kept, broken = ask(cast, TUESDAY), ask(cast, TUESDAY)
    answer(kept, cast.ada, at=due - undo)
    answer(broken, cast.ada, at=due - undo + timedelta(seconds=1))
    assert clock_of(kept).state == Clock.State.MET
    late = clock_of(broken)
    assert (late.state, late.breached_at) == (Clock.State.BREACHED, due)
    assert late.stopped_at == due + timedelta(seconds=1)


def test_the_watch_finds_what_is_late_once_and_calls_the_due_time_its_instant(cast):
    ticket = ask(cast, TUESDAY)
    by, due = system("clocks"), TUESDAY + timedelta(hours=4)
    clock = clock_of(ticket)
    assert not clocks.watch(clock.pk, by=by, at=due)
    assert clocks.watch(clock.pk, by=by, at=due + timedelta(minutes=5))
    assert not clocks.watch(clock.pk, by=by, at=due + timedelta(minutes=6))
    event = Event.objects.get(name="target_breached", subject_id=ticket.pk)
    assert event.at == due


def test_a_raised_priority_never_breaches_by_itself(cast):
    ticket = ask(cast, TUESDAY, level=3)
    later = TUESDAY + timedelta(hours=3)
    triage.set_field(ticket.pk, "priority", cast_priority(1), by=reader(cast.ada), at=later)
    clock = clock_of(ticket)
    assert clock.state == Clock.State.RUNNING
    assert clock.due_at == later + timedelta(hours=1)


def test_a_lowered_priority_counts_from_the_start(cast):
    ticket = ask(cast, TUESDAY, level=1)
    later = TUESDAY + timedelta(minutes=30)
    triage.set_field(ticket.pk, "priority", cast_priority(3), by=reader(cast.ada), at=later)
    assert clock_of(ticket).due_at == TUESDAY + timedelta(hours=4)


def test_a_ticket_closed_unanswered_and_opened_again_is_owed_an_answer_anew(cast):
    ticket = ask(cast, TUESDAY)
    scheme = ticket.status.scheme
    closed, opened = scheme.statuses.get(category="closed"), scheme.statuses.get(category="open")
    triage.set_field(ticket.pk, "status", closed, by=reader(cast.ada), at=TUESDAY)
    assert clock_of(ticket).state == Clock.State.CANCELLED
    later = TUESDAY + timedelta(hours=1)
    triage.set_field(ticket.pk, "status", opened, by=reader(cast.ada), at=later)
    clock = clock_of(ticket)
    assert (clock.cycle, clock.due_at) == (2, later + timedelta(hours=4))


def test_a_new_version_of_the_policy_leaves_running_promises_alone(cast):
    ticket = ask(cast, TUESDAY)
    policy = Policy.objects.get()
    version = administration.latest(policy)
    targets = [
        {
            "kind": "first_response",
            "priority_level": level,
            "band": band,
            "unit": "calendar",
            "seconds": 60,
            "days": 0,
        }
        for level in range(1, 6)
        for band in ("in", "after")
    ]
    later = TUESDAY + timedelta(minutes=5)
    administration.save_policy(policy, targets=targets, calendar=version.calendar, at=later)
    assert clock_of(ticket).due_at == TUESDAY + timedelta(hours=4)
    new = ask(cast, later)
    assert clock_of(new).due_at == later + timedelta(minutes=1)


def test_the_promise_is_told_in_the_time_of_the_requester(cast):
    cast.bea.time_zone = "Asia/Tokyo"
    cast.bea.save()
    ticket = ask(cast, TUESDAY)
    # Due at 22:00 UTC, which is Wednesday 07:00 in Tokyo; she asked on Wednesday at 03:00.
    assert promise_words_for(ticket, at=TUESDAY) == "by today, 07:00 (JST)"


def test_every_due_time_explains_itself(cast):
    ticket = ask(cast, TUESDAY)
    lines = working_of(clock_of(ticket), at=TUESDAY)
    assert "3 Normal, received in business hours" in lines[0]
    assert any("14:00" in line for line in lines)
    assert "14:00" in explain(ticket.pk, at=TUESDAY)


def test_a_list_asks_once_for_all_clocks(cast, django_assert_num_queries):
    tickets = [ask(cast, TUESDAY) for _ in range(3)]
    with django_assert_num_queries(1):
        shown = clocks_of(tickets)
    assert set(shown) == {ticket.pk for ticket in tickets}


@pytest.mark.parametrize(
    "spoiled",
    [{"state": "met"}, {"breached_at": TUESDAY}, {"computed_due_at": TUESDAY}],
    ids=lambda spoiled: next(iter(spoiled)),
)
def test_rebuilding_finds_whatever_is_spoiled(cast, spoiled):
    ask(cast, TUESDAY)
    kept = Clock.objects.values(*spoiled)[0]
    Clock.objects.update(**spoiled)
    assert [line.split(": ")[1] for line in rebuild(at=TUESDAY, check=True)] == [
        f"{next(iter(spoiled))} differed"
    ]
    assert len(list(rebuild(at=TUESDAY))) == 1
    assert Clock.objects.values(*spoiled)[0] == kept


def test_rebuilding_finds_a_spoiled_row_and_mends_it(cast):
    ticket = ask(cast, TUESDAY)
    assert not list(rebuild(at=TUESDAY))
    Clock.objects.filter(ticket=ticket).update(due_at=TUESDAY)
    assert len(list(rebuild(at=TUESDAY, check=True))) == 1
    assert len(list(rebuild(at=TUESDAY))) == 1
    assert clock_of(ticket).due_at == TUESDAY + timedelta(hours=4)


def test_a_clock_warns_when_three_quarters_of_its_open_time_are_gone(cast):
    assert clock_of(ask(cast, TUESDAY)).warn_at == TUESDAY + timedelta(hours=3)
    # High, received an hour before closing: the half hour beyond falls on Wednesday.
    late = ask(cast, utc("2026-03-04T00:00"), level=2)
    assert clock_of(late).warn_at == utc("2026-03-04T16:00")
