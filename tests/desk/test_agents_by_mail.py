"""What agents may do by mail once a trusted relay proves them: answer, and forward."""

from datetime import timedelta

import pytest

from deskhand.desk import releasing
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.reply_addresses import make
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
ADA = "Ada <ada@northlight.example>"
NILS = "Nils <nils@northlight.example>"
PASSED = "mx.northlight.example; dmarc=pass header.from=northlight.example"
FORWARD = """Please look.

---------- Forwarded message ---------
From: Nora New <nora@cedar.example>
Date: Wed, 4 Mar 2026 at 10:00
Subject: The X-ray is dark
To: <ada@northlight.example>

It hums.
"""


@pytest.fixture(autouse=True)
def relay(stage):
    stage.firm.trusted_relays = "mx.northlight.example"
    stage.firm.save()


def answer(ticket, sender=ADA, *, results=PASSED, text="Pull the plug.", **more):
    headers = {"Authentication_Results": results} if results else {}
    return letter(sender, to=[make(HELP, ticket.reply_key)], text=text, **headers, **more)


def test_a_proved_agent_of_the_team_answers_the_requester(stage, at):
    ticket = arrive(letter(BEA), at=at)
    assert arrive(answer(ticket), at=at) == ticket
    message = ticket.messages.latest("pk")
    assert (message.is_public, message.agent, message.text) == (True, stage.ada, "Pull the plug.")
    assert message.outgoing.recipients == ["bea@birch.example"]
    assert f"Ada answers #{ticket.pk} by mail: it goes to the requester" in last().trace
    releasing.release(message.pk, at=message.released_at)
    assert ticket.clocks.get(kind="first_response").state == "met"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"results": ""}, "not proved"),
        ({"results": "mx.evil.example; dmarc=pass header.from=northlight.example"}, "not proved"),
        ({"results": "mx.northlight.example; dmarc=fail"}, "not proved"),
        ({"sender": NILS}, "only the assignee"),
        ({"sender": "Lena <lena@northlight.example>"}, "only the assignee"),
        ({"Auto_Submitted": "auto-replied"}, "by a program"),
    ],
)
def test_without_any_of_these_it_stays_a_note(stage, at, change, reason):
    ticket = arrive(letter(BEA), at=at)
    assert arrive(answer(ticket, **change), at=at) == ticket
    message = ticket.messages.latest("pk")
    assert not message.is_public
    assert message.is_unverified is (reason == "not proved")
    assert any(reason in line for line in last().trace)
    assert not OutgoingLetter.objects.filter(kind="reply").exists()


def test_a_number_in_the_subject_is_not_enough_to_answer(stage, at):
    ticket = arrive(letter(BEA), at=at)
    said = letter(ADA, subject=f"Re: [#{ticket.pk}]", Authentication_Results=PASSED)
    arrive(said, at=at)
    assert not ticket.messages.latest("pk").is_public


def test_answers_between_quoted_lines_stay_with_colleagues(stage, at):
    ticket = arrive(letter(BEA), at=at)
    text = "> what is the password of the oven?\nsecret\n> and of the lift?\nsecret too\n"
    arrive(answer(ticket, text=text), at=at)
    message = ticket.messages.latest("pk")
    assert message.is_public is (">" not in message.text)
    assert "password" not in message.text if message.is_public else True


def test_a_limited_agent_never_answers_beyond_his_clients(stage, at):
    stage.ada.only_organizations.set([stage.cedar])
    ticket = arrive(letter(BEA), at=at)
    arrive(answer(ticket), at=at)
    assert not ticket.messages.latest("pk").is_public


def test_a_forwarded_letter_becomes_the_ticket_of_its_writer(stage, at):
    said = letter(
        ADA, subject="Fwd: The X-ray is dark", text=FORWARD, Authentication_Results=PASSED
    )
    ticket = arrive(said, at=at)
    assert ticket.requester.main_address == "nora@cedar.example"
    assert (ticket.organization, ticket.subject) == (stage.cedar, "The X-ray is dark")
    first, remark = ticket.messages.order_by("pk")
    assert (first.text, first.is_public, first.person) == ("It hums.", True, ticket.requester)
    assert (remark.text, remark.is_public, remark.agent) == ("Please look.", False, stage.ada)
    receipt = OutgoingLetter.objects.get(kind="receipt")
    assert receipt.recipients == ["nora@cedar.example"]
    assert "Ada forwards a letter of Nora New, for whom the ticket is opened" in last().trace


UNMARKED = "Please look.\n\n" + FORWARD[FORWARD.index("From:") :]


@pytest.mark.parametrize("to", [["help@northlight.example"], ["help@northlight.example", BEA]])
def test_a_forward_without_a_mark_is_one_when_it_comes_to_us_alone(stage, at, to):
    said = letter(ADA, subject="An X-ray", text=UNMARKED, to=to, Authentication_Results=PASSED)
    ticket = arrive(said, at=at)
    is_forwarded = ticket.requester.main_address == "nora@cedar.example"
    assert is_forwarded is (len(to) == 1)


def test_a_letter_forwarded_as_a_file_keeps_its_thread(stage, at):
    original = letter("Nora New <nora@cedar.example>", subject="The X-ray is dark", text="It hums.")
    said = letter(ADA, subject="Fwd: look", text="Please.", Authentication_Results=PASSED)
    said.add_attachment(original)
    ticket = arrive(said, at=at)
    assert ticket.requester.main_address == "nora@cedar.example"
    later = letter(
        "Nora New <nora@cedar.example>", text="Still.", answers=[str(original["Message-ID"])]
    )
    assert arrive(later, at=at + timedelta(hours=1)) == ticket


def test_a_forward_that_nobody_proves_is_the_senders_own(stage, at):
    for sender, results in ((ADA, "none.example; none"), (BEA, PASSED)):
        said = letter(sender, subject="Fwd: x", text=FORWARD, Authentication_Results=results)
        ticket = arrive(said, at=at)
        assert ticket.requester.main_address == sender.split("<")[1].rstrip(">")
    assert not OutgoingLetter.objects.filter(recipients=["nora@cedar.example"]).exists()


def test_a_forged_client_lets_nobody_read_along(stage, at):
    failed = "mx.northlight.example; dmarc=fail header.from=birch.example"
    said = letter(BEA, to=[HELP, "bruno@birch.example"], Authentication_Results=failed)
    ticket = arrive(said, at=at)
    assert ticket.messages.get().is_unverified
    assert not ticket.participants.exists()
    assert "A trusted relay says that the address is forged (dmarc)" in last().trace
    assert b"gift" not in read_blob(OutgoingLetter.objects.get(kind="receipt").raw)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Fwd: The oven", "For you.\n\nFrom: Nils\nSent: Monday\nSubject: secret\n\nHe pays late."),
        ("WG: The oven", "Das habe ich noch."),
        ("Re: The oven", "See.\n\nFrom: Nils\nTo: Ada\nDate: Monday\n\nHe pays late."),
        ("Re: The oven", "See below.\n\nOn 1 Mar 2026 Nils <n@x.example> wrote:\n\nHe pays late."),
        ("Re: The oven", "See.\n\nVon: Nils\nDatum: Montag\n\nEr zahlt spät."),
    ],
)
def test_an_agent_hands_no_older_letter_on_by_mistake(stage, at, subject, text):
    ticket = arrive(letter(BEA), at=at)
    arrive(answer(ticket, subject=subject, text=text), at=at)
    assert not ticket.messages.latest("pk").is_public
    assert not OutgoingLetter.objects.filter(kind="reply").exists()
