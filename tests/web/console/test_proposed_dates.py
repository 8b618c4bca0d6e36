"""The chip below the composer, and the page and link by which a requester agrees."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deskhand.desk import dating, releasing
from deskhand.desk.readers import dates_url
from deskhand.sla.dates import NewDate, told_dates
from deskhand.sla.models import PromiseDate
from deskhand.tickets.models import Message
from tests.cast import ask, reader

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def ticket(cast, now):
    return ask(cast.bea, at=now)


@pytest.fixture
def told(cast, ticket, now):
    new = NewDate(now + 3 * DAY, "Parts", was_told=True)
    return dating.promise(ticket.pk, new, by=reader(cast.ada), at=now)


def test_what_is_written_is_read_and_kept_with_the_reply(cast, ticket, now, client_of):
    ada = client_of(cast.ada)
    path = f"/desk/tickets/{ticket.pk}/"
    shown = ada.post(f"{path}dates/proposed/", {"text": "It is done within 3 days."})
    shown = shown.content.decode()
    assert "You promise “within 3 days”." in shown
    assert 'name="promise_at"' in shown
    assert not ada.post(f"{path}dates/proposed/", {"text": "Hello."}).content.decode().strip()
    due_at = (now + 3 * DAY).isoformat()
    sent = {"mode": "reply", "text": "Within 3 days.", "promise_at": due_at}
    assert ada.post(f"{path}say/", sent).status_code == 302
    message = Message.objects.latest("pk")
    releasing.release(message.pk, at=message.released_at)
    assert told_dates(ticket)[0].clock.due_at == now + 3 * DAY
    assert "has not agreed yet" in ada.get(path).content.decode()


@pytest.mark.parametrize("wrong", ["soon", "2001-01-01", "2001-01-01T10:00+00:00", "x" * 50])
def test_nonsense_is_refused_with_the_text_kept(cast, ticket, client_of, wrong):
    sent = {"mode": "reply", "text": "My long text.", "promise_at": wrong}
    answer = client_of(cast.ada).post(f"/desk/tickets/{ticket.pk}/say/", sent)
    assert answer.status_code == 422
    assert "My long text." in answer.content.decode()
    assert not PromiseDate.objects.exists()


def test_the_requester_agrees_in_the_portal(cast, ticket, told, client_of):
    bea, path = client_of(cast.bea), f"/requests/{ticket.pk}/"
    assert "We promised:" in bea.get(path).content.decode()
    assert bea.post(f"{path}dates/{told.clock_id}/", {"act": "agree"}).status_code == 302
    assert "you agreed" in bea.get(path).content.decode()
    wish = {"act": "other", "wish": "Monday"}
    assert bea.post(f"{path}dates/{told.clock_id}/", wish).status_code == 302
    shown = bea.get(path).content.decode()
    assert "you asked for another date" in shown
    assert "Monday" in shown
    shown = client_of(cast.ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "The requester asks for another date:" in shown


def test_an_empty_wish_is_asked_for_again(cast, ticket, told, client_of):
    client_of(cast.bea).post(f"/requests/{ticket.pk}/dates/{told.clock_id}/", {"act": "other"})
    told.refresh_from_db()
    assert (told.agreed_at, told.wished_at) == (None, None)


def test_nobody_else_agrees(cast, ticket, told, client_of):
    path = f"/requests/{ticket.pk}/dates/{told.clock_id}/"
    assert client_of(cast.cem).post(path, {"act": "agree"}).status_code == 404
    assert client_of(None).post(path, {"act": "agree"}).status_code == 302
    told.refresh_from_db()
    assert told.agreed_at is None


def test_the_link_shows_and_changes_nothing_until_he_chooses(cast, ticket, told, now, client_of):
    stranger = client_of(None)
    path = dates_url(ticket, at=now).partition("://")[2].partition("/")[2]
    path = f"/{path}"
    assert f"Request {ticket.pk}" in stranger.get(path).content.decode()
    told.refresh_from_db()
    assert told.agreed_at is None
    assert stranger.post(path, {"clock": told.clock_id, "act": "agree"}).status_code == 302
    told.refresh_from_db()
    assert told.agreed_at is not None
    # Of another ticket's date the link says nothing.
    other = ask(cast.cem, at=now)
    new = NewDate(now + 3 * DAY, "Parts", was_told=True)
    foreign = dating.promise(other.pk, new, by=reader(cast.ada), at=now)
    stranger.post(path, {"clock": foreign.clock_id, "act": "agree"})
    foreign.refresh_from_db()
    assert foreign.agreed_at is None
    assert stranger.get(f"/dates/{'0' * 40}/").status_code == 404
