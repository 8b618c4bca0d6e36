"""What providers tell of our letters, in their own words, as django-anymail reads them."""

import json

import pytest
from django.test import Client

from deskhand.files.store import keep
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.people.models import Address, Person
from deskhand.provider.tokens import make_token

pytestmark = pytest.mark.django_db

BEA = "bea@birch.example"
BOUNCE = {
    "RecordType": "Bounce",
    "Type": "HardBounce",
    "ID": 42,
    "MessageID": "p-7",
    "Email": BEA,
    "Details": "smtp;550 5.1.1 no such user",
    "BouncedAt": "2026-03-04T10:00:00Z",
}


@pytest.fixture
def plain(at) -> str:
    return make_token("Postmark", scope="events", by=system("test"), at=at)[1]


@pytest.fixture
def letter(at) -> OutgoingLetter:
    person = Person.objects.create(name="Bea")
    Address.objects.create(person=person, email=BEA)
    return OutgoingLetter.objects.create(
        message_id="1@desk.example",
        kind="reply",
        is_automatic=False,
        thread="ticket:1",
        sender="help@desk.example",
        recipients=[BEA],
        subject="Printer",
        raw=keep(b"x"),
        state="sent",
        named="p-7",
        written_at=at,
        release_at=at,
    )


def tell(plain: str, said: object, *, provider: str = "postmark"):
    client = Client(enforce_csrf_checks=True)
    path = f"/api/v1/mail/events/{provider}?token={plain}"
    content = said if isinstance(said, str) else json.dumps(said)
    return client.post(path, content, content_type="application/json")


def test_a_letter_that_came_back_is_marked_with_its_address(plain, letter):
    answer = tell(plain, BOUNCE)
    assert (answer.status_code, answer.json()) == (202, {"noted": 1})
    letter.refresh_from_db()
    assert letter.bounced_at is not None and "no such user" in letter.refused[BEA]
    assert Address.objects.get(email=BEA).bounced_at is not None
    assert Event.objects.get(name="letter_failed").payload["outgoing"] == letter.pk


def test_what_is_told_twice_is_noted_once(plain, letter):
    assert [tell(plain, BOUNCE).json()["noted"] for _again in range(2)] == [1, 0]
    assert Event.objects.filter(name="letter_failed").count() == 1


def test_a_late_letter_is_noted_and_marks_no_address(plain, letter):
    assert tell(plain, {**BOUNCE, "Type": "Transient"}).json() == {"noted": 1}
    letter.refresh_from_db()
    assert letter.delayed_at is not None and not letter.refused
    assert Address.objects.get(email=BEA).bounced_at is None


@pytest.mark.parametrize(
    "facts",
    [{"MessageID": "p-8"}, {"Email": "carla@cedar.example"}, {"RecordType": "Open"}],
)
def test_only_what_was_sent_to_somebody_can_come_back_from_him(plain, letter, facts):
    assert tell(plain, {**BOUNCE, **facts}).json() == {"noted": 0}
    assert not Address.objects.filter(bounced_at__isnull=False).exists()


def test_a_provider_that_keeps_our_id_is_understood(plain, letter):
    said = {
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "timestamp": 1772618400,
            "recipient": BEA,
            "message": {"headers": {"message-id": "1@desk.example"}},
            "delivery-status": {"code": 550, "message": "no such user"},
        },
        "signature": {},
    }
    assert tell(plain, said, provider="mailgun").json() == {"noted": 1}


@pytest.mark.parametrize("provider", ["nobody", "scaleway", "sendgrid"])
def test_other_providers_have_no_address(plain, provider):
    answer = tell(plain, BOUNCE, provider=provider)
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json() == {"status": 404, "title": "This does not exist."}


@pytest.mark.parametrize(
    "provider",
    ["brevo", "mailgun", "mailjet", "mailtrap", "mandrill", "postal", "postmark", "resend",
     "sparkpost", "unisender-go"],
)  # fmt: skip
@pytest.mark.parametrize("said", ["", "{}", "[]", "null", "7", '"x"', "{", '{"a": [{}]}'])
def test_nonsense_is_refused_and_never_a_fault(plain, provider, said):
    assert tell(plain, said, provider=provider).status_code in {202, 422}


@pytest.mark.parametrize("scope", ["mail", ""])
def test_only_a_token_for_this_opens_the_door(scope, letter, at):
    plain = make_token("Other", scope=scope, by=system("test"), at=at)[1] if scope else "nonsense"
    assert tell(plain, BOUNCE).status_code == 401
    letter.refresh_from_db()
    assert not letter.refused


def test_a_provider_may_look_whether_the_address_answers(plain):
    path = f"/api/v1/mail/events/postmark?token={plain}"
    assert Client().get(path).status_code == 204
    assert Client().head("/api/v1/mail/events/postmark").status_code == 401
