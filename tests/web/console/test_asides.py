"""Side conversations on their pages."""

import pytest

from deskhand.mail.models import OutgoingLetter
from deskhand.tickets.side import SideConversation
from tests import cast as stage

SENT = {"addresses": "ann@router.example", "subject": "Router", "text": "Hello?", "act": "send"}


@pytest.fixture
def oven(cast, at, tmp_path, settings):
    settings.DATA = tmp_path
    return stage.open_ticket(at=at, requester=cast.bea)


def path(ticket, what="new"):
    return f"/desk/tickets/{ticket.pk}/sides/{what}/"


def test_begun_read_and_ended(cast, oven, client_of):
    client = client_of(cast.ada)
    assert "nothing else of the ticket" in client.get(path(oven)).content.decode()
    page = client.post(path(oven), SENT, follow=True).content.decode()
    assert "The letter is on its way." in page
    assert "Hello?" in page
    assert OutgoingLetter.objects.get(kind="side").recipients == ["ann@router.example"]
    side = SideConversation.objects.get()
    page = client.get(f"/desk/tickets/{oven.pk}/panels/sides/").content.decode()
    assert path(oven, side.pk) in page
    client.post(path(oven, side.pk), {"act": "end"})
    side.refresh_from_db()
    assert side.state == "ended"


@pytest.mark.parametrize(
    "wrong",
    [{"addresses": ""}, {"addresses": "nonsense"}, {"subject": ""}, {"text": " "},
     {"remind_at": "soon"}, {"text": "a\0b"}, {"addresses": "bea@birch.example"}],
)  # fmt: skip
def test_nonsense_keeps_the_text_and_sends_nothing(cast, oven, client_of, wrong):
    answer = client_of(cast.ada).post(path(oven), {**SENT, **wrong})
    assert answer.status_code == 422
    assert not OutgoingLetter.objects.filter(kind="side").exists()


def test_the_side_of_another_ticket_and_of_a_requester_does_not_exist(cast, oven, client_of, at):
    client = client_of(cast.ada)
    client.post(path(oven), SENT)
    side = SideConversation.objects.get()
    other = stage.open_ticket(at=at, requester=cast.bea)
    assert client.get(path(other, side.pk)).status_code == 404
    assert client_of(cast.bea).get(path(oven, side.pk)).status_code == 404
    page = client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()
    assert "Hello?" not in page
