"""Each decision on a letter stands on it in a plain sentence, and its page shows them."""

from datetime import timedelta

import pytest

from deskhand.desk import triage
from deskhand.journal.models import Event
from deskhand.mail.models import Letter, Mailbox
from deskhand.mail.reply_addresses import make
from tests.cast import reader
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
CEM = "Cem <cem@cedar.example>"


def trace() -> list[str]:
    return last().trace


def end(ticket, category, stage, *, at):
    status = ticket.status.scheme.statuses.get(category=category)
    triage.set_field(ticket.pk, "status", status, by=reader(stage.ada), at=at)


def test_a_first_letter_tells_sender_team_and_receipt(stage, at):
    arrive(letter(BEA), at=at)
    assert trace() == [
        "The sender bea@birch.example is known: Bea Birch of Birch Bakery",
        "It refers to no ticket: it opens a new one",
        "Its mailbox help@northlight.example belongs to the team Service desk",
        "A receipt goes to bea@birch.example",
    ]


@pytest.mark.parametrize(
    ("sender", "sentence"),
    [
        ("New <new@birch.example>", "is new; the domain is that of Birch Bakery"),
        ("X <x@gmail.com>", "is new and has the domain of no client: to be reviewed"),
    ],
)
def test_a_newcomer_is_told_as_one(stage, at, sender, sentence):
    arrive(letter(sender), at=at)
    assert trace()[0].endswith(sentence)


def test_a_letter_tells_by_what_it_named_its_ticket(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    told = {
        f"In-Reply-To names #{ticket.pk}": letter(BEA, answers=[str(made["Message-ID"])]),
        f"It was sent to the reply address of #{ticket.pk}": letter(
            BEA, to=[make(HELP, ticket.reply_key)]
        ),
        f"The subject names #{ticket.pk}": letter(BEA, subject=f"Re: [#{ticket.pk}]"),
        f"References name #{ticket.pk}": letter(
            BEA, References=f"{made['Message-ID']} <else@where.example>"
        ),
    }
    for sentence, said in told.items():
        assert arrive(said, at=at) == ticket
        assert sentence in trace()
        assert f"Bea Birch is the requester of #{ticket.pk}" in trace()


def test_a_stranger_is_told_why_he_was_kept_out(stage, at):
    ticket = arrive(letter(BEA), at=at)
    arrive(letter(CEM, subject=f"Re: [#{ticket.pk}]"), at=at)
    assert (
        f"Cem Cedar is neither requester, reader nor colleague on #{ticket.pk}" in trace()
        and f"A new ticket is opened, which names #{ticket.pk} as its likely relative" in trace()
    )


def test_a_receipt_that_is_held_back_says_why(stage, at):
    arrive(letter(BEA, Auto_Submitted="auto-generated"), at=at)
    assert trace()[-1] == "A receipt is held back: It would answer an automatic letter"


def test_a_mailbox_without_a_team_says_who_takes_its_letters(stage, at):
    Mailbox.objects.filter(email=HELP).update(team=None)
    arrive(letter(BEA), at=at)
    assert "Its mailbox belongs to no team: the team Service desk takes what is left" in trace()


def test_colleagues_in_copy_are_told(stage, at):
    arrive(letter(BEA, to=[HELP, "bruno@birch.example", "friend@gmail.com"]), at=at)
    assert "Bruno Birch, a colleague in copy, reads along" in trace()
    assert not any("friend" in line for line in trace())


def test_a_closed_ticket_opens_again_within_the_days_of_the_firm(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    end(ticket, "closed", stage, at=at)
    said = letter(BEA, text="Again.", answers=[str(made["Message-ID"])])
    assert arrive(said, at=at + timedelta(days=14)) == ticket
    assert f"#{ticket.pk} was Closed: it is In progress again" in trace()
    ticket.refresh_from_db()
    assert ticket.is_open
    assert ticket.clocks.latest("cycle").state == "running"


@pytest.mark.parametrize("category", ["closed", "solved"])
def test_an_answer_after_those_days_is_followed_up_in_a_new_ticket(stage, at, category):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    end(ticket, category, stage, at=at)
    said = letter(BEA, text="Again.", answers=[str(made["Message-ID"])])
    new = arrive(said, at=at + timedelta(days=14, seconds=1))
    assert (new.related, new.needs_review) == (ticket, False)
    assert f"#{ticket.pk} was ended too long ago to open again: a new ticket follows it" in trace()
    ticket.refresh_from_db()
    assert not ticket.is_open


def test_the_firm_chooses_how_long_a_ticket_may_open_again(stage, at):
    stage.firm.reopen_days = 0
    stage.firm.save()
    made = letter(BEA)
    ticket = arrive(made, at=at)
    end(ticket, "closed", stage, at=at)
    said = letter(BEA, answers=[str(made["Message-ID"])])
    assert arrive(said, at=at + timedelta(minutes=1)) != ticket


def test_a_cancelled_ticket_is_never_opened_by_mail(stage, at):
    made = letter(BEA)
    ticket = arrive(made, at=at)
    end(ticket, "cancelled", stage, at=at)
    assert arrive(letter(BEA, answers=[str(made["Message-ID"])]), at=at) != ticket


def test_the_letters_page_shows_trace_parts_headers_and_ticket(stage, at, client_of):
    made = letter(BEA, X_Shelf="third")
    made.add_attachment(b"%PDF-1.4", "application", "pdf", filename="invoice.pdf")
    ticket = arrive(made, at=at)
    page = client_of(stage.asta).get(f"/setup/letters/{last().pk}/").content.decode()
    for words in (
        "Bea Birch of Birch Bakery",
        "invoice.pdf",
        "application/pdf",
        "third",
        f'/desk/tickets/{ticket.pk}/"',
    ):
        assert words in page


def test_an_agent_reads_the_trace_but_no_ticket_beyond_his_reach(stage, at, client_of):
    hidden = arrive(letter(BEA), at=at)
    ticket = arrive(letter(CEM, subject=f"Re: [#{hidden.pk}]"), at=at)
    stage.ada.only_organizations.set([stage.cedar])
    message = ticket.messages.get()
    page = client_of(stage.ada).get(f"/desk/messages/{message.pk}/original/").content.decode()
    assert "The subject names another ticket" in page
    assert f"#{hidden.pk}" not in page.replace(f"[#{hidden.pk}]", "")


def test_the_journal_holds_none_of_the_words(stage, at):
    arrive(letter(BEA, subject="Hush hush"), at=at)
    payloads = str(list(Event.objects.values_list("payload", flat=True)))
    assert "Hush" not in payloads
    assert "bea@birch.example" not in payloads
    assert Letter.objects.filter(trace=[]).count() == 0
