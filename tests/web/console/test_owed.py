"""The boards of dates and updates: what is owed to whom, the next first, page by page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deskhand.desk import dating
from deskhand.sla.dates import NewDate
from deskhand.sla.models import PromiseKind
from deskhand.sla.owed_board import owed_page
from deskhand.tickets.paging import CursorRefused
from tests.cast import ask, reader

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def dated(cast):
    """Three tickets with dates, the last one due first."""
    now = timezone.now()
    tickets = [ask(cast.bea, at=now, subject=f"Server {days}") for days in (3, 2, 1)]
    for days, ticket in zip((3, 2, 1), tickets, strict=True):
        new = NewDate(now + days * DAY, "Parts", stage=f"Part {days}")
        dating.promise(ticket.pk, new, by=reader(cast.ada), at=now)
    return tickets


def body(answer) -> str:
    return answer.content.decode()


def test_the_nearest_date_stands_first(cast, dated, client_of):
    shown = body(client_of(cast.ada).get("/desk/callbacks/dates/"))
    assert shown.index("Server 1") < shown.index("Server 2") < shown.index("Server 3")
    assert "Part 2" in shown
    assert "Server" not in body(client_of(cast.ada).get("/desk/callbacks/dates/?team=network"))
    assert "Nobody waits for an update" in body(client_of(cast.ada).get("/desk/callbacks/updates/"))


def test_it_goes_on_where_it_ended(cast, dated):
    asked = (reader(cast.ada), PromiseKind.PROMISE_DATE)
    first = owed_page(*asked, size=2)
    rest = owed_page(*asked, size=2, after=first.next_cursor)
    found = [clock.ticket_id for clock in (*first.clocks, *rest.clocks)]
    assert found == [ticket.pk for ticket in reversed(dated)]
    assert rest.next_cursor == ""
    for wrong in ("x", "2026-03-04~1", "2026-03-04T09:00:00+00:00~x", "~", "9999~9"):
        with pytest.raises(CursorRefused):
            owed_page(*asked, after=wrong)


def test_what_one_may_not_see_is_not_there(cast, dated, client_of):
    cast.nils.only_organizations.add(cast.cedar)
    assert "Server" not in body(client_of(cast.nils).get("/desk/callbacks/dates/"))
    for path in ("/desk/callbacks/nonsense/", "/desk/callbacks/dates/?after=x"):
        assert client_of(cast.ada).get(path).status_code == 404


def test_it_is_promised_part_by_part(cast, dated, client_of):
    path = f"/desk/tickets/{dated[0].pk}/dates/stages/"
    sent = {"stages": "Ordered: 5\nConfigured: 5", "why": "New"}
    assert client_of(cast.ada).post(path, sent).status_code == 302
    assert "Ordered" in body(client_of(cast.ada).get("/desk/callbacks/dates/"))
    for wrong in ("Ordered", "Ordered: 0", "Ordered: 251", "a: 1\na: 2", "x" * 99 + ": 5", "\0: 5"):
        answer = client_of(cast.ada).post(path, {"stages": wrong, "why": "New"})
        assert answer.status_code == 422, wrong
