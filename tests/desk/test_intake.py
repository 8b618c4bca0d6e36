"""What becomes of a letter: a ticket, a part of one, or a thing kept without one."""

from datetime import timedelta

import pytest

from deskhand.desk import releasing, reply, triage
from deskhand.files.store import read_blob
from deskhand.mail.models import Letter, OutgoingLetter
from deskhand.mail.reply_addresses import make
from deskhand.people.models import Person
from deskhand.tickets.models import Message, Ticket
from tests.cast import reader
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"


def answered(ticket: Ticket, stage, *, at) -> OutgoingLetter:
    """Ada replies; the letter of her reply is returned."""
    said = reply.Reply(text="Please pull the plug.")
    message = reply.reply(ticket.pk, said, by=reader(stage.ada), at=at)
    releasing.release(message.pk, at=message.released_at)
    message.refresh_from_db()
    assert message.outgoing is not None
    return message.outgoing


def test_a_known_writer_opens_a_ticket_for_his_organization(stage, at):
    ticket = arrive(letter(BEA), at=at)
    assert (ticket.requester, ticket.organization) == (stage.bea, stage.birch)
    assert (ticket.subject, ticket.category) == ("The oven is dark", "new")
    assert ticket.team == stage.service_desk
    assert ticket.messages.get().text == "Since this morning."


def test_a_newcomer_belongs_to_the_organization_of_his_domain(stage, at):
    ticket = arrive(letter("New Hand <new@shop.birch.example>"), at=at)
    assert ticket.organization == stage.birch
    assert not ticket.requester.needs_review


def test_a_newcomer_from_a_free_mailer_stands_alone_and_is_to_be_reviewed(stage, at):
    ticket = arrive(letter("Somebody <somebody@gmail.com>"), at=at)
    assert ticket.organization is None
    assert ticket.requester.needs_review
    assert ticket.needs_review


