"""What changes on a ticket does to its promises, as its policy says, and what is told late."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import mending, releasing, reply, requester, triage
from deskhand.desk.mending import Act, Change
from deskhand.desk.submit import Request, submit
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.sla import clocks, joining
from deskhand.sla.mending import MendingRefused
from deskhand.sla.models import Clock
from deskhand.sla.options import Options, OptionsRefused
from deskhand.sla.rebuild import rebuild
from deskhand.sla.why import working_of
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Ticket
from tests.cast import doer, reader
from tests.sla.tables import HOUR, owe, policy, row

pytestmark = pytest.mark.django_db

S = Clock.State
# Tuesday 3 March 2026, 10:00 in Los Angeles, whose hours are 07:30 to 17:00.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
FIRST, NEXT, UPDATE, RESOLUTION = "first_response", "next_response", "update", "resolution"
BY_LEVEL = {1: 1, 2: 4, 3: 8, 4: 16}


def ask(cast, *rows, at=TUESDAY, level=3, **changes) -> Ticket:
    """A request of Bea's, whose firm is owed these rows with these options."""
    if rows:
        slug = f"gold-{len(rows)}-{'-'.join(map(str, changes.values())) or 'usual'}"
        owe(cast.birch, policy(slug, *rows, changes=changes))
    ticket = submit(Request(subject="Jam", text="Help."), by=reader(cast.bea), at=at)
    priority = ticket.priority.scheme.priorities.get(level=level)
    return triage.set_field(ticket.pk, "priority", priority, by=reader(cast.ada), at=at)


def clock(ticket, kind: str = FIRST) -> Clock:
    return Clock.objects.filter(ticket=ticket, kind=kind, replaced_at=None).latest("cycle")


def urgent(cast, ticket, level: int, *, hours: float) -> Clock:
    ticket.refresh_from_db()
    priority = ticket.priority.scheme.priorities.get(level=level)
    at = TUESDAY + hours * HOUR
    triage.set_field(ticket.pk, "priority", priority, by=reader(cast.ada), at=at)
    return clock(ticket)


def stand(cast, ticket, category: str, *, hours: float) -> None:
    ticket.refresh_from_db()
    status = ticket.status.scheme.statuses.filter(category=category).first()
    at = TUESDAY + hours * HOUR
    triage.set_field(ticket.pk, "status", status, by=reader(cast.ada), at=at)


def answer(cast, ticket, *, hours: float, **said) -> datetime:
    at = TUESDAY + hours * HOUR
    message = reply.reply(ticket.pk, reply.Reply(text="So.", **said), by=reader(cast.ada), at=at)
    releasing.release(message.pk, at=message.released_at)
    return message.released_at


def mend(cast, ticket, act: Act, *, why="It was.", due=None, by=None, hours: float = 5) -> None:
    kind, at = clock(ticket), TUESDAY + hours * HOUR
    change = Change(act, why, due)
    mending.mend(ticket.pk, kind.pk, change, by=reader(by or cast.asta), at=at)


def is_sound() -> bool:
    return not list(rebuild(at=TUESDAY + 900 * HOUR, check=True))


@pytest.mark.parametrize(
    ("changes", "before", "after", "due"),
    [
        pytest.param({}, 2, 3, 8, id="lowered: from the start"),
        pytest.param({"lowered": "prospective"}, 2, 3, 10, id="lowered: from the change"),
        pytest.param({"lowered": "proportional"}, 2, 3, 6, id="lowered: half of it is left"),
        pytest.param({}, 3, 2, 6, id="raised: from the change, the old is later"),
        pytest.param({"raised": "retroactive"}, 3, 2, 4, id="raised: from the start"),
        pytest.param({"raised": "proportional"}, 3, 2, 5, id="raised: three quarters are left"),
        pytest.param({"raised": "grace", "grace_minutes": 90}, 3, 2, 4, id="grace not needed"),
        pytest.param({"raised": "grace", "grace_minutes": 90}, 3, 1, 3.5, id="grace"),
    ],
)
def test_another_priority_moves_the_due_time_as_the_policy_says(cast, changes, before, after, due):
    ticket = ask(cast, row(FIRST, BY_LEVEL), level=before, **changes)
    moved = urgent(cast, ticket, after, hours=2)
    assert (moved.due_at - TUESDAY) / HOUR == pytest.approx(due)
    assert moved.state == S.RUNNING
    assert is_sound()


def test_raised_into_the_past_it_is_late_since_the_change(cast):
    ticket = ask(cast, row(FIRST, BY_LEVEL), raised="retroactive")
    late = urgent(cast, ticket, 1, hours=2)
    assert (late.state, late.breached_at) == (S.BREACHED, TUESDAY + 2 * HOUR)


