"""Letters that nobody writes by hand: receipts, word of calls in vain and of merges, and what rules
say. They are no answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation

from deskhand.contracts.covering import receipt_words
from deskhand.desk.branding import brand_of
from deskhand.desk.letters import in_thread, subject_of, url_of
from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.incoming import Arrival
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, write, write_all
from deskhand.people.languages import language_of
from deskhand.people.models import Person
from deskhand.people.phones import spoken
from deskhand.provider.firm import current
from deskhand.sla.models import CallBack, Clock
from deskhand.sla.reading import promise_words_for
from deskhand.tickets.conversation import remember_all
from deskhand.tickets.events import ReceiptWritten
from deskhand.tickets.markup import html_of, letter_text_of
from deskhand.tickets.models import Message, Ticket

RECEIPTS = system("receipts")


@dataclass(frozen=True, slots=True)
class Begun:
    """A ticket that has begun, and what whoever opened it knows of it already, so that it is not
    looked up again: all its clocks, the Message-IDs of its thread, whether somebody vouches for
    the requester. `answers` is the requester's letter that opened it."""

    ticket: Ticket
    answers: Arrival | None = None
    clocks: Sequence[Clock] | None = None
    references: Sequence[str] | None = None
    is_vouched: bool = False


def write_receipt(ticket: Ticket, *, at: datetime) -> OutgoingLetter | None:
    """Tell the requester that his request is here: number, promised answer, and the other ways.

    None when he has no address or the firm no mailbox; the letter may be parked.
    """
    return write_receipts([Begun(ticket)], at=at)[0]


def write_receipts(many: Sequence[Begun], *, at: datetime) -> list[OutgoingLetter | None]:
    """As `write_receipt`, for several tickets in as few statements as one takes."""
    drafts = [_receipt(begun, at=at) for begun in many]
    asked = [(b.ticket, draft) for b, draft in zip(many, drafts, strict=True) if draft is not None]
    written = _write(asked, at=at)
    letters = iter(written)
    for (ticket, _draft), letter in zip(asked, written, strict=True):
        if not letter.is_parked:
            record(
                ReceiptWritten(
                    ticket=ticket.pk,
                    letter=letter.pk,
                    organization=ticket.organization_id,
                    team=ticket.team_id,
                ),
                by=RECEIPTS,
                at=at,
            )
    return [next(letters) if draft is not None else None for draft in drafts]


def write_unreached(ticket: Ticket, row: CallBack, *, at: datetime) -> OutgoingLetter | None:
    """Tell the requester that we called as often as was agreed and did not reach him.

    None when he has no address or the firm no mailbox.
    """
    words = {"tries": row.tries, "number": spoken(row.number)}
    draft = _notice("unreached", ticket, ticket.requester, words)
    return _write([(ticket, draft)], at=at)[0] if draft else None


def write_merged(
    ticket: Ticket, other: Ticket, *, at: datetime, release_at: datetime
) -> OutgoingLetter | None:
    """Tell who asked on `other` that it is looked after as `ticket`, on which he reads along.

    None when he has no address or the firm no mailbox.
    """
    draft = _notice("merged", ticket, other.requester, {"other": other})
    if draft is None:
        return None
    letter = write(draft, at=at, release_at=release_at)
    remember_all([(ticket, letter.message_id)])
    return letter


def _notice(
    kind: str, ticket: Ticket, person: Person | None, words: dict[str, Any]
) -> Draft | None:
    if person is None or not can_be_written_to(person.main_address):
        return None
    with translation.override(language_of(person, ticket.organization)):
        text, html = _rendered(kind, ticket, person, words)
    draft = Draft(
        kind=kind,
        to=[person.main_address],
        subject=subject_of(ticket),
        text=text,
        html=html,
        enclosures=brand_of(ticket.organization).enclosures,
        is_automatic=True,
    )
    return in_thread(ticket, draft)


