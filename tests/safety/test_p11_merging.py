"""Safety, P11: merges at once, even of A into B and B into A, follow one another.

SQLite lets one writer in at a time; the race is one on PostgreSQL.
"""

import threading

import pytest
from django.db import close_old_connections, connections

from deskhand.desk.merging import Merging, merge
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Ticket
from tests import cast as casting
from tests.cast import gather, open_ticket, reader

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.proof]


def race(*acts):
    """Do all of these at once; return what each refused, and let every other fault out."""
    ready, refused, faults = threading.Barrier(len(acts)), [], []

    def run(act):
        close_old_connections()
        try:
            ready.wait(10)
            act()
        except TicketLocked as error:
            refused.append(str(error))
        except Exception as error:  # a test thread that dies in silence would prove nothing
            faults.append(error)
        finally:
            connections.close_all()

    crew = [threading.Thread(target=run, args=(act,)) for act in acts]
    for one in crew:
        one.start()
    for one in crew:
        one.join(30)
    assert not faults
    return refused


@pytest.mark.parametrize("_time", range(3))
def test_two_merges_against_each_other_make_no_ring(at, _time):
    cast = gather()
    a, b = (open_ticket(requester=cast.bea, at=at) for _each in range(2))
    by = reader(cast.ada)
    refused = race(
        lambda: merge(Merging(a.pk, (b.pk,)), by=by, at=at),
        lambda: merge(Merging(b.pk, (a.pk,)), by=by, at=at),
    )
    assert len(refused) == 1
    left = Ticket.objects.get(merged_into=None)
    assert left.messages.count() == 2
    assert Ticket.objects.exclude(pk=left.pk).get().merged_into == left


def test_merges_in_a_ring_of_many_lose_no_message(at):
    cast = gather()
    tickets = [open_ticket(requester=cast.bea, at=at) for _each in range(4)]
    by = reader(cast.ada)
    pairs = zip(tickets, tickets[1:] + tickets[:1], strict=True)
    race(*(lambda a=a, b=b: merge(Merging(a.pk, (b.pk,)), by=by, at=at) for a, b in pairs))
    assert sum(ticket.messages.count() for ticket in tickets) == 4
    for ticket in Ticket.objects.all():
        seen = set()
        while ticket.merged_into is not None:
            assert ticket.pk not in seen
            seen.add(ticket.pk)
            ticket = ticket.merged_into  # noqa: PLW2901
        assert ticket.is_open


def test_a_word_said_meanwhile_is_not_lost(at):
    cast = gather()
    a, b = (open_ticket(requester=cast.bea, at=at) for _each in range(2))
    race(
        lambda: merge(Merging(a.pk, (b.pk,)), by=reader(cast.ada), at=at),
        lambda: casting.say(b, by=cast.bea, text="More", at=at),
    )
    assert a.messages.count() + b.messages.count() == 3
