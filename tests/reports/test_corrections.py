"""What turns out to have been otherwise is counted otherwise: answers that came back, dates that
were moved, tickets of another client, priorities that were wrong."""

from datetime import timedelta

import pytest

from deskhand.desk import dating, mending, phoning
from deskhand.desk.mending import Act, Change
from deskhand.reports import rebuild
from deskhand.reports.models import TicketFacts
from deskhand.sla import clocks
from deskhand.sla.callbacks import NewCallBack, NewTime
from deskhand.sla.dates import NewDate
from deskhand.sla.models import Clock
from deskhand.tickets.access import lock
from tests.cast import doer, reader
from tests.reports.conftest import when
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db


def promise(desk, ticket, *, hours: float, due: float, stage: str = "") -> Clock:
    new = NewDate(due_at=when(due), why="The part comes then.", stage=stage)
    return dating.promise(ticket.pk, new, by=reader(desk.cast.ada), at=when(hours)).clock


def test_an_answer_that_came_back_was_none(desk, sums):
    ticket = desk.ask()
    desk.answer(ticket, hours=1)
    assert sums("promise") == {"first_response:kept:policy": 1}
    answered_at = ticket.clocks.get(kind="first_response").stopped_at
    by = doer(desk.cast.ada)
    clocks.unanswered(
        lock(ticket.pk), answered_at=answered_at, instead_at=None, by=by, at=when(1.5)
    )
    assert sums("promise") == {}
    assert sums("first_response") == {}
    assert TicketFacts.objects.get().first_response_at is None
    desk.watch(hours=3)
    assert sums("promise") == {"first_response:broken:policy": 1}


def test_moved_dates_count_apart_from_what_the_policy_promised(desk, sums):
    ticket = desk.ask()
    desk.answer(ticket, hours=1)
    promise(desk, ticket, hours=1, due=20)
    moved = promise(desk, ticket, hours=2, due=30)
    late = promise(desk, ticket, hours=2, due=4, stage="Hardware is here")
    dating.keep(ticket.pk, moved.pk, by=reader(desk.cast.ada), at=when(5))
    desk.watch(hours=6)
    late.refresh_from_db()
    assert late.breached_at == when(4)
    assert sums("repromise") == {"promise_date": 1}
    assert sums("promise") == {
        "first_response:kept:policy": 1,
        "promise_date:kept:hand": 1,
        "promise_date:broken:hand": 1,
    }


def test_what_was_replaced_by_another_clients_promises_counts_no_more(desk, sums):
    quick = policy("quick", row("first_response", 1))
    owe(desk.cast.cedar, quick)
    ticket = desk.ask()
    desk.answer(ticket, hours=1.5)
    assert sums("promise") == {"first_response:kept:policy": 1}
    desk.set(ticket, "organization", desk.cast.cedar, hours=2)
    replaced = ticket.clocks.exclude(replaced_at=None)
    assert replaced.exists()
    counted = sums("promise", cut="policy", key=quick.pk)
    assert sums("promise") == counted
    assert sum(counted.values()) == 1
    assert sums("promise", cut="organization", key=desk.cast.birch.pk) == {}


def test_another_priority_moves_the_ticket(desk, sums):
    ticket = desk.ask()
    level = ticket.priority_level
    assert sums("opened", cut="priority", key=level) == {"web": 1}
    urgent = ticket.priority.scheme.priorities.get(level=1)
    desk.set(ticket, "priority", urgent, hours=1)
    assert sums("opened", cut="priority", key=level) == {}
    assert sums("opened", cut="priority", key=1) == {"web": 1}
    assert sums("urgent", cut="organization", key=desk.cast.birch.pk) == {"": 1}


def test_another_zone_of_the_firm_moves_days_when_counted_anew(desk, sums):
    desk.ask(hours=6)  # 16:00 in Los Angeles, 01:00 of the next day in Berlin
    assert sums("opened", grain="d", starts_on="2026-03-04") == {"web": 1}
    desk.cast.firm.time_zone = "America/Los_Angeles"
    desk.cast.firm.save()
    list(rebuild.rebuild(at=when(7) + timedelta(hours=1)))
    assert sums("opened", grain="d", starts_on="2026-03-04") == {}
    assert sums("opened", grain="d", starts_on="2026-03-03") == {"web": 1}


def test_a_call_that_is_promised_anew_is_counted_and_kept_by_hand(desk, sums):
    ticket = desk.ask()
    by = reader(desk.cast.ada)
    new = NewCallBack(name="Bea", number="+49 211 123456", by_at=when(2))
    call = phoning.owe(ticket.pk, new, by=by, at=when(0.5))
    later = NewTime(by_at=when(3), why="She is in a meeting.")
    phoning.move(ticket.pk, call.pk, later, by=by, at=when(1))
    assert sums("repromise") == {"callback": 1}
    desk.watch(hours=3.5)
    assert sums("promise")["callback:broken:hand"] == 1


def test_a_due_time_set_by_hand_is_told_both_ways(desk, sums):
    ticket = desk.ask()
    clock = ticket.clocks.get(kind="first_response")
    change = Change(Act.SET_DUE, why="Agreed on the phone.", due_at=when(6))
    mending.mend(ticket.pk, clock.pk, change, by=reader(desk.cast.asta), at=when(1))
    desk.answer(ticket, hours=4)
    assert sums("promise") == {"first_response:kept:hand": 1}
    assert sums("as_computed") == {"first_response:broken:policy": 1}
