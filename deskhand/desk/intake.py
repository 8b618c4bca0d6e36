"""A letter came: it becomes a ticket, joins one, or is kept without one; never lost.

The letter says what it wants to belong to; whether it may is decided by who wrote it. Mail
alone never grants reading, and a stranger never enters a thread (safety, P24, P25). Whatever
is decided is noted on the letter.
"""

from datetime import datetime

from deskhand.desk import letters
from deskhand.desk.placing import Manner, Placing, place
from deskhand.desk.requester import wake
from deskhand.desk.said import message_of
from deskhand.desk.story import story
from deskhand.desk.writers import Writer, writer_of
from deskhand.journal.actor import Actor, system
from deskhand.mail.bounces import note_bounce
from deskhand.mail.incoming import Arrival, arrival, ignore, note, took
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Membership
from deskhand.rules.letter import Letter
from deskhand.sla import clocks
from deskhand.tickets import conversation
from deskhand.tickets.access import lock
from deskhand.tickets.models import Channel, Ticket
from deskhand.tickets.opening import Opening, open_ticket
from deskhand.tickets.participants import add_participant
from deskhand.tickets.reading import tickets_for

INTAKE = system("intake")


@story
def take_in(letter_id: int, *, at: datetime) -> Ticket | None:
    """Take a kept letter in; None when it makes no ticket or was taken in before."""
    came = arrival(letter_id)
    if came is None:
        return None
    if reason := _why_not(came, at=at):
        ignore(came, reason=reason, at=at)
        return None
    writer = writer_of(came, at=at)
    placing = place(came, writer)
    if placing.ticket is None and came.letter.is_auto_reply and came.is_answer:
        ignore(came, reason="An automatic answer that belongs to no ticket", at=at)
        return None
    if placing.ticket is not None:
        ticket = _append(came, writer, placing, ticket=lock(placing.ticket.pk), at=at)
    else:
        ticket = _open(came, writer, placing, at=at)
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


def _append(
    came: Arrival, writer: Writer, placing: Placing, *, ticket: Ticket, at: datetime
) -> Ticket:
    """Add the letter to its ticket. What an agent's address says is a note until he signs in:
    a From alone proves nothing (safety, P24)."""
    is_note = placing.manner is Manner.NOTE
    by = _actor(writer)
    conversation.add(
        ticket,
        message_of(came, writer, is_public=not is_note, is_unverified=placing.is_unverified),
        by=by,
        at=at,
        released_at=None if is_note else came.received_at,
    )
    conversation.remember(ticket, [came.letter.message_id])
    if is_note:
        return ticket
    was = ticket.status
    wake(ticket, by=by, at=at, received_at=came.received_at)
    if ticket.status != was:
        note(came, f"#{ticket.pk} was {was.name}: it is {ticket.status.name} again")
    if not placing.is_unverified and _reads(writer, ticket):
        _let_colleagues_in(came, ticket, at=at)
    return ticket


def _open(came: Arrival, writer: Writer, placing: Placing, *, at: datetime) -> Ticket:
    letter, found = came.letter, writer.found
    by = _actor(writer)
    is_doubtful = placing.relative is not None and not placing.is_followup
    ticket = open_ticket(
        Opening(
            subject=letter.subject,
            channel=Channel.EMAIL,
            requester=found.person if found else None,
            organization=found.organization if found else None,
            team=came.team,
            needs_review=found is None or found.person.needs_review or is_doubtful,
            related=placing.relative,
        ),
        by=by,
        received_at=came.received_at,
        at=at,
    )
    _note_team(came, ticket)
    conversation.add(
        ticket,
        message_of(came, writer, is_public=True, is_unverified=writer.is_disowned),
        by=by,
        at=at,
        released_at=came.received_at,
    )
    conversation.remember(ticket, [letter.message_id, *came.referenced_ids_of_strangers])
    if not writer.is_disowned:
        _let_colleagues_in(came, ticket, at=at)
    clocks.start(ticket, by=INTAKE, at=at)
    _send_receipt(came, ticket, at=at)
    return ticket


def _note_team(came: Arrival, ticket: Ticket) -> None:
    if came.team is not None and came.row.mailbox is not None:
        note(came, f"Its mailbox {came.row.mailbox.email} belongs to the team {came.team}")
    elif ticket.team is not None:
        note(came, f"Its mailbox belongs to no team: the team {ticket.team} takes what is left")


def _send_receipt(came: Arrival, ticket: Ticket, *, at: datetime) -> None:
    letter = letters.write_receipt(ticket, at=at, answers=came)
    if letter is not None and letter.is_parked:
        note(came, f"A receipt is held back: {letter.last_error}")
    elif letter is not None:
        note(came, f"A receipt goes to {', '.join(letter.recipients)}")
    elif ticket.requester is None:
        note(came, "No receipt is written: nobody is known to write to")
    else:
        note(came, "No receipt is written: there is no address or no mailbox to write with")


def _reads(writer: Writer, ticket: Ticket) -> bool:
    """Whether the writer may read the ticket himself; nobody else lets others read it."""
    if writer.found is None:
        return False
    reader = reader_of_person(writer.found.person).as_requester()
    return tickets_for(reader).filter(pk=ticket.pk).exists()


def _let_colleagues_in(came: Arrival, ticket: Ticket, *, at: datetime) -> None:
    """People in copy who belong to the ticket's organization read along; outsiders never."""
    if ticket.organization_id is None or ticket.is_confidential:
        return
    for membership in _colleagues(came.letter, ticket):
        if add_participant(ticket, membership.person, by=INTAKE, at=at):
            note(came, f"{membership.person}, a colleague in copy, reads along")


def _colleagues(letter: Letter, ticket: Ticket) -> list[Membership]:
    copied = [address.email.lower() for address in letter.recipients][:50]
    members = Membership.objects.filter(
        organization=ticket.organization_id, person__addresses__email__in=copied
    )
    return list(members.select_related("person").distinct())


def _actor(writer: Writer) -> Actor:
    if writer.found is None:
        return INTAKE
    return Actor("requester", writer.found.person.pk, str(writer.found.person))
