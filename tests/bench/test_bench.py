"""The makers of many tickets, on a few: what is measured must open and show them."""

import pytest

from bench import pages, tickets
from deskhand.tickets.models import Ticket


@pytest.mark.django_db
def test_a_measured_desk_is_a_desk_that_works(at, monkeypatch):
    monkeypatch.setattr(tickets, "OPEN_SHARE", 0.5)
    desk = tickets.make_desk(4, at=at)
    tickets.fill(desk, 60, at=at)
    assert Ticket.objects.count() == 60
    assert 10 < Ticket.objects.filter(is_open=True).count() < 50
    measured = list(pages.measure(desk, times=1))
    assert {page.name for page in measured} >= {"my work", "queue of all", "ticket"}
    assert all(0 < page.statements < 60 for page in measured)