def test_lowered_after_a_breach_the_breach_stays_until_it_is_corrected(cast):
    ticket = ask(cast, row(FIRST, BY_LEVEL), level=1)
    late = urgent(cast, ticket, 3, hours=2)
    assert (late.state, late.breached_at) == (S.BREACHED, TUESDAY + HOUR)
    mend(cast, ticket, Act.CORRECT, why="It was never urgent.", hours=3)
    mended = clock(ticket)
    assert (mended.state, mended.due_at) == (S.RUNNING, TUESDAY + 8 * HOUR)
    words = " ".join(working_of(mended, at=TUESDAY + 4 * HOUR))
    assert "by Asta (It was never urgent.)" in words
    assert Event.objects.get(name="promise_mended").payload["act"] == "corrected"
    assert is_sound()


def test_a_correction_needs_a_right_a_reason_and_a_breach(cast):
    ticket = ask(cast, row(FIRST, BY_LEVEL), level=1)
    with pytest.raises(MendingRefused, match="Only what was broken"):
        mend(cast, ticket, Act.CORRECT, hours=0.5)
    urgent(cast, ticket, 3, hours=2)
    with pytest.raises(NotAllowed):
        mend(cast, ticket, Act.CORRECT, by=cast.ada)
    with pytest.raises(MendingRefused, match="Say why"):
        mend(cast, ticket, Act.CORRECT, why=" ")
    assert clock(ticket).state == S.BREACHED


def test_a_due_time_set_by_hand_holds_and_the_computed_one_stays_beside(cast):
    ticket = ask(cast, row(FIRST, 4))
    mend(cast, ticket, Act.SET_DUE, due=TUESDAY + 9 * HOUR, why="Agreed on the phone.", hours=1)
    by_hand = clock(ticket)
    assert by_hand.due_at == TUESDAY + 9 * HOUR
    assert by_hand.computed_due_at == TUESDAY + 4 * HOUR
    assert Ticket.objects.get(pk=ticket.pk).due_order_at == TUESDAY + 9 * HOUR
    answer(cast, ticket, hours=8)
    kept = clock(ticket)
    assert kept.state == S.MET
    # Attainment both ways: kept as it was set, late as it was computed.
    assert kept.stopped_at > kept.computed_due_at
    assert is_sound()


def test_pauses_do_not_move_what_was_set_by_hand_and_it_can_be_taken_back(cast):
    ticket = ask(cast, row(RESOLUTION, 4))
    resolution = clock(ticket, RESOLUTION)
    set_due = Change(Act.SET_DUE, "Agreed.", TUESDAY + 9 * HOUR)
    mending.mend(ticket.pk, resolution.pk, set_due, by=reader(cast.ada), at=TUESDAY)
    stand(cast, ticket, "waiting_requester", hours=1)
    held = clock(ticket, RESOLUTION)
    assert (held.state, held.due_at) == (S.RUNNING, TUESDAY + 9 * HOUR)
    back = Change(Act.UNSET_DUE, "No longer agreed.")
    mending.mend(ticket.pk, resolution.pk, back, by=reader(cast.ada), at=TUESDAY + 2 * HOUR)
    assert clock(ticket, RESOLUTION).state == S.PAUSED
    stand(cast, ticket, "open", hours=3)
    assert clock(ticket, RESOLUTION).due_at == TUESDAY + 6 * HOUR
    assert is_sound()


@pytest.mark.parametrize(
    ("due", "why", "said"),
    [
        (TUESDAY - HOUR, "So.", "past"),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), "So.", "ten years"),
        (None, "So.", "Say when"),
        (TUESDAY + 9 * HOUR, "", "Say why"),
    ],
)
def test_a_due_time_that_makes_no_sense_is_refused(cast, due, why, said):
    ticket = ask(cast, row(FIRST, 4))
    with pytest.raises(MendingRefused, match=said):
        mend(cast, ticket, Act.SET_DUE, due=due, why=why, hours=1)
    assert clock(ticket).due_at == TUESDAY + 4 * HOUR


@pytest.mark.parametrize(
    ("changes", "cycle", "due"), [({}, 1, 28), ({"reopened": "restart"}, 2, 29)]
)
def test_a_resolution_goes_on_where_it_stood_or_begins_anew(cast, changes, cycle, due):
    ticket = ask(cast, row(RESOLUTION, 24), **changes)
    stand(cast, ticket, "solved", hours=1)
    stand(cast, ticket, "open", hours=5)
    again = clock(ticket, RESOLUTION)
    assert (again.cycle, again.due_at) == (cycle, TUESDAY + due * HOUR)
    assert is_sound()


