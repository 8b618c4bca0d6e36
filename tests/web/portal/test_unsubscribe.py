"""The page behind the link of a letter: a scanner that opens it changes nothing."""

import pytest
from django.test import Client

from deskhand.consents.models import Link
from deskhand.desk.readers import Recipient, stop_url
from deskhand.journal.models import Event
from deskhand.mail import notices
from tests.cast import open_ticket

pytestmark = pytest.mark.django_db

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path(url: str) -> str:
    return "/unsubscribe/" + url.partition("/unsubscribe/")[2]


@pytest.fixture
def along(cast, at):
    ticket = open_ticket(requester=cast.bea, subject="Salaries", at=at)
    return ticket.participants.create(person=cast.bruno, added_at=at)


@pytest.fixture
def link(along, cast, at):
    return path(stop_url(Recipient(cast.bruno, "bruno@birch.example", along), at=at))


def is_muted(along) -> bool:
    along.refresh_from_db()
    return along.is_muted


def test_opening_it_asks_and_changes_nothing(client, link, along):
    for method in (client.get, client.head, client.get):
        answer = method(link)
        assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    page = client.get(link).content.decode()
    assert "No more of these letters?" in page and f"request {along.ticket_id}" in page
    assert "Salaries" not in page and "bruno@" not in page
    assert not is_muted(along) and not Event.objects.filter(name="link_redeemed").exists()


def test_a_press_stops_the_letters_and_another_brings_them_back(client, link, along):
    page = client.post(link, {"act": "stop"}, follow=True).content.decode()
    assert is_muted(along) and "No more letters" in page
    client.post(link, {"act": "resume"})
    assert not is_muted(along)


def test_a_mail_program_does_it_without_cookies(link, along):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link, ONE_CLICK).status_code == 204
    assert is_muted(along) and not client.cookies
    assert Event.objects.get(name="link_redeemed").payload["by_program"] is True


def test_a_press_from_elsewhere_is_refused(link, along):
    assert Client(enforce_csrf_checks=True).post(link, {"act": "stop"}).status_code == 403
    assert not is_muted(along)


def test_it_signs_nobody_in(client, link):
    client.get(link)
    client.post(link, ONE_CLICK)
    assert client.get("/requests/").status_code == 302


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_of_nobody_does_not_exist(client, cast, method):
    answer = getattr(client, method)(f"/unsubscribe/{'0' * 32}1/", ONE_CLICK)
    assert answer.status_code == 404


def test_an_old_link_says_so(client, link, along, at):
    along.delete()
    answer = client.get(link)
    assert answer.status_code == 410 and "This link has ended" in answer.content.decode()
    assert client.post(link, ONE_CLICK).status_code == 410


def test_notices_are_stopped_for_an_address(client, cast, at):
    link = path(notices.stop_url("stranger@world.example", at=at))
    assert "notices" in client.get(link).content.decode()
    client.post(link, {"act": "stop"})
    assert notices.are_unwanted("Stranger@World.example")
    assert Event.objects.get(name="notices_chosen").payload["wanted"] is False
    client.post(link, {"act": "resume"})
    assert not notices.are_unwanted("stranger@world.example")
    assert Link.objects.count() == 1
