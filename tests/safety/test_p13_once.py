"""The same act sent many times at once is done once, and nobody sees a fault (P13)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connections

from deskhand.desk.submit import Request, submit
from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket
from tests import cast as stage


@pytest.mark.django_db(transaction=True)
def test_a_request_that_is_sent_by_many_clicks_becomes_one_ticket(at: datetime) -> None:
    cast = stage.gather()
    who = stage.reader(cast.bea)
    numbers = _at_once(who, at=at, times=6)
    assert len(set(numbers)) == 1
    assert Ticket.objects.count() == 1


def _at_once(who: Reader, *, at: datetime, times: int) -> list[int]:
    def click(_number: int) -> int:
        try:
            asked = Request(subject="A chair", text="It squeaks.", once_key="one-key")
            return submit(asked, by=who, at=at).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(click, range(times)))
