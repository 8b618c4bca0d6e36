"""Next responses, updates and resolutions, beside the first response: which event moves which
clock. Business hours are 07:30 to 17:00 in Los Angeles, eight hours behind UTC."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.desk import releasing, reply, requester, triage
from deskhand.desk.submit import Request, submit
from deskhand.sla.models import Clock, PolicyVersion, PromiseKind, PromiseRow, Target
from deskhand.sla.reading import clocks_of, promise_words_for
from deskhand.tickets.models import NOTHING_DUE, Ticket
from tests.cast import Cast, reader

pytestmark = pytest.mark.django_db

K, S = PromiseKind, Clock.State
HOUR = timedelta(hours=1)
# Tuesday 3 March 2026, 10:00 in Los Angeles; the day closes at 01:00 UTC.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
HOURS = {K.NEXT_RESPONSE: 2, K.UPDATE: 8, K.RESOLUTION: 12}


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """A policy that promises everything, in open time."""
    version = PolicyVersion.objects.get()
    for kind, hours in HOURS.items():
        row = PromiseRow.objects.create(version=version, kind=kind)
        Target.objects.bulk_create(
            Target(row=row, priority_level=level, band=band, unit="business", seconds=hours * 3600)
            for level in range(1, 6)
            for band in ("in", "after")
        )
    return cast


def ask(cast: Cast, at: datetime = TUESDAY) -> Ticket:
    return submit(Request(subject="Jam", text="Please help."), by=reader(cast.bea), at=at)


def answer(ticket: Ticket, cast: Cast, *, at: datetime) -> None:
    """A reply that is released exactly at `at`."""
    before = at - timedelta(seconds=cast.firm.undo_seconds)
    said = reply.Reply(text="On my way.")
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=before)
    releasing.release(message.pk, at=at)


def stand(ticket: Ticket, category: str, cast: Cast, *, at: datetime) -> None:
    status = ticket.status.scheme.statuses.get(category=category)
    triage.set_field(ticket.pk, "status", status, by=reader(cast.ada), at=at)


def clock(ticket: Ticket, kind: str) -> Clock:
    return Clock.objects.filter(ticket=ticket, kind=kind).latest("cycle")


def test_receipt_starts_first_response_and_resolution_and_nothing_else(promised):
    ticket = ask(promised)
    kinds = set(Clock.objects.filter(ticket=ticket).values_list("kind", flat=True))
    assert kinds == {K.FIRST_RESPONSE, K.RESOLUTION}
    # Seven hours are left on Tuesday, five more from Wednesday 07:30.
    assert clock(ticket, K.RESOLUTION).due_at == datetime(2026, 3, 4, 20, 30, tzinfo=UTC)


def test_waiting_for_the_requester_holds_the_resolution_and_not_the_answers(promised):
    ticket = ask(promised)
    stand(ticket, "waiting_requester", promised, at=TUESDAY + 2 * HOUR)
    held = clock(ticket, K.RESOLUTION)
    assert (held.state, held.due_at, held.held_by) == (S.PAUSED, None, "Waiting for requester")
    assert clock(ticket, K.FIRST_RESPONSE).state == S.RUNNING
    requester.answer(ticket.pk, "Here.", by=reader(promised.bea), at=TUESDAY + 3 * HOUR)
    free = clock(ticket, K.RESOLUTION)
    # The held hour is added: 20:30 becomes 21:30.
    assert (free.state, free.held_by) == (S.RUNNING, "")
    assert free.due_at == datetime(2026, 3, 4, 21, 30, tzinfo=UTC)


def test_another_status_that_holds_too_changes_nothing(promised):
    PolicyVersion.objects.update(holds={"resolution": ["waiting_requester", "held"]})
    ticket = ask(promised)
    stand(ticket, "waiting_requester", promised, at=TUESDAY + HOUR)
    stand(ticket, "held", promised, at=TUESDAY + 2 * HOUR)
    assert clock(ticket, K.RESOLUTION).events.filter(kind="pause").count() == 1


def test_the_next_response_counts_from_the_oldest_unanswered_message(promised):
    ticket = ask(promised)
    answer(ticket, promised, at=TUESDAY + HOUR)
    bea = reader(promised.bea)
    requester.answer(ticket.pk, "And now?", by=bea, at=TUESDAY + 2 * HOUR)
    requester.answer(ticket.pk, "Hello?", by=bea, at=TUESDAY + 3 * HOUR)
    owed = clock(ticket, K.NEXT_RESPONSE)
    assert (owed.cycle, owed.due_at) == (1, TUESDAY + 4 * HOUR)
    assert promise_words_for(ticket, at=TUESDAY + 3 * HOUR)
    answer(ticket, promised, at=TUESDAY + 3.5 * HOUR)
    assert clock(ticket, K.NEXT_RESPONSE).state == S.MET
    requester.answer(ticket.pk, "One more.", by=bea, at=TUESDAY + 4 * HOUR)
    assert clock(ticket, K.NEXT_RESPONSE).cycle == 2


def test_a_message_before_the_first_answer_owes_nothing_more(promised):
    ticket = ask(promised)
    requester.answer(ticket.pk, "Hello?", by=reader(promised.bea), at=TUESDAY + HOUR)
    assert not Clock.objects.filter(ticket=ticket, kind=K.NEXT_RESPONSE).exists()


def test_each_answer_owes_the_next_update_until_it_is_solved(promised):
    ticket = ask(promised)
    answer(ticket, promised, at=TUESDAY + HOUR)
    first = clock(ticket, K.UPDATE)
    answer(ticket, promised, at=TUESDAY + 3 * HOUR)
    first.refresh_from_db()
    second = clock(ticket, K.UPDATE)
    assert (first.state, second.cycle, second.state) == (S.MET, 2, S.RUNNING)
    stand(ticket, "solved", promised, at=TUESDAY + 4 * HOUR)
    second.refresh_from_db()
    assert second.state == S.MET


def test_solving_stops_the_resolution_and_reopening_goes_on_where_it_stood(promised):
    ticket = ask(promised)
    stand(ticket, "solved", promised, at=TUESDAY + 2 * HOUR)
    done = clock(ticket, K.RESOLUTION)
    assert (done.state, done.met_at) == (S.MET, TUESDAY + 2 * HOUR)
    stand(ticket, "open", promised, at=TUESDAY + 5 * HOUR)
    again = clock(ticket, K.RESOLUTION)
    # The three hours in which it was solved are not counted.
    assert (again.state, again.cycle) == (S.RUNNING, 1)
    assert again.due_at == datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def test_a_cancelled_ticket_owes_nothing(promised):
    ticket = ask(promised)
    stand(ticket, "cancelled", promised, at=TUESDAY + HOUR)
    assert set(ticket.clocks.values_list("state", flat=True)) == {S.CANCELLED}
    ticket.refresh_from_db()
    assert ticket.due_order_at == NOTHING_DUE


def test_lists_show_and_sort_by_the_nearest_that_is_owed(promised):
    ticket = ask(promised)
    assert clocks_of([ticket])[ticket.pk].kind == K.FIRST_RESPONSE
    answer(ticket, promised, at=TUESDAY + HOUR)
    ticket.refresh_from_db()
    shown = clocks_of([ticket])[ticket.pk]
    assert shown.kind == K.UPDATE
    assert ticket.due_order_at == shown.due_at


def test_a_reply_that_solves_stops_the_resolution(promised):
    ticket = ask(promised)
    solved = ticket.status.scheme.statuses.get(category="solved")
    said = reply.Reply(text="Done.", status=solved)
    message = reply.reply(ticket.pk, said, by=reader(promised.ada), at=TUESDAY + HOUR)
    releasing.release(message.pk, at=message.released_at)
    assert clock(ticket, K.RESOLUTION).state == S.MET
    assert clock(ticket, K.FIRST_RESPONSE).state == S.MET
    assert not Clock.objects.filter(ticket=ticket, kind=K.UPDATE).exists()


def test_taking_such_a_reply_back_opens_the_ticket_and_its_clocks_again(promised):
    ticket = ask(promised)
    solved = ticket.status.scheme.statuses.get(category="solved")
    said = reply.Reply(text="Done.", status=solved)
    message = reply.reply(ticket.pk, said, by=reader(promised.ada), at=TUESDAY + HOUR)
    later = TUESDAY + HOUR + timedelta(seconds=4)
    reply.take_back(message.pk, by=reader(promised.ada), at=later)
    assert clock(ticket, K.RESOLUTION).state == S.RUNNING
    assert clock(ticket, K.FIRST_RESPONSE).state == S.RUNNING
