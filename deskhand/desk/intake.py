"""A letter came: it becomes a ticket, joins one, or is kept without one; never lost.

The letter says what it wants to belong to; whether it may is decided by who wrote it. Mail
alone never grants reading, and a stranger never enters a thread (safety, P24, P25). Whatever
is decided is noted on the letter.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from deskhand.desk import letters, reply
from deskhand.desk.asides import take_answer
from deskhand.desk.beginning import Beginnings, copied, hold, learn_number, let_colleagues_in
from deskhand.desk.dispatch import answering
from deskhand.desk.phone.mailed import is_voicemail, take_mailed
from deskhand.desk.placing import Manner, Placing, place
from deskhand.desk.requester import wake
from deskhand.desk.ruling import follow_rules
from deskhand.desk.said import files_of, message_of
from deskhand.desk.story import story
from deskhand.desk.writers import Writer, writer_of
from deskhand.journal.record import recorded_together
from deskhand.mail.bounces import note_bounce
from deskhand.mail.incoming import Arrival, arrivals, ignore, note, save, took
from deskhand.mail.rules import Ruling
from deskhand.people.finding import Found, find_all, folded
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Agent
from deskhand.rules.letter.verification import proves_an_address
from deskhand.tickets import conversation
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.tickets.side import SideConversation
from deskhand.work.models import Appointment


@story
def take_in(letter_id: int, *, at: datetime) -> Ticket | None:
    """Take a kept letter in; None when it makes no ticket or was taken in before."""
    return _take_in_all([letter_id], at=at).get(letter_id)


@story
def take_in_together(letters: Sequence[int], *, at: datetime) -> None:
    """Take kept letters in by one transaction; what one of them raises takes all back."""
    _take_in_all(letters, at=at)


def _take_in_all(many: Sequence[int], *, at: datetime) -> dict[int, Ticket]:
    """Those that answer others of the group come last, so that tickets begin together."""
    group = arrivals(many)
    known = find_all(came.letter.sender.email for came in group)
    own = {came.letter.message_id for came in group}
    new = Beginnings()
    taken: dict[int, Ticket] = {}
    with recorded_together():
        for came in sorted(group, key=lambda came: not own.isdisjoint(came.referenced_ids)):
            writer = known.get(folded(came.letter.sender.email))
            taken |= _take_in(came, new, at=at, known=writer)
        taken |= new.finish(at=at)
    save(group)
    return taken


def _take_in(
    came: Arrival, new: Beginnings, *, at: datetime, known: Found | None = None
) -> dict[int, Ticket]:
    """Take a letter in, or leave it to those that begin; returns the tickets that have by then."""
    if came.is_ours:
        ignore(came, reason="Our own letter came back", at=at)
        return {}
    if came.letter.is_bounce:
        _put_with_its_letter(came, at=at)
        return {}
    ruled = follow_rules(came, at=at)
    if ruled.end:
        return {}
    writer = writer_of(came, at=at, known=known)
    if is_voicemail(came):
        heard = take_mailed(came, writer, at=at)
        took(came, thread=letters.mark(heard), at=at)
        return {came.row.pk: heard}
    begun = new.finish(at=at) if new.may_be_meant(came) else {}
    placing = place(came, writer)
    if placing.ticket is None and came.answers_by_machine:
        ignore(came, reason="An automatic answer that belongs to no ticket", at=at)
        return begun
    ticket = _settle(came, writer, placing, new, ruled=ruled, at=at)
    if ticket is None:
        return begun
    took(came, thread=letters.mark(ticket), at=at)
    return begun | {came.row.pk: ticket}


def _put_with_its_letter(came: Arrival, *, at: datetime) -> None:
    """A bounce, or a notice of delay, is told on the letter that it is about."""
    letter = note_bounce(came, at=at)
    if letter is None:
        ignore(came, reason="A notice about no letter of ours", at=at)
    else:
        ignore(came, reason=f"A notice about letter {letter.pk}", at=at, thread=letter.thread)


def _settle(
    came: Arrival,
    writer: Writer,
    placing: Placing,
    new: Beginnings,
    *,
    ruled: Ruling,
    at: datetime,
) -> Ticket | None:
    """Return the ticket of a letter; None for one that is left to those that begin."""
    is_held = _must_be_held(came, writer)
    ticket = placing.ticket
    if ticket is None and is_held:
        return hold(came, writer, placing, ruled=ruled, at=at)
    if ticket is None:
        new.add(came, writer, placing, ruled=ruled, at=at)
        return None
    if is_held and placing.manner is Manner.MESSAGE:
        placing = replace(placing, manner=Manner.NOTE, is_unverified=True)
    return _append(came, writer, placing, ticket=ticket, at=at)


def _must_be_held(came: Arrival, writer: Writer) -> bool:
    """Whether it proves an address of ours to a third party: no outsider may read that (P27)."""
    if writer.agent is not None and writer.is_proved:
        return False
    is_known = writer.is_client and not writer.is_disowned
    if not proves_an_address(came.letter, is_known=is_known):
        return False
    note(came, "It looks like a code or a link of a third party: requesters do not see it")
    return True


def _append(
    came: Arrival, writer: Writer, placing: Placing, *, ticket: Ticket, at: datetime
) -> Ticket:
    """Add the letter to its ticket. What an agent's address says is a note until he signs in,
    or a trusted relay proves it: a From alone proves nothing (safety, P24)."""
    if placing.manner is Manner.REPLY and writer.agent is not None:
        _reply(came, writer.agent, ticket, at=at)
        conversation.remember(ticket, [came.letter.message_id])
        return ticket
    by = writer.actor
    if _is_told_by_calendar(came, writer, placing, ticket=ticket, at=at):
        placing = replace(placing, manner=Manner.NOTE)
    is_note = placing.manner is Manner.NOTE
    if placing.side is not None:
        _answer_aside(came, writer, placing, placing.side, ticket=ticket, at=at)
        return ticket
    conversation.remember(ticket, [came.letter.message_id])
    conversation.add(
        ticket,
        message_of(came, writer, is_public=not is_note, is_unverified=placing.is_unverified),
        by=by,
        at=at,
        released_at=None if is_note else came.received_at,
    )
    if is_note:
        return ticket
    learn_number(came, ticket, at=at)
    was = ticket.status
    wake(ticket, by=by, at=at, received_at=came.received_at)
    if ticket.status != was:
        note(came, f"#{ticket.pk} was {was.name}: it is {ticket.status.name} again")
    if not placing.is_unverified and copied(came.letter) and _reads(writer, ticket):
        let_colleagues_in(came, ticket, at=at)
    return ticket


def _is_told_by_calendar(
    came: Arrival, writer: Writer, placing: Placing, *, ticket: Ticket, at: datetime
) -> bool:
    """Whether the requester's calendar took an invitation: that is noted, and asks for nothing.
    Who declines is to be answered."""
    said = answering.answer_in(came.letter) if placing.side is None else None
    if said is None or placing.is_unverified or writer.found is None:
        return False
    if writer.found.person.pk != ticket.requester_id:
        return False
    if not answering.note_answer(ticket, said, by=writer.actor, at=at):
        return False
    note(came, f"It answers an invitation: {said.answer}")
    return said.answer != Appointment.Answer.DECLINED


def _answer_aside(
    came: Arrival,
    writer: Writer,
    placing: Placing,
    side: SideConversation,
    *,
    ticket: Ticket,
    at: datetime,
) -> None:
    """Its Message-ID stays out of the ticket's thread: requesters learn nothing of it."""
    said = message_of(came, writer, is_public=False, is_unverified=placing.is_unverified)
    said = replace(said, side_id=side.pk)
    conversation.add(ticket, said, by=writer.actor, at=at, released_at=None)
    subject, is_machine = came.letter.subject, came.is_machine
    take_answer(ticket, side, subject=subject, is_machine=is_machine, by=writer.actor, at=at)


def _reply(came: Arrival, agent: Agent, ticket: Ticket, *, at: datetime) -> None:
    """Send an agent's answer on, as if he had written it on the ticket's page."""
    said = reply.Reply(
        text=came.letter.reply_text.strip(),
        files=files_of(came.letter.attachments),
        once_key=f"letter:{came.row.pk}",
        letter=came.row.pk,
    )
    reply.reply(ticket.pk, said, by=reader_of_person(agent.person), at=at)


def _reads(writer: Writer, ticket: Ticket) -> bool:
    """Whether the writer may read the ticket himself; nobody else lets others read it."""
    if writer.found is None:
        return False
    reader = reader_of_person(writer.found.person).as_requester()
    return tickets_for(reader).filter(pk=ticket.pk).exists()
