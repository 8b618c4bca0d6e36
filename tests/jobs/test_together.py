"""Several sets of rows in one statement, alike on both engines."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from deskhand.jobs.together import instant, read_together, shape, told
from deskhand.people.models import Agent, Organization, Team
from deskhand.tickets.models import Ticket
from tests import cast as stage

pytestmark = pytest.mark.django_db


def test_each_set_comes_under_its_name_in_one_statement(cast, at):
    ticket = stage.ask(cast.bea, at=at)
    teams = Agent.teams.through.objects.order_by().values("team").annotate(count=Count("pk"))
    with CaptureQueriesContext(connection) as asked:
        found = read_together(
            clients=told(Organization.objects.filter(pk=cast.birch.pk), id="pk", name="name"),
            tickets=told(Ticket.objects.all(), id="pk", at="received_at", is_open="is_open"),
            members=told(teams.filter(agent=cast.ada.pk), team="team", count="count"),
            none=told(Team.objects.none(), id="pk"),
            nowhere=told(Team.objects.filter(pk__in=[]), id="pk"),
        )
    assert len(asked) == 1
    assert found["clients"] == [{"id": cast.birch.pk, "name": "Birch Bakery"}]
    assert [row["id"] for row in found["tickets"]] == [ticket.pk]
    assert instant(found["tickets"][0]["at"]) == at
    assert bool(found["tickets"][0]["is_open"])
    assert {row["count"] for row in found["members"]} == {1}
    assert found["none"] == found["nowhere"] == []


def test_nothing_asked_is_no_statement():
    with CaptureQueriesContext(connection) as asked:
        assert read_together(none=told(Team.objects.none(), id="pk")) == {"none": []}
    assert len(asked) == 0


def test_an_instant_that_is_none_stays_so():
    assert instant(None) is None


@shape
def _named(clients: list[int], since: datetime, least: int) -> QuerySet:
    rows = Organization.objects.filter(pk__in=clients, pk__gte=least)
    return told(rows.filter(created_at__gte=since), id="pk", name="name")


@pytest.mark.parametrize("count", [1, 2, 3, 5])
def test_a_shape_is_worked_out_once_and_asked_with_other_values(cast, at, count):
    old = at - timedelta(days=9999)
    both = [cast.birch.pk, cast.cedar.pk]
    wanted = [*both, *range(900_000, 900_000 + count)][:count]
    seen = [row["id"] for row in read_together(a=_named(wanted, old, 0))["a"]]
    assert sorted(seen) == sorted(set(both) & set(wanted))
    found = read_together(
        a=_named(wanted, old, cast.birch.pk + 1),
        b=_named(both, old + timedelta(days=99_999), 0),
        c=told(Organization.objects.filter(pk=cast.cedar.pk), id="pk"),
    )
    assert cast.birch.pk not in [row["id"] for row in found["a"]]
    assert (found["b"], found["c"]) == ([], [{"id": cast.cedar.pk}])


def test_a_shape_of_an_empty_list_has_no_rows_and_is_not_asked(at):
    with CaptureQueriesContext(connection) as asked:
        assert read_together(a=_named([], at, 0)) == {"a": []}
    assert len(asked) == 0


def test_a_shape_that_leaves_a_value_out_is_refused():
    @shape
    def forgetful(key: int, other: int) -> QuerySet:
        return told(Organization.objects.filter(pk=key), id="pk")

    with pytest.raises(ValueError, match="forgetful does not ask for all of its values"):
        read_together(a=forgetful(1, 2))
