"""Several sets of rows in one statement, alike on both engines."""

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext

from deskhand.jobs.together import instant, read_together, told
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
