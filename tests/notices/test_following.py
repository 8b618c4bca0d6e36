"""Reading the journal for notices: each event once, and from where it was left."""

import pytest

from deskhand.journal.models import Event
from deskhand.notices.following import follow
from deskhand.notices.models import Place
from tests import cast as casting

pytestmark = pytest.mark.django_db


def names(told: list) -> list[str]:
    return [event.name for events in told for event in events]


def test_each_event_is_handed_over_once(cast, at):
    told: list = []
    casting.open_ticket(at=at, requester=cast.bea)
    follow(told.append, at=at)
    first = len(names(told))
    assert "ticket_opened" in names(told)
    follow(told.append, at=at)
    assert len(names(told)) == first
    casting.open_ticket(at=at, requester=cast.bea)
    follow(told.append, at=at)
    assert names(told).count("ticket_opened") == 2


def test_what_could_not_be_told_is_told_again(cast, at):
    casting.open_ticket(at=at, requester=cast.bea)

    def fail(_events: object) -> None:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        follow(fail, at=at)
    told: list = []
    follow(told.append, at=at)
    assert "ticket_opened" in names(told)


def test_it_says_when_there_is_more(cast, at, monkeypatch):
    monkeypatch.setattr("deskhand.notices.following.TOGETHER", 1)
    casting.open_ticket(at=at, requester=cast.bea)
    told: list = []
    rounds = 0
    while follow(told.append, at=at):
        rounds += 1
        assert rounds < 50
    assert len(names(told)) == Event.objects.count()
    assert Place.objects.get().event_id == Event.objects.latest("pk").pk
