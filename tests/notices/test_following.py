"""Reading the journal for notices: each event once, and from where it was left."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from deskhand.jobs.queue import counts, drain
from deskhand.journal.models import Event
from deskhand.notices.following import follow
from deskhand.notices.models import Notice, Place
from tests import cast as casting

# What a transaction has not yet committed is handed over by no engine but SQLite.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def us(transactional_db):
    return casting.gather()


def names(told: list) -> list[str]:
    return [event.name for events in told for event in events]


def test_each_event_is_handed_over_once(us, at):
    told: list = []
    casting.open_ticket(at=at, requester=us.bea)
    follow(told.append, at=at)
    first = len(names(told))
    assert "ticket_opened" in names(told)
    follow(told.append, at=at)
    assert len(names(told)) == first
    casting.open_ticket(at=at, requester=us.bea)
    follow(told.append, at=at)
    assert names(told).count("ticket_opened") == 2


def test_what_could_not_be_told_is_told_again(us, at):
    casting.open_ticket(at=at, requester=us.bea)

    def fail(_events: object) -> None:
        raise OperationalError

    with pytest.raises(OperationalError):
        follow(fail, at=at)
    told: list = []
    follow(told.append, at=at)
    assert "ticket_opened" in names(told)


def test_an_event_of_which_nothing_can_be_told_holds_up_no_other(us, at):
    casting.open_ticket(at=at, requester=us.bea)
    told: list = []

    def stumble(events) -> None:
        if any(event.name == "ticket_opened" for event in events):
            raise KeyError
        told.append(events)

    follow(stumble, at=at)
    assert "message_added" in names(told)
    assert "ticket_opened" not in names(told)


def test_it_says_when_there_is_more(us, at, monkeypatch):
    monkeypatch.setattr("deskhand.notices.following.TOGETHER", 1)
    casting.open_ticket(at=at, requester=us.bea)
    told: list = []
    rounds = 0
    while follow(told.append, at=at):
        rounds += 1
        assert rounds < 50
    assert len(names(told)) == Event.objects.count()
    assert Place.objects.get().event_id == Event.objects.latest("pk").pk


def test_what_is_long_past_is_not_told(us, at):
    casting.open_ticket(at=at, requester=us.bea)
    told: list = []
    follow(told.append, at=at + timedelta(days=3))
    assert names(told) == []
    follow(told.append, at=at)
    assert names(told) == []


def test_the_job_tells_and_ends(us, at):
    """From the event to the bell, by the queue as it runs."""
    casting.open_ticket(at=datetime.now(UTC), requester=us.bea, team=us.service_desk)
    drain(at=datetime.now(UTC) + timedelta(seconds=30))
    assert Notice.objects.filter(person=us.ada.person).count() == 1
    assert counts().dead == 0
