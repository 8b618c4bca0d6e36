"""Clocks that wait for what they start with: a hand-over, a message passed on, a status, a date."""

from datetime import UTC, datetime

import pytest

from deskhand.desk import dating, handover, releasing, reply, triage
from deskhand.desk.handover import Handover
from deskhand.desk.submit import Request, submit
from deskhand.people.models import Team
from deskhand.sla.dates import NewDate
from deskhand.sla.explain import explain
from deskhand.sla.models import Clock, Occasion
from deskhand.sla.reading import clocks_of
from deskhand.sla.rebuild import rebuild
from deskhand.tickets.models import NOTHING_DUE, Ticket
from tests.cast import Cast, reader
from tests.sla.tables import HOUR, owe, policy, row

pytestmark = pytest.mark.django_db

S = Clock.State
# Tuesday 3 March 2026, 10:00 in Los Angeles.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
FIRST, RESOLUTION = "first_response", "resolution"


@pytest.fixture
def second(cast: Cast) -> Team:
    """A team of the second tier, with Nils."""
    team = Team.objects.create(name="Support", slug="support", tier=2)
    cast.nils.teams.add(team)
    return team


def ask(cast: Cast, *rows, **more) -> Ticket:
    owe(cast.birch, policy("gold", *rows, **more))
    return submit(Request(subject="Jam", text="Help."), by=reader(cast.bea), at=TUESDAY)


def over(cast: Cast, ticket: Ticket, team: Team, *, hours: float = 1) -> None:
    said = Handover(team, tried="Switched it off and on.", needed="A look inside.")
    handover.hand_over(ticket.pk, said, by=reader(cast.ada), at=TUESDAY + hours * HOUR)


def stand(cast: Cast, ticket: Ticket, category: str, *, hours: float) -> None:
    status = ticket.status.scheme.statuses.get(category=category)
    at = TUESDAY + hours * HOUR
    triage.set_field(ticket.pk, "status", status, by=reader(cast.ada), at=at)


def answer(cast: Cast, ticket: Ticket, *, hours: float) -> None:
    at = TUESDAY + hours * HOUR
    message = reply.reply(ticket.pk, reply.Reply(text="So."), by=reader(cast.ada), at=at)
    releasing.release(message.pk, at=message.released_at)


def clock(ticket: Ticket, kind: str = FIRST) -> Clock:
    return Clock.objects.filter(ticket=ticket, kind=kind).latest("cycle")


def is_sound() -> bool:
    return not list(rebuild(at=TUESDAY + 100 * HOUR, check=True))


