"""Where a letter belongs: what it names, and whether its writer may write there.

Each decision is noted on the letter in a plain sentence, so that its page explains itself.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from deskhand.catalog.models import Category
from deskhand.desk.writers import Writer
from deskhand.mail.incoming import Arrival, note
from deskhand.people.identity import reader_of_person
from deskhand.provider.firm import current
from deskhand.rules.letter.languages import FORWARD
from deskhand.rules.letter.quotes import holds_older
from deskhand.sla.governing import opens_new
from deskhand.tickets import sides, threads, vendors
from deskhand.tickets.access import lock
from deskhand.tickets.models import Ticket
from deskhand.tickets.participants import Standing, standing
from deskhand.tickets.reading import tickets_for
from deskhand.tickets.side import SideConversation

_QUOTES = re.compile(r"^\s*(?:>|\|)", re.MULTILINE)


class Manner(StrEnum):
    """How a letter enters its ticket: for all to read, as a note for agents, or as a reply."""

    MESSAGE = "message"
    NOTE = "note"
    REPLY = "reply"  # an agent's, to the requester


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a letter goes: into `ticket`, or into a new one beside its likely `relative`.

    `is_followup` when the writer belongs to the relative, which ended too long ago.
    `is_unverified` where nothing but a number that anybody can write, or an address that
    anybody can write, speaks for it.
    """

    ticket: Ticket | None = None
    side: SideConversation | None = None
    relative: Ticket | None = None
    manner: Manner = Manner.MESSAGE
    is_followup: bool = False
    is_unverified: bool = False


def place(came: Arrival, writer: Writer) -> Placing:
    """Decide into which ticket a letter goes, lock it, and note why."""
    aside = _place_aside(came)
    if aside is not None:
        return aside
    likely, is_proven = _named_by(came)
    if likely is None:
        note(came, "It refers to no ticket: it opens a new one")
        return Placing()
    if _is_only_agent(writer, likely):
        return _place_of_agent(came, writer, likely, is_proven=is_proven)
    manner = _manner(came, writer, likely)
    if manner is None:
        if not came.answers_by_machine:
            note(came, f"A new ticket is opened, which names #{likely.pk} as its likely relative")
        return Placing(relative=likely)
    if not _takes_answers(likely, at=came.received_at):
        ended = f"#{likely.pk} was ended too long ago to open again"
        note(came, ended if came.answers_by_machine else f"{ended}: a new ticket follows it")
        return Placing(relative=likely, is_followup=manner is Manner.MESSAGE)
    if not is_proven:
        note(came, "Nothing but a number in its subject leads there: it is marked as unverified")
    is_unverified = not is_proven or writer.is_disowned
    return Placing(ticket=likely, manner=manner, is_unverified=is_unverified)


def _place_aside(came: Arrival) -> Placing | None:
    """A letter of a side conversation becomes a note of its ticket, whoever wrote it: it was
    answered to an address that only the letters to them bear."""
    email = came.letter.sender.email
    found = sides.named_by(
        came.reply_keys, came.referenced_ids, email=email, subject=came.letter.subject
    )
    if found is None:
        return None
    side, is_proven = found
    ticket = lock(side.ticket_id)
    if ticket.pk != SideConversation.objects.get(pk=side.pk).ticket_id:
        # It was merged while this letter was read.
        ticket = lock(SideConversation.objects.get(pk=side.pk).ticket_id)
    note(came, f"It belongs to a side conversation of #{ticket.pk}: it becomes a note there")
    is_unverified = not (is_proven and sides.is_of(side, email))
    return Placing(ticket=ticket, side=side, manner=Manner.NOTE, is_unverified=is_unverified)


def _named_by(came: Arrival) -> tuple[Ticket | None, bool]:
    """Lock and return the ticket that a letter names, and whether it bears what only the
    ticket's own letters told: a number is no proof."""
    number, is_proven = _number_in(came)
    likely = lock(number) if number is not None else None
    while likely is not None and likely.merged_into_id is not None:
        # It was merged while this letter was read.
        likely = lock(likely.merged_into_id)
    return likely, is_proven