def write_told(ticket: Ticket, to: str, text: str, *, at: datetime) -> OutgoingLetter | None:
    """Write what a rule says (Markdown) to one address, in the ticket's thread.

    None when the address is none, the firm has no mailbox, or the letter is held back. Where
    nothing but a letter says who asks, no word of it is carried on (safety, P25).
    """
    if not can_be_written_to(to):
        return None
    is_stranger = is_forgeable(ticket)
    brand = brand_of(ticket.organization)
    words = {
        "text": letter_text_of(text),
        "html": html_of(text),
        "url": url_of(ticket),
        "firm": current(),
        "brand": brand,
    }
    draft = Draft(
        kind="told",
        to=[to],
        subject=f"[#{ticket.pk}]" if is_stranger else subject_of(ticket),
        unverified=is_stranger,
        text=render_to_string("mail/told.txt", words),
        html=render_to_string("mail/told.html", words),
        enclosures=brand.enclosures,
        is_automatic=True,
    )
    threaded = in_thread(ticket, draft)
    letter = _write([(ticket, threaded)], at=at)[0] if threaded else None
    return None if letter is None or letter.is_parked else letter


def _write(asked: Sequence[tuple[Ticket, Draft]], *, at: datetime) -> list[OutgoingLetter]:
    written = write_all([draft for _ticket, draft in asked], at=at)
    tickets = [ticket for ticket, _draft in asked]
    remember_all(zip(tickets, (letter.message_id for letter in written), strict=True))
    return written


def _receipt(begun: Begun, *, at: datetime) -> Draft | None:
    """To whom we know nothing of goes no word of his own (safety, P25): a forged sender must not
    make us carry his text to somebody else."""
    ticket, answers = begun.ticket, begun.answers
    person = ticket.requester
    if person is None:
        return None
    to = answers.letter.sender.email if answers else person.main_address
    if not can_be_written_to(to):
        return None
    is_stranger = not begun.is_vouched and _is_stranger(person)
    with translation.override(language_of(person, ticket.organization)):
        promise = promise_words_for(ticket, at=at, clocks=begun.clocks)
        words = {"ticket": ticket, "is_stranger": is_stranger, "promise": promise}
        words["subject"] = subject_of(ticket)
        words |= {"covered": "" if is_stranger else receipt_words(ticket)}
        subject = render_to_string("mail/receipt_subject.txt", words).strip()
        text, html = _rendered("receipt", ticket, person, words)
    draft = Draft(
        kind="receipt",
        to=[to],
        subject=subject,
        text=text,
        html=html,
        enclosures=brand_of(ticket.organization).enclosures,
        is_automatic=True,
        answers=answers,
        unverified=is_stranger,
    )
    return in_thread(ticket, draft, references=begun.references)


def _rendered(kind: str, ticket: Ticket, person: Person, words: dict[str, Any]) -> tuple[str, str]:
    """A letter about a ticket as text and as HTML."""
    words = {
        **words,
        "ticket": ticket,
        "person": person,
        "url": url_of(ticket),
        "firm": current(),
        "brand": brand_of(ticket.organization),
    }
    return render_to_string(f"mail/{kind}.txt", words), render_to_string(f"mail/{kind}.html", words)


def is_forgeable(ticket: Ticket) -> bool:
    """Whether nothing but a letter says that the requester is who he writes to be."""
    return ticket.requester is not None and _is_stranger(ticket.requester)


def _is_stranger(person: Person) -> bool:
    """Whether nothing but a letter says that he is who he writes to be.

    Known is who proved his address, whom somebody of the firm entered, or whom an agent has
    answered. The domain of an address proves nothing: anybody can write it.
    """
    if person.memberships.filter(by_domain=False).exists():
        return False
    if person.addresses.filter(verified_at__isnull=False).exists():
        return False
    answers = Message.objects.filter(ticket__requester=person, agent__isnull=False)
    return not answers.filter(is_public=True, withdrawn_at=None).exists()