def test_a_clock_waits_for_the_handover_and_runs_from_it(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover"))
    waits = clock(ticket)
    assert (waits.state, waits.started_at, waits.due_at) == (S.PENDING, None, None)
    ticket.refresh_from_db()
    assert ticket.due_order_at == NOTHING_DUE
    over(cast, ticket, second)
    runs = clock(ticket)
    assert (runs.state, runs.started_at) == (S.RUNNING, TUESDAY + HOUR)
    assert runs.due_at == TUESDAY + 3 * HOUR
    assert "turned over in business hours" in runs.reason
    assert [event.kind for event in runs.events.all()] == ["wait", "start"]
    assert is_sound()


@pytest.mark.parametrize(
    ("start", "state"),
    [
        ({"start_tier": 2}, S.RUNNING),
        ({"start_tier": 3}, S.PENDING),
        ({}, S.RUNNING),
    ],
)
def test_a_row_names_the_tier_that_it_waits_for(cast, second, start, state):
    Team.objects.create(name="Experts", slug="experts", tier=3)
    ticket = ask(cast, row(FIRST, 2, start="handover", **start))
    over(cast, ticket, second)
    assert clock(ticket).state == state


def test_a_row_names_the_team_that_it_waits_for(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover", start_team=second))
    over(cast, ticket, cast.network)
    assert clock(ticket).state == S.PENDING
    over(cast, ticket, second, hours=2)
    assert clock(ticket).started_at == TUESDAY + 2 * HOUR


def test_another_team_in_the_panel_is_a_correction_and_starts_nothing(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover"))
    triage.set_field(ticket.pk, "team", second, by=reader(cast.ada), at=TUESDAY)
    triage.set_field(ticket.pk, "tier", 2, by=reader(cast.ada), at=TUESDAY)
    assert clock(ticket).state == S.PENDING
    assert not Occasion.objects.filter(kind="handover").exists()


def test_a_second_handover_does_not_begin_anew(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover"))
    over(cast, ticket, second)
    over(cast, ticket, cast.network, hours=2)
    assert clock(ticket).started_at == TUESDAY + HOUR


def test_an_answer_before_the_handover_meets_nothing(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover"))
    answer(cast, ticket, hours=0.5)
    over(cast, ticket, second)
    assert clock(ticket).state == S.RUNNING
    answer(cast, ticket, hours=2)
    assert clock(ticket).state == S.MET
    assert is_sound()


def test_what_is_solved_at_first_contact_never_starts_and_waits_again_when_reopened(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover"))
    stand(cast, ticket, "solved", hours=1)
    assert clock(ticket).state == S.CANCELLED
    stand(cast, ticket, "open", hours=2)
    assert (clock(ticket).cycle, clock(ticket).state) == (2, S.PENDING)
    over(cast, ticket, second, hours=3)
    assert clock(ticket).state == S.RUNNING
    assert is_sound()


def test_what_starts_while_its_status_holds_it_is_held_at_once(cast, second):
    ticket = ask(cast, row(RESOLUTION, 8, start="handover"))
    stand(cast, ticket, "waiting_requester", hours=0.5)
    over(cast, ticket, second)
    held = clock(ticket, RESOLUTION)
    assert (held.state, held.held_by) == (S.PAUSED, "Waiting for requester")
    stand(cast, ticket, "open", hours=3)
    assert clock(ticket, RESOLUTION).due_at == TUESDAY + 11 * HOUR
    assert is_sound()


def test_a_message_passed_on_counts_from_that_and_both_instants_are_kept(cast):
    ticket = ask(cast, row(FIRST, 1, start="passed_on"))
    left_at, passed_at = TUESDAY - HOUR, TUESDAY - HOUR / 2
    handover.pass_on(
        ticket.pk, left_at=left_at, passed_at=passed_at, by=reader(cast.ada), at=TUESDAY
    )
    assert (clock(ticket).started_at, clock(ticket).due_at) == (passed_at, passed_at + HOUR)
    told = Occasion.objects.get(kind="passed_on")
    assert (told.left_at, told.at, told.recorded_at) == (left_at, passed_at, TUESDAY)


def test_a_status_starts_a_clock_once(cast):
    ticket = ask(cast, row(RESOLUTION, 8, start="status", start_category="scheduled"))
    stand(cast, ticket, "open", hours=1)
    assert clock(ticket, RESOLUTION).state == S.PENDING
    stand(cast, ticket, "scheduled", hours=2)
    stand(cast, ticket, "open", hours=3)
    stand(cast, ticket, "scheduled", hours=4)
    assert clock(ticket, RESOLUTION).started_at == TUESDAY + 2 * HOUR
    assert Clock.objects.count() == 1


def test_a_clock_that_starts_with_being_new_runs_from_receipt(cast):
    ticket = ask(cast, row(FIRST, 2, start="status", start_category="new"))
    assert clock(ticket).started_at == TUESDAY


def test_a_promised_date_starts_a_clock(cast):
    ticket = ask(cast, row(RESOLUTION, 30, start="date"))
    new = NewDate(due_at=TUESDAY + 50 * HOUR, why="The part comes then.")
    dating.promise(ticket.pk, new, by=reader(cast.ada), at=TUESDAY + HOUR)
    assert clock(ticket, RESOLUTION).started_at == TUESDAY + HOUR


def test_a_priority_without_promise_ends_the_waiting_and_one_with_promise_begins_it(cast, second):
    ticket = ask(cast, row(FIRST, {1: 1, 2: 2}, start="handover"))
    priorities = {p.level: p for p in ticket.priority.scheme.priorities.all()}
    assert not Clock.objects.exists()
    by = reader(cast.ada)
    triage.set_field(ticket.pk, "priority", priorities[2], by=by, at=TUESDAY)
    assert clock(ticket).state == S.PENDING
    triage.set_field(ticket.pk, "priority", priorities[1], by=by, at=TUESDAY)
    over(cast, ticket, second)
    assert clock(ticket).due_at == TUESDAY + 2 * HOUR
    triage.set_field(ticket.pk, "priority", priorities[5], by=by, at=TUESDAY + HOUR)
    assert clock(ticket).state == S.CANCELLED


def test_a_waiting_clock_is_told_in_words(cast, second):
    ticket = ask(cast, row(FIRST, 2, start="handover", start_team=second))
    assert "It starts when it is turned over to Support." in explain(ticket.pk, at=TUESDAY)
    assert clocks_of([ticket])[ticket.pk].state == S.PENDING


def test_what_was_promised_nothing_before_is_promised_from_the_change_on(cast):
    ticket = ask(cast, row(FIRST, {1: 1}), row(RESOLUTION, 9))
    urgent = ticket.priority.scheme.priorities.get(level=1)
    at = TUESDAY + 3 * HOUR
    triage.set_field(ticket.pk, "priority", urgent, by=reader(cast.ada), at=at)
    assert clock(ticket).due_at == at + HOUR


def test_what_was_answered_already_is_not_promised_an_answer_by_a_priority(cast):
    ticket = ask(cast, row(FIRST, {1: 1}), row(RESOLUTION, 9))
    answer(cast, ticket, hours=1)
    urgent = ticket.priority.scheme.priorities.get(level=1)
    at = TUESDAY + 3 * HOUR
    triage.set_field(ticket.pk, "priority", urgent, by=reader(cast.ada), at=at)
    assert not Clock.objects.filter(kind=FIRST).exists()


def test_reopened_into_a_status_that_holds_it_stands_still(cast):
    ticket = ask(cast, row(RESOLUTION, 9))
    stand(cast, ticket, "waiting_requester", hours=1)
    stand(cast, ticket, "solved", hours=2)
    stand(cast, ticket, "waiting_requester", hours=3)
    assert clock(ticket, RESOLUTION).state == S.PAUSED
