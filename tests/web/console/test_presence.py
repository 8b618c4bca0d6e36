"""Presence at its address and in lists; the stop with the news of who answered first."""

import pytest
from django.utils import timezone

from deskhand.tickets.presence import be_present
from tests import cast as stage


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, subject="The oven beeps")


def test_a_colleague_is_seen_on_the_ticket_and_in_the_list(cast, oven, client_of):
    path = f"/desk/tickets/{oven.pk}/presence/"
    ada, nils = client_of(cast.ada), client_of(cast.nils)
    assert ada.post(path, {"state": "reply"}).content.decode().strip() == ""
    assert "Ada writes a reply" in nils.get(path).content.decode()
    assert "Ada writes a reply" in nils.get(f"/desk/tickets/{oven.pk}/").content.decode()
    row = nils.get("/desk/queues/all/").content.decode()
    assert 'data-state="reply" title="Ada"' in row
    ada.post(path, {"state": ""})
    assert "Ada" not in nils.get(path).content.decode()


def test_nonsense_and_requesters_are_refused(cast, oven, client_of):
    path = f"/desk/tickets/{oven.pk}/presence/"
    assert client_of(cast.ada).post(path, {"state": "dances"}).status_code == 422
    assert client_of(cast.bea).post(path, {"state": "looks"}).status_code == 404


def test_requesters_do_not_see_who_is_there(cast, oven, client_of):
    be_present(oven, "reply", agent_id=cast.ada.pk, at=timezone.now())
    assert "Ada" not in client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()


def test_the_news_stand_where_sending_stopped(cast, oven, client_of, at):
    seen = oven.messages.latest("pk").pk
    stage.say(oven, by=cast.nils, text="I have reset the breaker.", at=at)
    sent = {"mode": "reply", "text": "On my way.", "seen": seen}
    answer = client_of(cast.ada).post(f"/desk/tickets/{oven.pk}/say/", sent)
    page = answer.content.decode()
    assert answer.status_code == 409
    news = page[page.index("news-list") :]
    assert "Nils" in news[:400]
    assert "I have reset the breaker." in news[:600]
    assert "Send anyway" in page
