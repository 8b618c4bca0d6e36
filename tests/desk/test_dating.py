"""Promise dates: given with a reason, moved and counted, kept or taken back, shown where told."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import dating, reply, triage
from deskhand.files.store import read_blob
from deskhand.journal.models import Event
from deskhand.people.acting import NotAllowed
from deskhand.sla.dates import DateRefused, NewDate, moves, told_dates
from deskhand.sla.models import Clock
from deskhand.sla.recording import refresh
from deskhand.tickets.access import TicketLocked, TicketNotFound
from tests.cast import ask, doer, reader

pytestmark = pytest.mark.django_db

S = Clock.State
FRIDAY = datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


def give(ticket, by, *, due_at=FRIDAY, at, **more):
    facts = {"why": "The vendor delivers on Thursday", **more}
    return dating.promise(ticket.pk, NewDate(due_at=due_at, **facts), by=reader(by), at=at)


def test_a_date_stands_on_the_ticket_and_orders_the_work(stage, at):
    ticket = ask(stage.bea, at=at)
    row = give(ticket, stage.ada, at=at)
    assert (row.clock.due_at, row.clock.state, row.given_by) == (FRIDAY, S.RUNNING, "Ada")
    assert Event.objects.filter(name="date_promised", subject_id=ticket.pk).exists()


def test_moving_a_date_keeps_the_old_one_as_re_promised(stage, at):
    ticket = ask(stage.bea, at=at)
    first = give(ticket, stage.ada, at=at)
    second = give(ticket, stage.ada, at=at, due_at=FRIDAY + timedelta(days=3))
    first.clock.refresh_from_db()
    assert first.clock.state == S.CANCELLED
    assert (moves(second), second.replaces) == (1, first)


def test_stages_are_promised_apart_and_a_late_one_moves_no_other(stage, at):
    ticket = ask(stage.bea, at=at)
    here = give(ticket, stage.ada, at=at, stage="Hardware is here")
    done = give(ticket, stage.ada, at=at, stage="Configured", due_at=FRIDAY + timedelta(days=7))
    give(ticket, stage.ada, at=at, stage="Hardware is here", due_at=FRIDAY + timedelta(days=5))
    here.clock.refresh_from_db()
    done.clock.refresh_from_db()
    assert here.clock.state == S.CANCELLED
    assert (done.clock.state, done.clock.due_at) == (S.RUNNING, FRIDAY + timedelta(days=7))


def test_a_date_is_kept_by_hand_or_by_solving_and_broken_by_waiting(stage, at):
    kept, solved, broken = (ask(stage.bea, at=at) for _ in range(3))
    rows = [give(ticket, stage.ada, at=at) for ticket in (kept, solved, broken)]
    assert dating.keep(kept.pk, rows[0].clock_id, by=reader(stage.ada), at=at + timedelta(days=1))
    status = solved.status.scheme.statuses.get(category="solved")
    triage.set_field(solved.pk, "status", status, by=reader(stage.ada), at=at + timedelta(days=1))
    broken_clock = Clock.objects.get(pk=rows[2].clock_id)
    refresh(broken_clock, by=doer(stage.ada), at=FRIDAY + timedelta(minutes=1))
    states = [Clock.objects.get(pk=row.clock_id).state for row in rows]
    assert states == [S.MET, S.MET, S.BREACHED]


def test_a_date_taken_back_needs_a_reason_and_is_owed_no_more(stage, at):
    ticket = ask(stage.bea, at=at)
    row = give(ticket, stage.ada, at=at)
    with pytest.raises(DateRefused):
        dating.withdraw(ticket.pk, row.clock_id, why=" ", by=reader(stage.ada), at=at)
    assert dating.withdraw(ticket.pk, row.clock_id, why="Not wanted", by=reader(stage.ada), at=at)
    assert not dating.keep(ticket.pk, row.clock_id, by=reader(stage.ada), at=at)


def test_nonsense_is_refused(stage, at):
    ticket = ask(stage.bea, at=at)
    with pytest.raises(DateRefused):
        give(ticket, stage.ada, at=at, due_at=at)
    with pytest.raises(DateRefused, match="ten years"):
        give(ticket, stage.ada, at=at, due_at=datetime(9999, 12, 31, 23, 59, tzinfo=UTC))
    with pytest.raises(DateRefused):
        give(ticket, stage.ada, at=at, why="  ")
    with pytest.raises(NotAllowed):
        give(ticket, stage.lena, at=at)
    with pytest.raises(TicketNotFound):
        give(type(ticket)(pk=999_999), stage.ada, at=at)
    closed = ticket.status.scheme.statuses.get(category="closed")
    triage.set_field(ticket.pk, "status", closed, by=reader(stage.ada), at=at)
    with pytest.raises(TicketLocked):
        give(ticket, stage.ada, at=at)


def test_another_priority_leaves_a_promised_date_alone(stage, at):
    ticket = ask(stage.bea, at=at)
    row = give(ticket, stage.ada, at=at)
    urgent = ticket.priority.scheme.priorities.get(level=1)
    triage.set_field(ticket.pk, "priority", urgent, by=reader(stage.ada), at=at)
    row.clock.refresh_from_db()
    assert (row.clock.state, row.clock.due_at) == (S.RUNNING, FRIDAY)


def test_the_requester_sees_what_he_was_told_and_no_more(stage, at, client_of):
    ticket = ask(stage.bea, at=at)
    give(ticket, stage.ada, at=at, stage="Quiet")
    give(ticket, stage.ada, at=at, stage="Configured", was_told=True)
    assert [row.stage for row in told_dates(ticket)] == ["Configured"]
    page = client_of(stage.bea).get(f"/requests/{ticket.pk}/").content.decode()
    assert "Configured" in page
    assert "Quiet" not in page
    assert "vendor" not in page
    said = reply.Reply(text="As agreed.")
    message = reply.reply(ticket.pk, said, by=reader(stage.ada), at=at)
    raw = read_blob(message.outgoing.raw).decode()
    assert "Configured: promised for" in raw
    assert "Quiet" not in raw


def test_the_page_of_the_ticket_takes_and_ends_dates(stage, at, client_of):
    ticket = ask(stage.bea, at=at)
    client = client_of(stage.ada)
    path = f"/desk/tickets/{ticket.pk}/dates/"
    sent = {"due_at": "2031-03-06T17:00", "why": "Parts", "stage": "Parts are here"}
    assert client.post(path, sent).status_code == 302
    clock = Clock.objects.get(ticket=ticket, kind="promise_date")
    # Typed in the agent's zone, which is the firm's.
    assert clock.due_at == datetime(2031, 3, 6, 16, 0, tzinfo=UTC)
    assert "Parts are here" in client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    for wrong in ({"due_at": "soon", "why": "x"}, {"due_at": "2001-01-01T10:00", "why": "x"}, {}):
        assert client.post(path, wrong).status_code == 422
    assert client.post(f"{path}{clock.pk}/", {"act": "keep"}).status_code == 302
    clock.refresh_from_db()
    assert clock.state == S.MET
