"""The timeline: one sort of it alone, in the address, and long threads from their end."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.tickets.reading import Window, messages_in
from tests import cast as stage


@pytest.fixture
def oven(cast, at):
    ticket = stage.open_ticket(at=at, requester=cast.bea, text="It beeps.")
    stage.say(ticket, by=cast.ada, text="A plug was pulled.", at=at, is_public=False)
    return ticket


def page(client, ticket, **asked):
    return client.get(f"/desk/tickets/{ticket.pk}/", asked).content.decode()


@pytest.mark.parametrize(
    ("show", "has_reply", "has_note", "has_change"),
    [
        ("", True, True, True),
        ("conversation", True, False, False),
        ("notes", False, True, False),
        ("calls", False, False, False),
        ("mails", False, False, False),
        ("changes", False, False, True),
        ("nonsense", True, True, True),
    ],
)
def test_one_sort_is_shown_alone(cast, oven, client_of, show, has_reply, has_note, has_change):
    shown = page(client_of(cast.ada), oven, show=show)
    assert ("It beeps." in shown) is has_reply
    assert ("A plug was pulled." in shown) is has_note
    assert ("Ticket opened" in shown) is has_change


def test_a_filter_does_not_hide_that_somebody_wrote(cast, oven, client_of, at):
    client = client_of(cast.ada)
    last = oven.messages.last().pk
    assert f'name="seen" value="{last}"' in page(client, oven, show="calls")


def test_a_long_thread_is_paged_from_its_end(cast, oven, client_of, at):
    for number in range(130):
        stage.say(oven, by=cast.bea, text=f"Line {number}.", at=at + timedelta(minutes=number))
    client = client_of(cast.ada)
    shown = page(client, oven)
    assert "Line 129." in shown
    assert "Line 89." not in shown
    assert "Show earlier" in shown
    by = stage.reader(cast.ada)
    said, has_earlier = messages_in(Window(), by, oven, at=at + timedelta(days=1))
    assert (len(said), has_earlier) == (40, True)
    earlier = page(client, oven, before=said[0].pk)
    assert "Line 89." in earlier
    assert "Line 90." not in earlier
    assert "To the end" in earlier
    assert "Ticket opened" in page(client, oven, before=oven.messages.all()[20].pk)


def test_it_asks_no_more_of_a_longer_thread(cast, oven, client_of, at):
    client = client_of(cast.ada)
    page(client, oven)
    with CaptureQueriesContext(connection) as few:
        page(client, oven)
    for number in range(70):
        stage.say(oven, by=cast.bea, text=f"Line {number}.", at=at)
    with CaptureQueriesContext(connection) as many:
        page(client, oven)
    assert len(many) <= len(few)


@pytest.mark.parametrize("before", ["x", "9" * 30, "-1", "0"])
def test_nonsense_in_the_address_breaks_nothing(cast, oven, client_of, before):
    answer = client_of(cast.ada).get(f"/desk/tickets/{oven.pk}/conversation/", {"before": before})
    assert answer.status_code == 200
