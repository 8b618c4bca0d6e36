"""A letter came: it becomes a ticket, joins one, or is kept without one; never lost.

The letter says what it wants to belong to; whether it may is decided by who wrote it. Mail
alone never grants reading, and a stranger never enters a thread (safety, P24, P25).
"""

from dataclasses import dataclass
from datetime import datetime

from deskhand.desk import letters
from deskhand.desk.requester import wake
from deskhand.desk.story import story
from deskhand.files.store import keep
from deskhand.journal.actor import Actor, system
from deskhand.mail.bounces import note_bounce
from deskhand.mail.incoming import Arrival, arrival, ignore, took
from deskhand.people.finding import Found, find_or_add
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent, Membership, Person
from deskhand.rules.letter import Letter
from deskhand.sla import clocks
from deskhand.tickets import conversation, threads
from deskhand.tickets.access import lock
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel, Ticket
from deskhand.tickets.opening import Opening, open_ticket
from deskhand.tickets.participants import add_participant, belongs

INTAKE = system("intake")


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a letter goes: into `ticket`, or into a new one beside its likely `relative`."""

    ticket: Ticket | None = None
    relative: Ticket | None = None


@story
def take_in(letter_id: int, *, at: datetime) -> Ticket | None:
    """Take a kept letter in; None when it makes no ticket or was taken in before."""
    came = arrival(letter_id)
    if came is None:
        return None
    if reason := _why_not(came, at=at):
        ignore(came, reason=reason, at=at)
        return None
    found = _writer(came.letter, at=at)
    placing = _place(came, found)
    if placing.ticket is None and came.letter.is_auto_reply and came.is_answer:
        ignore(came, reason="An automatic answer that belongs to no ticket", at=at)
        return None
    if placing.ticket is not None:
        ticket = _append(came, found, placing.ticket, at=at)
    else:
        ticket = _open(came, found, placing.relative, at=at)
    took(came, thread=letters.mark(ticket), at=at)
    return ticket


def _why_not(came: Arrival, *, at: datetime) -> str:
    if came.is_ours:
        return "Our own letter came back"
    if came.letter.is_bounce:
        bounced = note_bounce(came, at=at)
        return (
            f"A notice about letter {bounced.pk}" if bounced else "A notice about no letter of ours"
        )
    return ""


def _writer(letter: Letter, *, at: datetime) -> Found | None:
    if not letter.sender or "@" not in letter.sender.email:
        return None
    return find_or_add(letter.sender.email, name=letter.sender.name, at=at)


def _place(came: Arrival, found: Found | None) -> Placing:
    letter = came.letter
    likely = (
        threads.by_reply_key(came.reply_keys)
        or threads.by_references(came.referenced_ids)
        or threads.by_subject(letter.subject)
    )
    if likely is None:
        return Placing()
    may_write = found is not None and (belongs(likely, found.person) or _is_agent(found))
    if not may_write or likely.closed_at is not None:
        return Placing(relative=likely)
    return Placing(ticket=likely)


def _knows_the_thread(came: Arrival, ticket: Ticket) -> bool:
    """Whether the letter bears what only the ticket's own letters told: a number is no proof."""
    return ticket in {
        threads.by_reply_key(came.reply_keys),
        threads.by_references(came.referenced_ids),
    }


def _reads(person: Person, ticket: Ticket) -> bool:
    """Whether the writer may read the ticket himself; nobody else lets others read it."""
    reader = reader_of_person(person).as_requester()
    return Ticket.objects.visible_to(reader).filter(pk=ticket.pk).exists()


def _is_agent(found: Found) -> bool:
    return Agent.objects.active().filter(person=found.person).exists()


def _append(came: Arrival, found: Found | None, ticket: Ticket, *, at: datetime) -> Ticket:
    """Add the letter to its ticket. What an agent's address says is a note until he signs in:
    a From alone proves nothing (safety, P24)."""
    ticket = lock(ticket.pk)
    from_agent = found is not None and _is_agent(found) and found.person.pk != ticket.requester_id
    is_note = from_agent or came.letter.is_auto_reply
    is_proven = _knows_the_thread(came, ticket)
    by = _actor(found)
    conversation.add(
        ticket,
        _message(came, found, is_public=not is_note, is_unverified=from_agent or not is_proven),
        by=by,
        at=at,
        released_at=None if is_note else came.received_at,
    )
    conversation.remember(ticket, [came.letter.message_id])
    if not is_note:
        wake(ticket, by=by, at=at, received_at=came.received_at)
    if not is_note and is_proven and found is not None and _reads(found.person, ticket):
        _let_colleagues_in(ticket, came.letter, at=at)
    return ticket


def _open(came: Arrival, found: Found | None, relative: Ticket | None, *, at: datetime) -> Ticket:
    letter = came.letter
    by = _actor(found)
    ticket = open_ticket(
        Opening(
            subject=letter.subject,
            channel=Channel.EMAIL,
            requester=found.person if found else None,
            organization=found.organization if found else None,
            team=came.team,
            needs_review=found is None or found.person.needs_review or relative is not None,
            related=_nameable(relative, found),
        ),
        by=by,
        received_at=came.received_at,
        at=at,
    )
    message = _message(came, found, is_public=True, is_unverified=False)
    conversation.add(ticket, message, by=by, at=at, released_at=came.received_at)
    conversation.remember(ticket, [letter.message_id, *came.referenced_ids_of_strangers])
    _let_colleagues_in(ticket, letter, at=at)
    clocks.start(ticket, by=INTAKE, at=at)
    letters.write_receipt(ticket, at=at, answers=came)
    return ticket


def _nameable(relative: Ticket | None, found: Found | None) -> Ticket | None:
    return relative


def _message(
    came: Arrival, found: Found | None, *, is_public: bool, is_unverified: bool
) -> NewMessage:
    letter = came.letter
    name = str(found.person) if found else (letter.sender.name if letter.sender else "")
    return NewMessage(
        text=letter.reply_text.strip() or letter.text.strip(),
        quoted_text=letter.text if letter.reply_text.strip() != letter.text.strip() else "",
        is_public=is_public,
        channel=Channel.EMAIL,
        person=found.person if found else None,
        author_name=name or "Unknown sender",
        letter_id=came.row.pk,
        recipients=[address.email for address in letter.recipients],
        is_automatic=letter.is_auto_reply,
        is_unverified=is_unverified,
        files=tuple(
            NewFile(
                blob=keep(file.content),
                filename=file.filename,
                content_type=file.content_type,
                content_id=file.content_id,
                is_inline=file.is_inline,
            )
            for file in letter.attachments
        ),
    )


def _let_colleagues_in(ticket: Ticket, letter: Letter, *, at: datetime) -> None:
    """People in copy who belong to the ticket's organization read along; outsiders never."""
    if ticket.organization_id is None or ticket.is_confidential:
        return
    copied = [address.email.lower() for address in letter.recipients][:50]
    members = Membership.objects.filter(
        organization=ticket.organization_id, person__addresses__email__in=copied
    ).select_related("person")
    for membership in members:
        add_participant(ticket, membership.person, by=INTAKE, at=at)


def _actor(found: Found | None) -> Actor:
    if found is None:
        return INTAKE
    return Actor("requester", found.person.pk, str(found.person))