def test_where_the_policy_says_so_what_is_done_is_not_opened_again(cast):
    ticket = ask(cast, row(RESOLUTION, 24), reopened="follow_up")
    stand(cast, ticket, "solved", hours=1)
    with pytest.raises(TicketLocked, match="Send a new one"):
        requester.answer(ticket.pk, "Again!", by=reader(cast.bea), at=TUESDAY + 2 * HOUR)


def test_business_days_move_with_pauses_where_the_policy_says_so(cast):
    from deskhand.sla.drafts import Cell, RowDraft

    cells = tuple(Cell(3, band, "business_days", days=2) for band in ("in", "after"))
    ticket = ask(cast, RowDraft(RESOLUTION, cells), shifts_days=True)
    due = clock(ticket, RESOLUTION).due_at
    # Thursday at closing, for it came in on Tuesday.
    assert due == datetime(2026, 3, 6, 1, 0, tzinfo=UTC)
    stand(cast, ticket, "waiting_requester", hours=1)
    assert clock(ticket, RESOLUTION).state == S.PAUSED
    # Wednesday and Thursday opened meanwhile.
    stand(cast, ticket, "open", hours=49)
    assert clock(ticket, RESOLUTION).due_at == datetime(2026, 3, 10, 0, 0, tzinfo=UTC)
    assert is_sound()


def test_no_reply_needed_cancels_the_next_response_with_a_reason_of_its_own(cast):
    ticket = ask(cast, row(FIRST, 4), row(NEXT, 4))
    assert not mending.need_no_reply(ticket.pk, by=reader(cast.ada), at=TUESDAY)
    answer(cast, ticket, hours=1)
    requester.answer(ticket.pk, "Thanks!", by=reader(cast.bea), at=TUESDAY + 2 * HOUR)
    assert mending.need_no_reply(ticket.pk, by=reader(cast.ada), at=TUESDAY + 3 * HOUR)
    spared = clock(ticket, NEXT)
    assert spared.state == S.CANCELLED
    assert "no reply needed" in " ".join(working_of(spared, at=TUESDAY + 3 * HOUR))
    assert clock(ticket).state == S.MET
    requester.answer(ticket.pk, "Or not?", by=reader(cast.bea), at=TUESDAY + 4 * HOUR)
    assert clock(ticket, NEXT).due_at == TUESDAY + 8 * HOUR
    assert is_sound()


def test_who_answers_and_closes_in_one_go_has_answered(cast):
    ticket = ask(cast, row(FIRST, 4))
    closed = ticket.status.scheme.statuses.get(category="closed")
    released_at = answer(cast, ticket, hours=1, status=closed)
    met = clock(ticket)
    assert (met.state, met.met_at) == (S.MET, released_at)


def test_a_reply_taken_back_leaves_nothing_owed_on_a_closed_ticket(cast):
    ticket = ask(cast, row(FIRST, 4))
    said = reply.Reply(text="So.")
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=TUESDAY)
    triage.set_field(
        ticket.pk,
        "status",
        ticket.status.scheme.statuses.get(category="closed"),
        by=reader(cast.ada),
        at=TUESDAY + timedelta(seconds=1),
    )
    assert clock(ticket).state == S.RUNNING
    reply.take_back(message.pk, by=reader(cast.ada), at=TUESDAY + timedelta(seconds=2))
    assert clock(ticket).state == S.CANCELLED


def test_in_one_change_what_stops_comes_before_what_retargets_and_that_before_what_holds(cast):
    ticket = ask(cast, row(RESOLUTION, BY_LEVEL), raised="retroactive")
    scheme = ticket.status.scheme.statuses
    priority = ticket.priority.scheme.priorities.get(level=1)
    solved = scheme.get(category="solved")
    values = {"priority": priority, "status": solved}
    triage.set_fields(ticket.pk, values, by=reader(cast.ada), at=TUESDAY + 2 * HOUR)
    met = clock(ticket, RESOLUTION)
    assert (met.state, met.due_at) == (S.MET, TUESDAY + 8 * HOUR)
    other = ask(cast)
    values = {"status": scheme.get(category="waiting_requester"), "priority": priority}
    triage.set_fields(other.pk, values, by=reader(cast.ada), at=TUESDAY + HOUR / 2)
    kinds = list(clock(other, RESOLUTION).events.values_list("kind", flat=True))
    assert kinds[-2:] == ["retarget", "pause"]
    assert is_sound()


def test_an_answer_that_is_told_late_counts_at_its_own_time_and_turns_the_verdict(cast):
    ticket = ask(cast, row(FIRST, 4))
    answer(cast, ticket, hours=5)
    assert clock(ticket).state == S.BREACHED
    locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
    by, at = doer(cast.ada), TUESDAY + 6 * HOUR
    clocks.answered(locked, by=by, at=TUESDAY + HOUR, recorded_at=at)
    met = clock(ticket)
    assert (met.state, met.met_at) == (S.MET, TUESDAY + HOUR)
    turned = Event.objects.get(name="verdict_turned").payload
    assert (turned["was"], turned["is_now"]) == ("breached", "met")
    assert is_sound()


