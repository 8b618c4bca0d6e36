"""Saved views: whose they are, and what is kept."""

import pytest

from deskhand.people.models import Agent, Person, Team
from deskhand.people.reader import STRANGER, Reader
from deskhand.tickets.conditions import parse_filter
from deskhand.tickets.models import View
from deskhand.tickets.views import delete_view, save_view, views_for


def reader_named(name: str, *, role: str = "agent", teams: tuple[int, ...] = ()) -> Reader:
    agent = Agent.objects.create(person=Person.objects.create(name=name), role=role)
    return Reader(person_id=agent.person_id, agent_id=agent.pk, role=role, teams=frozenset(teams))


@pytest.fixture
def ada(db: None) -> Reader:
    return reader_named("Ada")


@pytest.fixture
def nils(db: None) -> Reader:
    return reader_named("Nils")


def test_a_view_is_private_unless_it_is_shared(ada: Reader, nils: Reader) -> None:
    mine = save_view(ada, "Mine", query="assignee:me", order="due")
    shared = save_view(ada, "All", query="status:open", order="priority", is_shared=True)
    assert {view.pk for view in views_for(ada)} == {mine.pk, shared.pk}
    assert [view.pk for view in views_for(nils)] == [shared.pk]
    assert views_for(STRANGER) == []


def test_a_team_sees_its_view(db: None) -> None:
    team = Team.objects.create(name="Network", slug="net")
    view = View.objects.create(name="Net", query="team:net", team=team)
    assert [v.pk for v in views_for(reader_named("In", teams=(team.pk,)))] == [view.pk]
    assert views_for(reader_named("Out")) == []


def test_the_same_name_replaces(ada: Reader) -> None:
    first = save_view(ada, "Mine", query="assignee:me", order="due")
    second = save_view(ada, " Mine ", query="status:new", order="newest")
    assert (second.pk, second.query, second.order) == (first.pk, "status:new", "newest")


def test_what_cannot_be_printed_is_not_kept(ada: Reader) -> None:
    view = save_view(ada, "M\x00ine", query='tag:vip\x00 "a  b"', order="due")
    assert view.name == "M ine"
    assert str(parse_filter(view.query)) == 'tag:vip "a b"'


def test_only_the_owner_or_an_administrator_removes_a_view(ada: Reader, nils: Reader) -> None:
    mine = save_view(ada, "Mine", query="", order="due")
    shared = save_view(ada, "All", query="", order="due", is_shared=True)
    assert not delete_view(nils, mine.pk)
    assert not delete_view(ada, shared.pk)
    assert delete_view(ada, mine.pk)
    assert delete_view(reader_named("Asta", role="administrator"), shared.pk)
    assert not View.objects.exists()
