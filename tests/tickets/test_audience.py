"""Nobody hears of a ticket that he may not see, and everybody of those he may."""

from dataclasses import replace
from datetime import datetime

import pytest

from deskhand.journal.models import Event
from deskhand.people.reader import STRANGER, Reader
from deskhand.tickets.audience import Audience
from deskhand.tickets.models import Participant, Ticket
from tests import cast
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def all_of_us() -> Cast:
    return cast.gather()


def readers(us: Cast) -> list[Reader]:
    agents = [cast.reader(agent) for agent in us.agents]
    only_cedar = replace(agents[0], only_organizations=frozenset({us.cedar.pk}))
    only_network = replace(agents[1], only_own_teams=True)
    people = [cast.reader(person) for person in (us.bea, us.bruno, us.cem, us.carla)]
    return [*agents, only_cedar, only_network, *people, agents[0].as_requester(), STRANGER]


def event_of(ticket: Ticket, *, is_public: bool = True) -> Event:
    team, organization = ticket.team_id, ticket.organization_id
    return Event(
        pk=ticket.pk * 10 + is_public,
        name="something",
        subject_kind="ticket",
        subject_id=ticket.pk,
        organization_id=organization,
        team_id=team,
        is_public=is_public,
    )


@pytest.fixture
def tickets(all_of_us: Cast, at: datetime) -> list[Ticket]:
    us = all_of_us
    return [
        cast.open_ticket(at=at, requester=us.bea, team=us.service_desk),
        cast.open_ticket(at=at, requester=us.cem, team=us.network),
        cast.open_ticket(at=at, requester=us.bea, team=us.network, is_confidential=True),
        cast.open_ticket(at=at, requester=us.ada.person, organization=us.cedar),
    ]


def test_who_hears_of_a_public_event_is_who_sees_the_ticket(
    all_of_us: Cast, tickets: list[Ticket], at: datetime
) -> None:
    Participant.objects.create(ticket=tickets[0], person=all_of_us.carla, added_at=at)
    audience = Audience()
    for ticket in tickets:
        for reader in readers(all_of_us):
            sees = Ticket.objects.visible_to(reader).filter(pk=ticket.pk).exists()
            assert audience.hears(event_of(ticket), reader) == sees, (ticket, reader)


def test_of_an_internal_event_only_agents_hear(all_of_us: Cast, tickets: list[Ticket]) -> None:
    audience = Audience()
    for ticket in tickets:
        for reader in readers(all_of_us):
            sees = Ticket.objects.visible_to(reader).filter(pk=ticket.pk).exists()
            expected = sees and reader.is_agent
            assert audience.hears(event_of(ticket, is_public=False), reader) == expected


def test_of_a_confidential_ticket_its_organizations_manager_does_not_hear(
    all_of_us: Cast, tickets: list[Ticket]
) -> None:
    event = event_of(tickets[2])
    assert not Audience().hears(event, cast.reader(all_of_us.bruno))
    assert not Audience().hears(event, cast.reader(all_of_us.ada))
    assert Audience().hears(event, cast.reader(all_of_us.bea))


def test_what_is_not_a_ticket_only_agents_hear_within_their_limits(all_of_us: Cast) -> None:
    letter = Event(pk=1, subject_kind="letter", subject_id=5, organization_id=all_of_us.birch.pk)
    letter.is_public = True
    *agents, only_cedar, _only_network = readers(all_of_us)[:7]
    assert all(Audience().hears(letter, agent) for agent in agents)
    assert not Audience().hears(letter, only_cedar)
    assert not Audience().hears(letter, cast.reader(all_of_us.bea))
    assert not Audience().hears(letter, STRANGER)


def test_a_ticket_that_is_gone_is_heard_by_nobody(all_of_us: Cast, tickets: list[Ticket]) -> None:
    event = event_of(tickets[0])
    event.subject_id = 10**9
    assert not any(Audience().hears(event, reader) for reader in readers(all_of_us))


def test_the_database_is_asked_once_for_all_agents_without_limits(
    all_of_us: Cast, tickets: list[Ticket], django_assert_num_queries: object
) -> None:
    agents = [cast.reader(agent) for agent in all_of_us.agents]
    audience = Audience()
    with django_assert_num_queries(2):  # type: ignore[operator]
        for _stream in range(20):
            for agent in agents:
                assert audience.hears(event_of(tickets[0]), agent)
