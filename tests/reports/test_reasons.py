"""Why a promise was broken is told once, also when the promise was replaced since."""

import pytest

from deskhand.desk import reasoning
from deskhand.reports import rebuild
from deskhand.reports.models import BreachReason
from deskhand.reports.reasons import Why, said_on
from tests.cast import reader
from tests.reports.conftest import when
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def silver(desk):
    """Another row for what is tagged: as hard to keep, or never late."""
    rows = (
        row("first_response", 2),
        row("first_response", 3, key="tagged", condition="tag:server"),
        row("first_response", 90, key="easy", condition="tag:someday"),
    )
    owe(desk.cast.cedar, policy("silver", *rows))
    return desk


@pytest.fixture
def broken(silver):
    """A first response that was due after two hours, and why it was late."""
    ticket = silver.ask(by=silver.cast.cem)
    silver.watch(hours=3)
    ill = BreachReason.objects.create(name="Somebody was ill")
    clock = ticket.clocks.get()
    reasoning.say_why(ticket.pk, clock.pk, Why(ill), by=reader(silver.cast.ada), at=when(4))
    return ticket, ill


def test_a_reason_holds_for_the_promise_that_takes_the_place_of_the_broken_one(
    silver, broken, sums
):
    ticket, ill = broken
    assert sums("breach") == {f"first_response:{ill.pk}": 1}
    silver.set(ticket, "tags", ["server"], hours=5)
    silver.watch(hours=6)
    standing = ticket.clocks.get(replaced_at=None)
    assert standing.breached_at is not None
    assert {key: note.reason for key, note in said_on(ticket).items()} == {standing.pk: ill}
    assert sums("breach") == {f"first_response:{ill.pk}": 1}
    assert not any(progress.differences for progress in rebuild.check(at=when(7)))


def test_what_is_said_later_of_the_new_promise_holds(silver, broken, sums):
    ticket, _ill = broken
    silver.set(ticket, "tags", ["server"], hours=5)
    standing = ticket.clocks.get(replaced_at=None)
    busy = BreachReason.objects.create(name="Busy")
    reasoning.say_why(ticket.pk, standing.pk, Why(busy), by=reader(silver.cast.ada), at=when(6))
    assert [note.reason for note in said_on(ticket).values()] == [busy]
    assert sums("breach") == {f"first_response:{busy.pk}": 1}


def test_it_stays_with_the_old_promise_where_the_new_one_is_not_broken(silver, broken, sums):
    ticket, ill = broken
    silver.set(ticket, "tags", ["someday"], hours=5)
    gone = ticket.clocks.get(replaced_at__isnull=False)
    assert {key: note.reason for key, note in said_on(ticket).items()} == {gone.pk: ill}
    assert sums("breach") == {}


def test_the_ticket_tells_it_once(silver, broken, client_of):
    ticket, _ill = broken
    for tags in (["server"], ["someday"]):
        silver.set(ticket, "tags", tags, hours=5)
        page = client_of(silver.cast.ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
        assert page.count("Somebody was ill, says") == 1