def test_the_receipt_names_number_and_promise_in_the_same_thread(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    receipt = OutgoingLetter.objects.get(kind="receipt")
    assert receipt.subject == f"Re: The oven is dark [#{ticket.pk}]"
    assert receipt.thread == f"ticket:{ticket.pk}"
    raw = read_blob(receipt.raw).decode()
    assert f"In-Reply-To: {made['Message-ID']}" in raw
    assert "We answer by" in raw
    assert "Auto-Submitted: auto-replied" in raw


def test_whom_no_letter_reaches_has_his_ticket_all_the_same(stage, at):
    ticket = arrive(letter("so\u00ffme@birch.example"), at=at)
    assert "\u00ff" in ticket.requester.main_address
    assert not OutgoingLetter.objects.exists()
    said = reply.reply(ticket.pk, reply.Reply(text="Hello."), by=reader(stage.ada), at=at)
    assert said.outgoing is None


def test_a_stranger_gets_no_word_of_his_own_back(stage, at):
    arrive(letter("X <x@gmail.com>", subject="Buy pills", text="cheap pills"), at=at)
    receipt = OutgoingLetter.objects.get(kind="receipt")
    raw = read_blob(receipt.raw).decode()
    assert "pills" not in receipt.subject + raw


def test_a_new_address_at_a_clients_domain_gets_no_word_of_its_letter_back(stage, at):
    sender = "New <new@birch.example>"
    arrive(letter(sender, subject="Buy pills", text="cheap pills"), at=at)
    receipt = OutgoingLetter.objects.get(kind="receipt")
    assert "pills" not in receipt.subject + read_blob(receipt.raw).decode()
    # Once an agent has answered, he is known.
    answered(Ticket.objects.get(), stage, at=at)
    arrive(letter(sender, subject="The till is stuck"), at=at + timedelta(days=2))
    later = OutgoingLetter.objects.filter(kind="receipt").latest("pk")
    assert later.subject.startswith("Re: The till is stuck")


def test_an_answer_by_references_joins_its_ticket(stage, at):
    ticket = arrive(letter(BEA), at=at)
    sent = answered(ticket, stage, at=at)
    said = letter(BEA, subject="AW: anything", text="It works.", answers=[f"<{sent.message_id}>"])
    assert arrive(said, at=at + timedelta(hours=1)) == ticket
    assert ticket.messages.filter(text="It works.", is_public=True).exists()


def test_an_answer_by_the_reply_address_joins_its_ticket_without_any_reference(stage, at):
    ticket = arrive(letter(BEA), at=at)
    said = letter(BEA, text="It works.", to=[make(HELP, ticket.reply_key)])
    assert arrive(said, at=at) == ticket


def test_a_reply_address_that_was_tampered_with_opens_a_new_ticket(stage, at):
    ticket = arrive(letter(BEA), at=at)
    local, _at, domain = make(HELP, ticket.reply_key).rpartition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    assert arrive(letter(BEA, to=[forged]), at=at) != ticket


def test_a_colleague_in_the_thread_joins_even_before_our_first_reply(stage, at):
    made = letter(BEA, to=[HELP, "bruno@birch.example"])
    ticket = arrive(made, at=at)
    said = letter(
        "Bruno <bruno@birch.example>", text="Mine too.", answers=[str(made["Message-ID"])]
    )
    assert arrive(said, at=at) == ticket
    assert ticket.participants.filter(person=stage.bruno).exists()


def test_a_stranger_who_names_a_foreign_ticket_gets_one_of_his_own(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    answered(ticket, stage, at=at)
    for said in (
        letter("Cem <cem@cedar.example>", answers=[str(made["Message-ID"])]),
        letter("Cem <cem@cedar.example>", subject=f"Re: The oven is dark [#{ticket.pk}]"),
    ):
        other = arrive(said, at=at)
        assert other != ticket
        assert other.requester == stage.cem
        assert other.related == ticket
        assert other.needs_review
    assert not ticket.participants.exists()
    assert ticket.messages.count() == 2


def test_an_outsider_in_copy_is_never_let_in(stage, at):
    ticket = arrive(letter(BEA, to=[HELP, "friend@elsewhere.example"]), at=at)
    assert not ticket.participants.exists()
    assert not Person.objects.filter(addresses__email="friend@elsewhere.example").exists()


def test_what_an_agents_address_says_is_an_unverified_note(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    forged = letter(
        "Ada <ada@northlight.example>", text="Send gift cards.", answers=[str(made["Message-ID"])]
    )
    assert arrive(forged, at=at) == ticket
    message = Message.objects.get(text="Send gift cards.")
    assert (message.is_public, message.is_unverified) == (False, True)
    assert not message.released_at


def test_an_answer_wakes_a_ticket_that_waits_or_is_solved(stage, at):
    ticket = arrive(letter(BEA), at=at)
    sent = answered(ticket, stage, at=at)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(stage.ada), at=at)
    arrive(letter(BEA, text="Not yet.", answers=[f"<{sent.message_id}>"]), at=at)
    ticket.refresh_from_db()
    assert (ticket.category, ticket.is_open) == ("open", True)


def test_an_out_of_office_answer_starts_no_clock_and_gets_no_answer(stage, at):
    ticket = arrive(letter(BEA), at=at)
    sent = answered(ticket, stage, at=at)
    count = OutgoingLetter.objects.count()
    waiting = ticket.status.scheme.statuses.get(category="waiting_requester")
    triage.set_field(ticket.pk, "status", waiting, by=reader(stage.ada), at=at)
    away = letter(
        BEA,
        text="I am away.",
        answers=[f"<{sent.message_id}>"],
        Auto_Submitted="auto-replied",
    )
    assert arrive(away, at=at) == ticket
    ticket.refresh_from_db()
    assert ticket.category == "waiting_requester"
    assert not Message.objects.get(text="I am away.").is_public
    assert OutgoingLetter.objects.count() == count


def test_a_notice_that_a_reply_was_read_opens_nothing_again(stage, at):
    ticket = arrive(letter(BEA), at=at)
    sent = answered(ticket, stage, at=at)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(stage.ada), at=at)
    read = letter(BEA, subject="Gelesen: x", answers=[f"<{sent.message_id}>"])
    read.replace_header("Content-Type", "multipart/report; report-type=disposition-notification")
    arrive(read, at=at)
    ticket.refresh_from_db()
    assert ticket.category == "solved"


def test_our_own_letter_that_comes_back_is_kept_without_a_ticket(stage, at):
    assert arrive(letter(f"Northlight <{HELP}>"), at=at) is None
    assert last().state == Letter.State.IGNORED
    assert not Ticket.objects.exists()


def test_the_same_letter_taken_in_twice_changes_nothing(stage, at):
    made = letter(BEA)
    arrive(made, at=at)
    assert arrive(made, at=at) is None
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 1


def test_the_quoted_past_is_folded_and_not_lost(stage, at):
    ticket = arrive(letter(BEA), at=at)
    text = (
        "It works.\n\nOn Wed, 4 Mar 2026 at 10:00, Ada <ada@northlight.example> wrote:\n> Plug?\n"
    )
    arrive(letter(BEA, text=text, subject=f"Re: [#{ticket.pk}]"), at=at)
    message = ticket.messages.latest("pk")
    assert message.text == "It works."
    assert "> Plug?" in message.quoted_text


def test_files_of_a_letter_hang_on_its_message(stage, at):
    made = letter(BEA)
    made.add_attachment(b"%PDF-1.4", "application", "pdf", filename="invoice.pdf")
    ticket = arrive(made, at=at)
    file = ticket.messages.get().attachments.get()
    assert (file.filename, file.content_type, file.size) == ("invoice.pdf", "application/pdf", 8)


def test_a_picture_is_called_by_its_name_where_outlook_tells_its_number(stage, at):
    made = letter(BEA, text="Look: [cid:one@birch] and [cid:gone@birch]")
    made.add_related(b"png", "image", "png", cid="<one@birch>", filename="oven.png")
    message = arrive(made, at=at).messages.get()
    assert message.text == "Look: [oven.png] and [cid:gone@birch]"


def test_a_letter_without_a_sender_becomes_a_ticket_to_be_reviewed(stage, at):
    made = letter(BEA)
    del made["From"]
    made["From"] = "undisclosed"
    ticket = arrive(made, at=at, sender="")
    assert ticket is not None
    assert ticket.requester is None
    assert ticket.needs_review


def test_a_colleague_who_guesses_a_number_and_copies_himself_does_not_read_along(stage, at):
    ticket = arrive(letter(BEA), at=at)
    guess = letter(
        "Ben <ben@birch.example>", subject=f"Hello [#{ticket.pk}]", Cc="ben@birch.example"
    )
    arrive(letter("Ben <ben@birch.example>"), at=at)
    assert arrive(guess, at=at) == ticket
    assert not ticket.participants.exists()


def test_a_forged_requester_who_only_knows_the_number_lets_nobody_in(stage, at):
    ticket = arrive(letter(BEA), at=at)
    arrive(letter("Ben <ben@birch.example>"), at=at)
    forged = letter(BEA, subject=f"Hello [#{ticket.pk}]", text="Trust me.", Cc="ben@birch.example")
    assert arrive(forged, at=at) == ticket
    assert not ticket.participants.exists()
    assert Message.objects.get(text="Trust me.").is_unverified


def test_a_requester_who_answers_in_the_thread_lets_a_colleague_in(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    arrive(letter("Ben <ben@birch.example>"), at=at)
    said = letter(BEA, text="See Ben.", Cc="ben@birch.example", answers=[str(made["Message-ID"])])
    assert arrive(said, at=at) == ticket
    assert ticket.participants.get().person.main_address == "ben@birch.example"
    assert not Message.objects.get(text="See Ben.").is_unverified


def test_an_agents_address_writes_notes_also_where_he_reads_along(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    triage.share(ticket.pk, stage.ada.person, by=reader(stage.ada), at=at)
    forged = letter(
        "Ada <ada@northlight.example>", text="Gift cards!", answers=[str(made["Message-ID"])]
    )
    assert arrive(forged, at=at) == ticket
    assert not Message.objects.get(text="Gift cards!").is_public


def test_a_letter_of_megabytes_does_not_make_a_page_of_megabytes(stage, at):
    ticket = arrive(letter(BEA, text="word " * 400_000), at=at)
    message = ticket.messages.get()
    assert len(message.text) < 110_000
    assert message.text.endswith("[…]")
    assert len(read_blob(message.letter.raw)) > 2_000_000


def test_a_letter_that_only_hands_on_another_shows_that_one(stage, at):
    original = letter("Nora <nora@cedar.example>", subject="The X-ray is dark", text="It hums.")
    said = letter(BEA, subject="look", text="")
    said.add_attachment(original)
    shown = arrive(said, at=at).messages.get().text
    assert shown == "Nora <nora@cedar.example>\nThe X-ray is dark\n\nIt hums."


def test_an_encrypted_letter_says_so(stage, at):
    said = letter(BEA, subject="secret", text="")
    said.add_attachment(b"x", maintype="application", subtype="pkcs7-mime", filename="smime.p7m")
    message = arrive(said, at=at).messages.get()
    assert "encrypted" in message.text
    assert message.attachments.get().filename == "smime.p7m"


MACHINES = {
    "an absence": {"Auto_Submitted": "auto-replied"},
    "an absence by its subject": {"subject": "Out of Office: your letter"},
    "Exchange": {"subject": "Automatic reply: Hello", "Auto_Submitted": "auto-generated"},
    "a list": {"List_Id": "<staff.birch.example>"},
    "a null sender": {"sender": "<>"},
}


@pytest.mark.parametrize("kind", MACHINES)
def test_a_letter_of_a_machine_starts_no_clock_until_somebody_asks(stage, at, kind):
    marks = dict(MACHINES[kind])
    envelope = marks.pop("sender", None)
    made = letter(BEA, **marks)
    ticket = arrive(made, at=at, sender=envelope)
    assert not ticket.clocks.exists()
    assert last().trace[-2] == "It was sent by a program or to a list: no clock starts"
    later = at + timedelta(hours=1)
    arrive(letter(BEA, text="And I ask now.", answers=[str(made["Message-ID"])]), at=later)
    assert ticket.clocks.get(kind="first_response").started_at == later


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(letter(BEA, Auto_Submitted="auto-generated"), id="an alert"),
        pytest.param(letter("No-Reply <noreply@birch.example>"), id="a form on a page"),
        pytest.param(letter(BEA, subject="Automatic reply does not work"), id="about machines"),
    ],
)
def test_what_a_program_tells_of_its_own_accord_is_owed_an_answer(stage, at, made):
    assert arrive(made, at=at).clocks.filter(kind="first_response").exists()


def test_a_null_sender_wakes_nothing(stage, at):
    ticket = arrive(letter(BEA), at=at)
    sent = answered(ticket, stage, at=at)
    arrive(letter(BEA, text="Away.", answers=[f"<{sent.message_id}>"]), at=at, sender="<>")
    assert not Message.objects.get(text="Away.").is_public
    assert not ticket.clocks.filter(kind="next_response").exists()


def test_who_writes_of_absences_is_no_machine(stage, at):
    ticket = arrive(letter(BEA, subject="Out of office: how?"), at=at)
    sent = answered(ticket, stage, at=at)
    again = letter(BEA, subject=f"Re: {sent.subject}", text="So?", answers=[f"<{sent.message_id}>"])
    arrive(again, at=at)
    assert Message.objects.get(text="So?").is_public
