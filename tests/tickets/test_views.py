"""Saved views: whose they are, and what is kept."""

from dataclasses import replace

import pytest

from deskhand.people.models import Agent, Person, Team
from deskhand.people.reader import STRANGER, Reader
from deskhand.tickets.conditions import parse_filter
from deskhand.tickets.models import View
from deskhand.tickets.ordering import OrderRefused, columns_of, tidied
from deskhand.tickets.views import (
    Audience,
    Kept,
    ViewNotFound,
    ViewTaken,
    change_view,
    delete_view,
    keep_view,
    save_view,
    view_for,
    views_for,
)


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


def test_only_its_maker_or_an_administrator_removes_a_view(ada: Reader, nils: Reader) -> None:
    mine = save_view(ada, "Mine", query="", order="due")
    shared = save_view(ada, "All", query="", order="due", is_shared=True)
    other = save_view(nils, "Other", query="", order="due", is_shared=True)
    assert not delete_view(nils, mine.pk)
    assert not delete_view(ada, other.pk)
    assert not delete_view(nils, shared.pk)
    assert delete_view(ada, mine.pk)
    assert delete_view(ada, shared.pk)
    assert delete_view(reader_named("Asta", role="administrator"), other.pk)
    assert not View.objects.exists()


def test_the_lead_of_a_team_changes_its_views(ada: Reader, nils: Reader) -> None:
    team = Team.objects.create(name="Network", slug="net", lead_id=nils.agent_id)
    kept = Kept("team:net", grouping="org", columns="subject,org")
    ada, nils = (replace(who, teams=frozenset({team.pk})) for who in (ada, nils))
    colleague = reader_named("In", teams=(team.pk,))
    view = keep_view(ada, "Net", kept, audience=Audience.TEAM, team=team)
    assert [v.pk for v in views_for(colleague)] == [view.pk]
    with pytest.raises(ViewNotFound):
        view_for(colleague, view.pk)
    assert view_for(nils, view.pk).grouping == "org"
    with pytest.raises(ViewTaken):
        keep_view(colleague, "Net", Kept("status:open"), audience=Audience.TEAM, team=team)


def test_a_view_that_is_given_to_all_and_back_stays_its_makers(ada: Reader, nils: Reader) -> None:
    view = save_view(ada, "Mine", query="", order="due")
    change_view(view, ada, "Ours", Kept("status:open"), audience=Audience.ALL)
    assert [v.name for v in views_for(nils)] == ["Ours"]
    asta = reader_named("Asta", role="administrator")
    change_view(view_for(asta, view.pk), asta, "Ours", Kept(""), audience=Audience.ME)
    assert [v.pk for v in views_for(ada)] == [view.pk]
    assert views_for(asta) == views_for(nils) == []


@pytest.mark.parametrize(
    ("order", "columns"),
    [
        ("priority", ("priority_level", "received_at", "id")),
        ("newest", ("-received_at", "-id")),
        ("priority,-updated", ("priority_level", "-updated_at", "-id")),
        ("-number", ("-id",)),
    ],
)
def test_an_order_has_several_keys(order: str, columns: tuple[str, ...]) -> None:
    assert columns_of(order) == columns
    assert tidied(" , ".join(order.split(","))) == order


@pytest.mark.parametrize("order", ["", "subject", "due,due", "due,-due", "a,b", "due;", "," * 99])
def test_an_order_by_nothing_that_can_be_ordered_is_refused(order: str) -> None:
    with pytest.raises(OrderRefused):
        columns_of(order)
