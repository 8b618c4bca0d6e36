"""Many at once draw on one balance: as many get something as there is, and the book balances."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, connections

from deskhand.contracts.ledger import checking
from deskhand.contracts.models import LedgerEvent, LedgerPosting
from deskhand.contracts.terms import Terms
from tests.cast import open_ticket
from tests.contracts.ledger.deeds import answer, buy, sums
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 50


def at_once(deeds):
    """Do all of these in threads of their own, begun together."""
    begin, told = threading.Barrier(len(deeds)), []

    def run(deed):
        try:
            begin.wait()
            told.append(deed())
        except OperationalError as error:
            told.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.fixture
def contract(cast, at):
    return sign(cast.birch, at=at, terms=Terms(when_empty="block"))


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_of_fifty_at_once_ten_draw_where_ten_are_left(cast, contract, at):
    buy(contract, 10, at=at)
    tickets = [open_ticket(requester=cast.bea, at=at) for _number in range(AT_ONCE)]
    told = at_once([lambda ticket=ticket: answer(contract, ticket, at=at) for ticket in tickets])
    taken = [event.taken for event in told]
    assert (taken.count("posted"), taken.count("refused")) == (10, 40)
    assert sums(contract) == {"issued": -10, "consumed": 10}
    assert list(checking.faults()) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite lets one write at a time")
def test_the_same_pack_sent_many_times_at_once_comes_in_once(cast, contract, at):
    told = at_once([lambda: buy(contract, 20, at=at) for _number in range(10)])
    assert len({event.pk for event in told if isinstance(event, LedgerEvent)}) == 1
    assert LedgerPosting.objects.count() == 1
    assert sums(contract)["available"] == 20


def test_retries_in_any_order_make_the_same_book(cast, contract, at):
    tickets = [open_ticket(requester=cast.bea, at=at) for _number in range(4)]
    buy(contract, 3, at=at)
    later = at + timedelta(hours=1)
    for ticket in [*tickets, *tickets[::-1], *tickets]:
        answer(contract, ticket, at=at, recorded=later)
    assert sums(contract) == {"issued": -3, "consumed": 3}
    assert LedgerEvent.objects.count() == 5
    assert list(checking.faults()) == []
