"""A bounce is tied to the letter that came back; a forged one marks nobody else."""

import pytest

from deskhand.journal.models import Event
from deskhand.mail import bounces
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, write
from deskhand.people.finding import find_or_add
from deskhand.people.models import Address
from tests.mail.conftest import arrival, message

BEA, BRUNO = "bea@birch.example", "bruno@birch.example"

REPORT = """\
From: Mail System <MAILER-DAEMON@mx.birch.example>
To: help@desk.example
Subject: Undelivered Mail Returned to Sender
Date: Wed, 04 Mar 2026 09:30:00 +0000
Message-ID: <bounce@mx.birch.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.birch.example

Final-Recipient: rfc822; {who}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: text/rfc822-headers

Message-ID: <{message_id}>
To: {who}
Subject: Re: Printer

--b--
"""


@pytest.fixture
def letter(mailbox, at) -> OutgoingLetter:
    for email in (BEA, BRUNO):
        find_or_add(email, at=at)
    return write(Draft(kind="reply", to=[BEA], subject="Re: x", text="x", thread="ticket:7"), at=at)


def bounce(receive, at, *, who=BEA, action="failed", message_id, status="5.1.1"):
    raw = REPORT.format(who=who, action=action, message_id=message_id, status=status)
    came = arrival(receive(raw.encode(), sender="<>").pk)
    assert came.letter.is_bounce
    return came, bounces.note_bounce(came, at=at)


def test_letter_and_address_are_marked_with_the_servers_words(letter, receive, at):
    came, found = bounce(receive, at, message_id=letter.message_id)
    assert found == letter
    letter.refresh_from_db()
    assert letter.bounced_at == at
    assert letter.refused[BEA] == "550 5.1.1 No such user"
    assert Address.objects.get(email=BEA).bounced_at == at
    event = Event.objects.get(name="letter_bounced")
    assert event.payload == {"outgoing": letter.pk, "letter": came.row.pk, "thread": "ticket:7"}


def test_a_notice_of_delay_marks_nothing(letter, receive, at):
    _came, found = bounce(
        receive, at, message_id=letter.message_id, action="delayed", status="4.4.1"
    )
    assert found == letter
    letter.refresh_from_db()
    assert letter.bounced_at is None
    assert Address.objects.get(email=BEA).bounced_at is None


@pytest.mark.parametrize("forged", ["unknown letter", "other address"])
def test_a_forged_bounce_marks_nobody(letter, receive, at, forged):
    if forged == "unknown letter":
        came, found = bounce(receive, at, message_id="made-up@desk.example")
        assert found is None
        assert came.row.trace
    else:
        OutgoingLetter.objects.update(recipients=[BEA, "carla@cedar.example"])
        bounce(receive, at, who=BRUNO, message_id=letter.message_id)
    assert not Address.objects.filter(bounced_at__isnull=False).exists()


def test_an_ordinary_letter_is_no_bounce(receive):
    assert not arrival(receive(message()).pk).letter.is_bounce