def _number_in(came: Arrival) -> tuple[int | None, bool]:
    if number := threads.by_reply_key(came.reply_keys):
        note(came, f"It was sent to the reply address of #{number}")
        return number, True
    if found := threads.by_references(came.referenced_ids):
        is_direct = found[1] in came.letter.in_reply_to
        note(came, f"{'In-Reply-To names' if is_direct else 'References name'} #{found[0]}")
        return found[0], True
    if number := threads.by_subject(came.letter.subject):
        note(came, f"The subject names #{number}")
        return number, False
    if vendor := vendors.by_vendor_number(came.letter.sender.email, came.letter.subject):
        note(came, f"The vendor's number {vendor[1]} in the subject names #{vendor[0]}")
        return vendor[0], False
    return None, False


def _manner(came: Arrival, writer: Writer, ticket: Ticket) -> Manner | None:
    """Return how the writer may enter the ticket; None when he may not (safety, P24, P25)."""
    if writer.found is None:
        note(came, f"Whoever writes without an address does not enter #{ticket.pk}")
        return None
    place = standing(ticket, writer.found.person)
    if place is None and _is_of_vendor(came, ticket):
        note(came, f"{writer.name} writes for a vendor of #{ticket.pk}: it becomes a note")
        return Manner.NOTE
    if place is None:
        note(came, f"{writer.name} is neither requester, reader nor colleague on #{ticket.pk}")
        return None
    note(came, f"{writer.name} {_STANDINGS[place]} #{ticket.pk}")
    if came.is_machine:
        note(came, "It was sent by a program: it is kept as a note and wakes nothing")
        return Manner.NOTE
    return Manner.MESSAGE


def _place_of_agent(came: Arrival, writer: Writer, ticket: Ticket, *, is_proven: bool) -> Placing:
    """An agent writes: to the requester where everything speaks for him, else a note."""
    reason = _why_no_reply(came, writer, ticket, is_proven=is_proven)
    if not reason:
        note(came, f"{writer.name} answers #{ticket.pk} by mail: it goes to the requester")
        return Placing(ticket=ticket, manner=Manner.REPLY)
    note(came, f"It enters #{ticket.pk} as a note for agents: {reason}")
    return Placing(ticket=ticket, manner=Manner.NOTE, is_unverified=not writer.is_proved)


def _why_no_reply(came: Arrival, writer: Writer, ticket: Ticket, *, is_proven: bool) -> str:
    """Return what keeps an agent's letter from going to the requester, "" for nothing."""
    if not writer.is_proved or writer.agent is None:
        return "the agent's address is not proved, so it is marked as unverified"
    reader = reader_of_person(writer.agent.person)
    is_his = ticket.assignee_id == reader.agent_id or ticket.team_id in reader.teams
    if not (reader.may_work and is_his and tickets_for(reader).filter(pk=ticket.pk).exists()):
        return "only the assignee, or an agent of the ticket's team, answers by mail"
    if not is_proven:
        return "nothing but a number in its subject leads there"
    if ticket.closed_at is not None:
        return "the ticket is closed"
    if came.is_machine or came.letter.is_list:
        return "it was sent by a program"
    if FORWARD.match(came.letter.subject):
        return "it hands another letter on"
    said = came.letter.reply_text.strip()
    if not said or _QUOTES.search(said) or holds_older(said):
        return "it holds quoted lines, which might be meant for colleagues alone"
    return ""


def _is_only_agent(writer: Writer, ticket: Ticket) -> bool:
    """Whether an agent writes who is not himself the one who asked."""
    return (
        writer.agent is not None
        and writer.found is not None
        and writer.found.person.pk != ticket.requester_id
    )


def _is_of_vendor(came: Arrival, ticket: Ticket) -> bool:
    found = vendors.by_vendor_number(came.letter.sender.email, came.letter.subject)
    return found is not None and found[0] == ticket.pk


def _takes_answers(ticket: Ticket, *, at: datetime) -> bool:
    """Whether an answer may still join: while open, and for some days after it ended."""
    if ticket.is_open:
        return True
    if ticket.category == Category.CANCELLED or opens_new(ticket):
        return False
    ended_at = ticket.closed_at or ticket.solved_at
    return ended_at is None or at - ended_at <= timedelta(days=current().reopen_days)


_STANDINGS = {
    Standing.REQUESTER: "is the requester of",
    Standing.PARTICIPANT: "reads along on",
    Standing.COLLEAGUE: "is a colleague of the requester of",
}
