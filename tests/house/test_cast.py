"""The cast itself: two clients that do not see each other's tickets."""

from deskhand.tickets.models import Ticket
from tests.cast import open_ticket, reader


def test_each_client_sees_its_own_tickets_alone(cast, at):
    ours = open_ticket(organization=cast.birch, at=at)
    theirs = open_ticket(requester=cast.cem, at=at)
    assert set(Ticket.objects.visible_to(reader(cast.bruno))) == {ours}
    assert set(Ticket.objects.visible_to(reader(cast.carla))) == {theirs}
    assert set(Ticket.objects.visible_to(reader(cast.ada))) == {ours, theirs}


def test_everybody_can_sign_in(cast, client_of):
    for who in (*cast.agents, cast.bea, cast.bruno, cast.cem, cast.carla):
        assert client_of(who).session["_auth_user_id"]
