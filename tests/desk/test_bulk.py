"""One change to many tickets: each for itself, refused where it must be, and truly undone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from deskhand.catalog.models import Category, Status, StatusScheme
from deskhand.desk import bulk, triage
from deskhand.desk.bulk_acts import ActRefused, act_of
from deskhand.desk.triage import ChangeRefused
from deskhand.people.acting import NotAllowed
from deskhand.sla.models import Clock
from deskhand.tickets.models import BulkChange, BulkLine, Ticket
from tests import cast as stage

SECONDS = timedelta(seconds=8)


@pytest.fixture
def three(cast, at):
    return [stage.ask(cast.bea, subject=f"Matter {n}", at=at) for n in range(3)]


def changed(tickets, what, value, *, by, at) -> BulkChange:
    act = act_of(what, value, reader=by, at=at)
    change = bulk.begin([ticket.pk for ticket in tickets], act, by=by, at=at)
    assert not bulk.go_on(change, by=by, at=at)
    return change


def undone(change, *, by, at) -> None:
    bulk.undo(change, by=by, at=at)
    assert not bulk.go_on(change, by=by, at=at)


def outcomes(change) -> list[str]:
    return list(change.lines.values_list("outcome", flat=True))


def shape(ticket) -> dict:
    """All that a change must give back."""
    left = {"version", "updated_at"}
    return {k: v for k, v in Ticket.objects.filter(pk=ticket.pk).values().get().items()
            if k not in left}  # fmt: skip


def promises(ticket) -> list[tuple]:
    rows = Clock.objects.filter(ticket=ticket, replaced_at=None).order_by("pk")
    return [(row.kind, row.state, row.due_at, row.breached_at, row.stopped_at) for row in rows]


@pytest.mark.parametrize(
    ("what", "value"),
    [("assignee", "me"), ("team", "none"), ("priority", "1"), ("kind", "problem"),
     ("tag", "Big One"), ("status", "waiting_requester")],
)  # fmt: skip
def test_what_is_done_to_many_is_undone_on_each(cast, at, three, what, value):
    by = stage.reader(cast.ada)
    before = [(shape(ticket), promises(ticket)) for ticket in three]
    change = changed(three, what, value, by=by, at=at + SECONDS)
    assert outcomes(change) == [BulkLine.Outcome.CHANGED] * 3
    assert [shape(ticket) for ticket in three] != [row for row, _clocks in before]
    undone(change, by=by, at=at + SECONDS)
    assert outcomes(change) == [BulkLine.Outcome.UNDONE] * 3
    assert [(shape(ticket), promises(ticket)) for ticket in three] == before


@pytest.mark.parametrize("value", ["solved", "closed", "cancelled", "Solved"])
def test_what_ends_tickets_is_put_off_and_until_then_nothing_has_happened(cast, at, three, value):
    by = stage.reader(cast.ada)
    before = [(shape(ticket), promises(ticket)) for ticket in three]
    act = act_of("status", value, reader=by, at=at)
    change = bulk.begin([ticket.pk for ticket in three], act, by=by, at=at)
    assert change.state == BulkChange.State.PUT_OFF
    bulk.undo(change, by=by, at=at + SECONDS)
    assert not bulk.go_on(BulkChange.objects.get(pk=change.pk), by=by, at=at + 2 * SECONDS)
    assert outcomes(change) == ["undone"] * 3
    assert [(shape(ticket), promises(ticket)) for ticket in three] == before


def test_what_has_ended_tickets_is_not_undone(cast, at, three):
    by = stage.reader(cast.ada)
    change = changed(three, "status", "closed", by=by, at=at)
    assert outcomes(change) == ["changed"] * 3
    with pytest.raises(ChangeRefused):
        bulk.undo(change, by=by, at=at + SECONDS)


def test_what_was_touched_since_is_not_undone_and_says_so(cast, at, three):
    by = stage.reader(cast.ada)
    change = changed(three, "assignee", "me", by=by, at=at + SECONDS)
    stage.say(three[0], by=cast.bea, text="And now it smokes.", at=at + 2 * SECONDS)
    triage.set_field(three[1].pk, "kind", "problem", by=by, at=at + 2 * SECONDS)
    undone(change, by=by, at=at + 3 * SECONDS)
    assert outcomes(change) == ["kept", "kept", "undone"]
    assert change.lines.first().why == "Something else has happened on it since."
    assert Ticket.objects.get(pk=three[0].pk).assignee_id == cast.ada.pk


def test_a_refusal_holds_no_other_and_is_written_down(cast, at, three):
    by = stage.reader(cast.ada)
    scheme = three[0].status.scheme
    Status.objects.create(scheme=scheme, name="Parked", category=Category.HELD, position=90)
    other = stage.ask(cast.cem, at=at)
    theirs = StatusScheme.objects.create(name="Theirs", slug="theirs")
    status = Status.objects.create(scheme=theirs, name="New", category=Category.NEW)
    Ticket.objects.filter(pk=other.pk).update(status=status)
    act = act_of("status", "Parked", reader=by, at=at)
    change = bulk.begin([three[0].pk, other.pk], act, by=by, at=at)
    bulk.go_on(change, by=by, at=at)
    assert [(line.outcome, line.why) for line in change.lines.all()] == [
        ("changed", ""),
        ("failed", "Its client has no status of this name."),
    ]


def test_what_an_agent_may_not_see_is_not_touched(cast, at, three):
    foreign = stage.ask(cast.cem, at=at)
    limited = replace(stage.reader(cast.ada), only_organizations=frozenset({cast.birch.pk}))
    change = changed([*three, foreign], "kind", "problem", by=limited, at=at)
    assert len(outcomes(change)) == 3
    assert Ticket.objects.get(pk=foreign.pk).kind == "incident"


def test_a_ticket_that_is_hidden_meanwhile_is_refused(cast, at, three):
    act = act_of("kind", "problem", reader=stage.reader(cast.ada), at=at)
    change = bulk.begin([three[0].pk], act, by=stage.reader(cast.ada), at=at)
    Ticket.objects.filter(pk=three[0].pk).update(is_confidential=True)
    bulk.go_on(change, by=stage.reader(cast.ada), at=at)
    assert [(line.outcome, line.why) for line in change.lines.all()] == [
        ("failed", "You may not see it any more.")
    ]


def test_what_is_so_already_is_not_undone(cast, at, three):
    by = stage.reader(cast.ada)
    triage.take(three[0].pk, by=by, at=at)
    change = changed(three, "assignee", "me", by=by, at=at)
    undone(change, by=by, at=at)
    assert outcomes(change) == ["same", "undone", "undone"]
    assert Ticket.objects.get(pk=three[0].pk).assignee_id == cast.ada.pk


def test_light_agents_change_nothing_and_colleagues_undo_nothing(cast, at, three):
    with pytest.raises(NotAllowed):
        changed(three, "kind", "problem", by=stage.reader(cast.lena), at=at)
    change = changed(three, "kind", "problem", by=stage.reader(cast.ada), at=at)
    with pytest.raises(bulk.BulkNotFound):
        bulk.change_for(stage.reader(cast.nils), change.pk)


def test_after_an_hour_it_is_too_late_and_twice_it_is_not_undone(cast, at, three):
    by = stage.reader(cast.ada)
    change = changed(three, "kind", "problem", by=by, at=at)
    with pytest.raises(ChangeRefused):
        bulk.undo(change, by=by, at=at + timedelta(minutes=61))
    undone(change, by=by, at=at)
    with pytest.raises(ChangeRefused):
        bulk.undo(change, by=by, at=at)


@pytest.mark.parametrize(
    ("what", "value"),
    [("subject", "x"), ("assignee", "999999"), ("assignee", ""), ("priority", "high"),
     ("kind", "nonsense"), ("tag", " , "), ("tag", "a\0b")],
)  # fmt: skip
def test_nonsense_is_refused(cast, at, what, value):
    with pytest.raises(ActRefused):
        act_of(what, value, reader=stage.reader(cast.ada), at=at)


def test_what_was_solved_at_first_contact_is_that_again_when_its_reopening_is_undone(
    cast, at, three
):
    by = stage.reader(cast.ada)
    solved = three[0].status.scheme.statuses.get(category="solved")
    triage.set_field(three[0].pk, "status", solved, by=by, at=at)
    triage.set_field(three[0].pk, "first_contact", True, by=by, at=at)
    change = changed(three[:1], "status", "open", by=by, at=at + SECONDS)
    assert not shape(three[0])["first_contact"]
    undone(change, by=by, at=at + SECONDS)
    assert shape(three[0])["first_contact"]
