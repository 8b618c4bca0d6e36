"""Pages of a list hold all of it, whatever its tickets lack; lists are counted together."""

from datetime import timedelta

import pytest

from deskhand.tickets.models import Ticket
from deskhand.tickets.paging import TOGETHER, capped_counts, places
from deskhand.tickets.reading import mark_seen, tickets_for
from tests import cast as stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("count", "statements"), [(0, 0), (1, 1), (TOGETHER, 1), (TOGETHER + 1, 2), (501, 6)]
)
def test_lists_are_counted_together(cast, at, count, statements, django_assert_num_queries):
    stage.ask(cast.bea, at=at)
    rows = tickets_for(stage.reader(cast.ada))
    lists = {f"view-{number}": rows.filter(pk__gt=0) for number in range(count)}
    with django_assert_num_queries(statements):
        found = capped_counts({**lists, "none": rows.none()})
    assert found == {**dict.fromkeys(lists, 1), "none": 0}


@pytest.mark.parametrize("group", ["", "org", "priority"])
@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("viewed", [3, 1]),
        ("-viewed", [1, 3]),
        ("snoozed", [2, 3]),
        ("-snoozed", [3, 2]),
        ("-viewed,snoozed", [1, 3, 2]),
        ("priority,snoozed,-viewed", [2, 3, 1]),
    ],
)
def test_what_a_ticket_lacks_puts_it_last_and_none_is_lost(cast, at, order, first, group):
    """Who takes the filter off the list of what he viewed, or of what sleeps, goes on in it."""
    numbers = [stage.ask(cast.bea, at=at).pk for _each in range(4)]
    for number, hours in ((3, 1), (1, 2)):
        mark_seen(Ticket(pk=numbers[number]), agent_id=cast.ada.pk, at=at + timedelta(hours=hours))
    for number, hours in ((2, 1), (3, 2)):
        until = at + timedelta(hours=hours)
        Ticket.objects.filter(pk=numbers[number]).update(snoozed_until=until)
    rows = tickets_for(stage.reader(cast.ada)).with_sight_of(cast.ada.pk)
    whole = places(rows, order=order, group=group).numbers
    assert whole[: len(first)] == [numbers[number] for number in first]
    for size in (1, 2, 3):
        found, after = [], ""
        while not found or after:
            page = places(rows, order=order, group=group, after=after, size=size)
            found, after = found + page.numbers, page.next_cursor
        assert found == whole
    assert sorted(whole) == numbers
