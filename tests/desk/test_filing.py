"""An agent files a letter where it belongs, and vendors' numbers lead theirs there."""

import pytest

from deskhand.desk import moving, vendors
from deskhand.jobs.memory import remembering
from deskhand.journal.models import Event
from deskhand.mail.reply_addresses import make
from deskhand.people.acting import NotAllowed
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.tickets.vendors import NumberRefused, number_in
from tests.cast import reader
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
CEM = "Cem Cedar <cem@cedar.example>"


def strayed(at):
    """Bea's ticket, and Cem's letter that names it and got a ticket of its own."""
    ticket = arrive(letter(BEA), at=at)
    made = letter(CEM, subject=f"Re: [#{ticket.pk}]", text="Ours too.")
    return ticket, arrive(made, at=at), made


def move(source, into, stage, at, by=None):
    message = source.messages.get()
    return moving.move_letter(message.pk, into=into.pk, by=reader(by or stage.ada), at=at)


def test_a_moved_letter_takes_its_references_along(stage, at):
    ticket, other, made = strayed(at)
    assert move(other, ticket, stage, at) == ticket
    assert ticket.messages.get(text="Ours too.").is_unverified
    said = letter(BEA, text="Yes.", answers=[str(made["Message-ID"])])
    assert arrive(said, at=at) == ticket


def test_a_ticket_that_lost_its_letter_is_cancelled_and_leads_on(stage, at):
    ticket, other, _made = strayed(at)
    move(other, ticket, stage, at)
    other.refresh_from_db()
    assert (other.category, other.related, other.needs_review) == ("cancelled", ticket, False)
    assert not other.clocks.filter(state="running").exists()
    said = letter(BEA, text="Yes.", to=[make(HELP, other.reply_key)])
    assert arrive(said, at=at) == ticket


def test_the_move_is_journaled_on_both_and_noted_on_the_letter(stage, at):
    ticket, other, _made = strayed(at)
    row = last()
    move(other, ticket, stage, at)
    told = Event.objects.filter(name="message_moved").values_list("subject_id", flat=True)
    assert set(told) == {ticket.pk, other.pk}
    row.refresh_from_db()
    assert row.thread == f"ticket:{ticket.pk}"
    assert row.trace[-1] == f"Ada moved it into #{ticket.pk}"


def test_the_mover_grants_no_reading(stage, at):
    ticket, other, _made = strayed(at)
    move(other, ticket, stage, at)
    assert not Ticket.objects.visible_to(reader(stage.cem)).filter(pk=ticket.pk).exists()
    assert arrive(letter(CEM, subject=f"Re: [#{ticket.pk}]"), at=at) != ticket


def test_only_who_may_work_on_both_moves(stage, at):
    ticket, other, _made = strayed(at)
    with pytest.raises(NotAllowed):
        move(other, ticket, stage, at, by=stage.lena)
    stage.ada.only_organizations.set([stage.cedar])
    with pytest.raises(TicketNotFound):
        move(other, ticket, stage, at)
    with pytest.raises(TicketLocked):
        move(other, other, stage, at, by=stage.nils)


def test_the_page_offers_the_move_beside_each_letter(stage, at, client_of):
    ticket, other, _made = strayed(at)
    client = client_of(stage.ada)
    page = client.get(f"/desk/tickets/{other.pk}/").content.decode()
    assert f"Move this letter into #{ticket.pk}" in page
    message = other.messages.get()
    answer = client.post(f"/desk/messages/{message.pk}/move/", {"into": ticket.pk})
    assert answer["Location"] == f"/desk/tickets/{ticket.pk}/"
    assert ticket.messages.count() == 2
    assert "moved here from another ticket" in client.get(answer["Location"]).content.decode()


@pytest.mark.parametrize(
    ("subject", "number"),
    [
        ("[Case 4711-22] Your router", "4711-22"),
        ("Re: Ticket#20260042 - update", "20260042"),
        ("SR: 61234567 opened", "61234567"),
        ("INC0012345 assigned", "INC0012345"),
        ("SR-99812: power supply", "SR-99812"),
        ("[RMA998123] Your return", "RMA998123"),
        ("Case #SR-99812 opened", "SR-99812"),
        ("Your case is important", ""),
        ("Re: The oven is dark [#17]", ""),
        ("Order in case of rain", ""),
    ],
)
def test_a_number_of_a_case_is_known_in_a_subject(subject, number):
    assert number_in(subject) == number


def test_a_vendors_first_letter_gives_the_number_that_threads_the_next(stage, at):
    ticket = arrive(letter("Ann <ann@router.example>", subject="[Case 4711-22] Router"), at=at)
    said = letter("Bob <bob@router.example>", subject="Case 4711-22: closed", text="Sent.")
    assert arrive(said, at=at) == ticket
    message = ticket.messages.get(text="Sent.")
    assert (message.is_public, message.is_unverified) == (False, True)
    assert f"The vendor's number 4711-22 in the subject names #{ticket.pk}" in last().trace


@pytest.mark.parametrize("subject", ["SR-99812: Router", "[RMA998123] Router", "Ref. 998123"])
def test_a_number_threads_the_next_letter_however_it_is_written(stage, at, subject):
    ticket = arrive(letter("Ann <ann@router.example>", subject=subject), at=at)
    said = letter("Bob <bob@router.example>", subject=f"RE: {subject} - shipped")
    assert arrive(said, at=at) == ticket


def test_two_first_letters_of_a_vendor_in_one_moment_stay_together(stage, at):
    with remembering():
        arrive(letter(BEA, subject="Hello"), at=at)
        ticket = arrive(letter("Ann <ann@router.example>", subject="Case 4711-22"), at=at)
        said = letter("Bob <bob@router.example>", subject="Case 4711-22: closed")
        assert arrive(said, at=at) == ticket


def test_a_number_that_an_agent_gives_threads_that_vendor_alone(stage, at):
    ticket = arrive(letter(BEA), at=at)
    vendors.give_number(
        ticket.pk, domain="help@Router.example", given="SR-998", by=reader(stage.ada), at=at
    )
    subject = "Update on sr-998 (urgent)"
    assert arrive(letter("Bob <bob@router.example>", subject=subject), at=at) == ticket
    assert not ticket.messages.latest("pk").is_public
    for stranger in ("eve@evil.example", "cem@cedar.example", "x@sub.router.example"):
        assert arrive(letter(stranger, subject=subject), at=at) != ticket
    assert not Ticket.objects.visible_to(reader(stage.cem)).filter(pk=ticket.pk).exists()


@pytest.mark.parametrize(
    ("domain", "number"),
    [("gmail.com", "SR-998"), ("router", "SR-998"), ("router.example", "abcd"), ("", "1234")],
)
def test_what_cannot_tell_a_vendor_is_refused(stage, at, domain, number):
    ticket = arrive(letter(BEA), at=at)
    with pytest.raises(NumberRefused):
        vendors.give_number(ticket.pk, domain=domain, given=number, by=reader(stage.ada), at=at)


def test_the_panel_keeps_and_forgets_numbers(stage, at, client_of):
    ticket = arrive(letter(BEA), at=at)
    client = client_of(stage.ada)
    url = f"/desk/tickets/{ticket.pk}/vendor/"
    client.post(url, {"domain": "router.example", "number": "SR-998"})
    assert "sr-998" in client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    client.post(url, {"remove": ticket.vendor_numbers.get().pk})
    assert not ticket.vendor_numbers.exists()
    client.post(url, {"domain": "gmail.com", "number": "SR-998"})
    assert not ticket.vendor_numbers.exists()
