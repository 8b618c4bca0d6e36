"""What is offered while a filter is typed."""

import pytest

from deskhand.catalog.models import (
    Priority,
    PriorityScheme,
    RequestType,
    Service,
    Status,
    StatusScheme,
)
from deskhand.people.models import Agent, Organization, Person, Site, Team
from deskhand.people.reader import STRANGER, Reader
from deskhand.sla.models import Policy
from deskhand.sla.owing import Owed, owe
from deskhand.tickets.conditions import parse_filter, suggestions
from tests.cast import BEFORE


@pytest.fixture
def reader(db: None) -> Reader:
    Team.objects.create(name="Network", slug="net")
    Organization.objects.create(name="Birch Bakery", slug="birch")
    Organization.objects.create(name="Cedar Clinic", slug="cedar")
    scheme = StatusScheme.objects.create(name="Usual", slug="usual")
    Status.objects.create(scheme=scheme, name="On the way", category="scheduled")
    priorities = PriorityScheme.objects.create(name="Usual", slug="usual")
    Priority.objects.create(scheme=priorities, level=1, name="Critical")
    Service.objects.create(name="Mail hosting", slug="mail")
    Service.objects.create(name="Fax", slug="fax", is_active=False)
    RequestType.objects.create(name="Mail down", slug="down")
    policy = Policy.objects.create(name="Usual", slug="usual")
    for slug, label in (("birch", "24x7"), ("cedar", "on-call")):
        firm = Organization.objects.get(slug=slug)
        Site.objects.create(organization=firm, name=f"{firm.name} mill")
        owe(firm, Owed(policy, BEFORE, labels=(label,)))
    agent = Agent.objects.create(person=Person.objects.create(name="Ada Lovelace"))
    return Reader(person_id=agent.person_id, agent_id=agent.pk)


def offered(text: str, reader: Reader, *, cursor: int | None = None) -> list[str]:
    place = len(text) if cursor is None else cursor
    return [each.text for each in suggestions(text, place, reader=reader)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("st", ["status:"]),
        ("status:open -pr", ["status:open -priority:"]),
        ("(tea", ["(team:"]),
        ("te", ["team:", "text:"]),
        ("TEA", ["team:"]),
        ("team:", ["team:none", "team:net"]),
        ("team:Netw", ["team:net"]),
        ("status:on", ['status:"On the way"']),
        ("status:open,ne", ["status:open,new"]),
        ("category:so", ["category:solved"]),
        ("priority:", ["priority:1", "priority:Critical"]),
        ("priority:<=", []),
        ("assignee:love", ['assignee:"Ada Lovelace"']),
        ('assignee:"Ada L', ['assignee:"Ada Lovelace"']),
        ("org:bir", ["org:birch"]),
        ("site:", ["site:none", 'site:"Birch Bakery mill"', 'site:"Cedar Clinic mill"']),
        ("service:", ["service:none", "service:mail"]),
        ("service:Mai", ["service:mail"]),
        ("request:Mail", ["request:down"]),
        ("tier:", ["tier:0", "tier:1", "tier:2", "tier:3", "tier:4"]),
        ("contract:", ["contract:24x7", "contract:on-call"]),
        ("contract:ON", ["contract:on-call"]),
        ("requester:ada", ['requester:"Ada Lovelace"']),
        ("due:<", ["due:<0h", "due:<1h", "due:<4h"]),
        ("review:", ["review:yes", "review:no"]),
        ("nothing:x", []),
        ('"sta', []),
        ('"foo sta', []),
        ('"foo" sta', ['"foo" status:']),
        ("status:open", ["status:open"]),
    ],
)
def test_what_is_begun_is_completed(text: str, expected: list[str], reader: Reader) -> None:
    assert offered(text, reader) == expected


def test_an_empty_line_offers_the_fields(reader: Reader) -> None:
    assert offered("", reader)[:2] == ["status:", "category:"]


def test_what_stands_behind_the_cursor_stays(reader: Reader) -> None:
    [found] = suggestions("tea status:open", 3, reader=reader)
    assert (found.text, found.cursor) == ("team: status:open", 5)


@pytest.mark.parametrize("cursor", [-1, 99])
def test_a_cursor_outside_is_the_end(cursor: int, reader: Reader) -> None:
    assert offered("tea", reader, cursor=cursor) == ["team:"]


def test_nobody_is_offered_what_he_may_not_see(reader: Reader) -> None:
    birch = Organization.objects.get(slug="birch")
    limited = Reader(
        person_id=reader.person_id,
        agent_id=reader.agent_id,
        only_organizations=frozenset({birch.pk}),
    )
    assert offered("org:", limited) == ["org:none", "org:birch"]
    assert offered("site:", limited) == ["site:none", 'site:"Birch Bakery mill"']
    assert offered("contract:", limited) == ["contract:24x7"]
    for text in ("org:c", "site:c", "contract:", "team:net", "assignee:ada", "requester:ada"):
        assert offered(text, STRANGER) == []


def test_every_completion_of_a_value_is_a_filter(reader: Reader) -> None:
    for found in suggestions("", 0, reader=reader):
        for text in offered(found.text, reader):
            assert parse_filter(text).chips()
