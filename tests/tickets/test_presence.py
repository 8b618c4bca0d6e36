"""Who else is on a ticket: seen at once, forgotten soon, and never in the journal."""

from datetime import timedelta

import pytest

from deskhand.journal.models import Event
from deskhand.tickets.models import Presence
from deskhand.tickets.presence import LASTS, be_present, news, present_on
from tests import cast as stage

SECOND = timedelta(seconds=1)


@pytest.fixture
def ticket(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea)


@pytest.fixture
def seen(cast, ticket):
    def by_nils(at):
        found = present_on([ticket], agent_id=cast.nils.pk, at=at)
        return [(row.agent.person.name, row.state) for row in found.get(ticket.pk, [])]

    return by_nils


def test_others_see_who_looks_and_who_writes(cast, ticket, seen, at):
    events = Event.objects.count()
    be_present(ticket, "looks", agent_id=cast.ada.pk, at=at)
    be_present(ticket, "note", agent_id=cast.milo.pk, at=at)
    be_present(ticket, "looks", agent_id=cast.nils.pk, at=at)
    assert seen(at) == [("Milo", "note"), ("Ada", "looks")]
    be_present(ticket, "reply", agent_id=cast.ada.pk, at=at + SECOND)
    assert seen(at + SECOND) == [("Ada", "reply"), ("Milo", "note")]
    assert Event.objects.count() == events


def test_who_leaves_is_gone_at_once_and_who_dies_soon(cast, ticket, seen, at):
    be_present(ticket, "looks", agent_id=cast.ada.pk, at=at)
    be_present(ticket, "", agent_id=cast.ada.pk, at=at + SECOND)
    assert not seen(at + SECOND)
    be_present(ticket, "looks", agent_id=cast.ada.pk, at=at + SECOND)
    assert seen(at + LASTS)
    assert timedelta(seconds=30) > LASTS
    assert not seen(at + LASTS + SECOND)


def test_only_what_changes_is_news(cast, ticket, at):
    assert be_present(ticket, "looks", agent_id=cast.ada.pk, at=at)
    assert not be_present(ticket, "looks", agent_id=cast.ada.pk, at=at + 10 * SECOND)
    assert be_present(ticket, "reply", agent_id=cast.ada.pk, at=at + 11 * SECOND)
    assert {found[0] for found in news(at + 11 * SECOND)} == {ticket.pk}
    assert not news(at + 20 * SECOND)
    # Silence is news once it is known.
    assert {found[0] for found in news(at + 11 * SECOND + LASTS)} == {ticket.pk}
    assert not news(at + 20 * SECOND + LASTS)
    assert not be_present(ticket, "", agent_id=cast.nils.pk, at=at)


def test_old_rows_do_not_pile_up(cast, ticket, at):
    be_present(ticket, "looks", agent_id=cast.ada.pk, at=at)
    other = stage.open_ticket(at=at, requester=cast.bea)
    be_present(other, "looks", agent_id=cast.ada.pk, at=at + timedelta(days=2))
    assert [row.ticket for row in Presence.objects.all()] == [other]