def test_a_message_that_came_late_counts_from_its_own_time(cast):
    ticket = ask(cast, row(FIRST, 4), row(NEXT, 4))
    answer(cast, ticket, hours=1)
    requester.answer(ticket.pk, "Well?", by=reader(cast.bea), at=TUESDAY + 3 * HOUR)
    locked = Ticket.objects.select_for_update().get(pk=ticket.pk)
    told = {"by": doer(cast.bea), "recorded_at": TUESDAY + 4 * HOUR}
    clocks.requester_wrote(locked, at=TUESDAY + 2 * HOUR, **told)
    assert clock(ticket, NEXT).due_at == TUESDAY + 6 * HOUR
    # One from before the answer was answered by it.
    released_at = answer(cast, ticket, hours=5)
    clocks.requester_wrote(locked, at=TUESDAY + 4.5 * HOUR, **{**told, "recorded_at": released_at})
    assert clock(ticket, NEXT).met_at == released_at
    assert is_sound()


def test_a_merged_ticket_counts_from_the_earlier_start(cast):
    other = ask(cast, row(FIRST, 4), row(RESOLUTION, 24))
    ticket = ask(cast, at=TUESDAY + 2 * HOUR)
    by, at = doer(cast.ada), TUESDAY + 3 * HOUR
    joining.merge(ticket, other, by=by, at=at)
    assert clock(ticket).due_at == TUESDAY + 4 * HOUR
    assert clock(ticket, RESOLUTION).due_at == TUESDAY + 24 * HOUR
    gone = Clock.objects.filter(ticket=other)
    assert {one.state for one in gone} == {S.CANCELLED}
    assert all("merged" in " ".join(working_of(one, at=at)) for one in gone)
    assert is_sound()


def test_what_was_merged_too_late_is_late_since_it_was_merged(cast):
    other = ask(cast, row(FIRST, 4))
    ticket = ask(cast, at=TUESDAY + 3 * HOUR)
    at = TUESDAY + 5 * HOUR
    joining.merge(ticket, other, by=doer(cast.ada), at=at)
    late = clock(ticket)
    assert (late.due_at, late.breached_at) == (TUESDAY + 4 * HOUR, at)


def test_a_question_of_the_merged_ticket_is_owed_an_answer_where_none_was(cast):
    other = ask(cast, row(FIRST, 4), row(NEXT, 4))
    ticket = ask(cast)
    answer(cast, ticket, hours=1)
    later = ask(cast, at=TUESDAY + 2 * HOUR)
    joining.merge(ticket, later, by=doer(cast.ada), at=TUESDAY + 3 * HOUR)
    assert clock(ticket, NEXT).due_at == TUESDAY + 6 * HOUR
    # Asked before it was answered: that answer was one to this, too.
    joining.merge(ticket, other, by=doer(cast.ada), at=TUESDAY + 3 * HOUR)
    assert Clock.objects.filter(ticket=ticket, kind=NEXT).count() == 1
    assert is_sound()


def test_what_is_split_off_leaves_the_next_question_owed(cast):
    ticket = ask(cast, row(FIRST, 4), row(NEXT, 4))
    answer(cast, ticket, hours=1)
    for hours in (2, 3):
        at = TUESDAY + hours * HOUR
        requester.answer(ticket.pk, "Well?", by=reader(cast.bea), at=at)
    first = ticket.messages.get(released_at=TUESDAY + 2 * HOUR)
    first.delete()
    joining.left(ticket, asked_at=TUESDAY + 2 * HOUR, by=doer(cast.ada), at=TUESDAY + 4 * HOUR)
    assert clock(ticket, NEXT).due_at == TUESDAY + 7 * HOUR
    assert is_sound()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"lowered": "sideways"}, "lowered"),
        ({"raised": ""}, "raised"),
        ({"reopened": "never"}, "reopened"),
        ({"amber": 0}, "amber"),
        ({"amber": 90, "red": 80}, "red"),
        ({"grace_minutes": -1}, "grace_minutes"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(said, field):
    with pytest.raises(OptionsRefused) as refused:
        Options.checked(said)
    assert refused.value.field == field
    assert Options.of(said) == Options()


def test_chips_turn_at_the_fractions_of_the_policy(cast):
    ticket = ask(cast, row(FIRST, 10), amber=50, red=80)
    turning = clock(ticket)
    assert turning.warn_at == TUESDAY + 5 * HOUR
    assert turning.alarm_at == TUESDAY + 8 * HOUR
