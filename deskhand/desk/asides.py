"""Agents ask third parties about a ticket, in letters of their own.

A letter bears only what was written for it and the files that were chosen: nothing of the
ticket's thread, of its notes, or of its requester.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.models import Category, Status
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.files.store import read_blob
from deskhand.journal.actor import Actor, system
from deskhand.mail.composing import Enclosure, can_be_written_to
from deskhand.mail.mailboxes import our_addresses
from deskhand.mail.models import Mailbox
from deskhand.mail.writing import Draft, NoMailbox, write
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.models import Address, Agent
from deskhand.people.reader import Reader
from deskhand.provider.firm import current
from deskhand.rules.letter.subjects import answering
from deskhand.tickets import conversation, sides
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.merging import readers_of
from deskhand.tickets.models import Attachment, Channel, Message, Ticket
from deskhand.tickets.opening import tidy_subject
from deskhand.tickets.side import SideConversation

MOST_ADDRESSES = 10
LARGEST = 20 * 1024 * 1024
REMINDER = system("reminder")


@dataclass(frozen=True, slots=True)
class Asking:
    """What is written to whom. `files` are keys of files of the ticket; `waits` lets the ticket
    wait for the third party; without `is_sent` it is kept as a draft."""

    text: str
    subject: str = ""
    addresses: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    new_files: tuple[NewFile, ...] = ()
    waits: bool = False
    remind_at: datetime | None = None
    is_sent: bool = True
    once_key: str | None = None


@story
def begin(number: int, asking: Asking, *, by: Reader, at: datetime) -> SideConversation:
    """Begin a side conversation and send its first letter, or keep it as a draft.

    The same `once_key` again returns the first. Raises TicketLocked, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    said = conversation.said_already(ticket, asking.once_key)
    if said is not None and said.side is not None:
        return said.side
    _check(ticket, asking)
    side = sides.open_side(
        ticket,
        subject=tidy_subject(asking.subject),
        addresses=_addresses(ticket, asking.addresses),
        by=actor_of(by),
        at=at,
    )
    _go_on(ticket, side, asking, by=by, at=at)
    return side


@story
def ask(number: int, key: int, asking: Asking, *, by: Reader, at: datetime) -> SideConversation:
    """Write once more in a side conversation. Raises as `begin`."""
    need_worker(by)
    ticket = lock(number, reader=by)
    side = sides.side_of(ticket, key)
    if conversation.said_already(ticket, asking.once_key):
        return side
    _check(ticket, asking)
    if asking.addresses:
        side.addresses = _addresses(ticket, asking.addresses)
        side.save(update_fields=["addresses"])
    _go_on(ticket, side, asking, by=by, at=at)
    return side


@story
def end(number: int, key: int, *, by: Reader, at: datetime) -> None:
    """Nothing more is awaited of them. Raises TicketNotFound, NotAllowed."""
    need_worker(by)
    ticket = lock(number, reader=by)
    sides.end(sides.side_of(ticket, key), ticket, by=actor_of(by), at=at)


@story
def remind(key: int, *, at: datetime) -> bool:
    """Note on the ticket that no answer came; False when none is awaited any more."""
    found = SideConversation.objects.filter(pk=key).first()
    if found is None:
        return False
    ticket = lock(found.ticket_id)
    side = SideConversation.objects.get(pk=key)
    if side.remind_at is None or side.remind_at > at:
        return False
    side.remind_at = None
    side.save(update_fields=["remind_at"])
    words = _("No answer from %(names)s yet: %(subject)s")
    text = words % {"names": ", ".join(side.addresses), "subject": side.subject}
    note = NewMessage(
        text=text,
        is_public=False,
        channel=Channel.DESK,
        author_name=_("Reminder"),
        side_id=side.pk,
        is_automatic=True,
    )
    conversation.add(ticket, note, by=REMINDER, at=at, released_at=None)
    return True


def take_answer(
    ticket: Ticket,
    side: SideConversation,
    *,
    subject: str,
    is_machine: bool,
    by: Actor,
    at: datetime,
) -> None:
    """A letter of theirs came, and stands on the ticket as a note: who waited goes on."""
    sides.answered(side, ticket, subject=subject, is_machine=is_machine, by=by, at=at)
    if is_machine or ticket.category != Category.WAITING_THIRD_PARTY:
        return
    status = _status(ticket, Category.OPEN)
    if status is not None:
        stand(ticket, status, by=by, at=at)


def files_on(ticket: Ticket) -> list[Attachment]:
    """Return the files of a ticket that can go along, each once."""
    rows = Attachment.objects.filter(message__ticket=ticket, message__withdrawn_at=None)
    found: dict[tuple[int, str], Attachment] = {}
    for row in rows.select_related("blob", "message").order_by("pk"):
        found.setdefault((row.blob_id, row.filename), row)
    return list(found.values())


def _check(ticket: Ticket, asking: Asking) -> None:
    if ticket.merged_into_id is not None:
        raise TicketLocked(_("This ticket was merged. Write on #%d.") % ticket.merged_into_id)
    if asking.is_sent and not asking.text.strip():
        raise TicketLocked(_("Write something before you send."))


def _addresses(ticket: Ticket, given: tuple[str, ...]) -> list[str]:
    """The addresses of third parties; raises TicketLocked for any other."""
    found = list(dict.fromkeys(address.strip().lower() for address in given if address.strip()))
    if not 1 <= len(found) <= MOST_ADDRESSES:
        raise TicketLocked(_("Name one to ten addresses."))
    for address in found:
        if not can_be_written_to(address):
            raise TicketLocked(_("%s is no address.") % address)
    readers = [person.pk for person in readers_of(ticket)]
    theirs = Address.objects.filter(email__in=found, person__in=readers).first()
    if theirs is not None:
        words = _("%s reads this ticket. Side conversations are with others.")
        raise TicketLocked(words % theirs.email)
    if ours := {*our_addresses()} & {*found}:
        raise TicketLocked(_("%s is an address of this desk.") % ours.pop())
    return found


def _go_on(
    ticket: Ticket, side: SideConversation, asking: Asking, *, by: Reader, at: datetime
) -> None:
    if not asking.is_sent:
        side.draft = asking.text
        side.save(update_fields=["draft"])
        return
    actor = actor_of(by)
    _send(ticket, side, _say(ticket, side, asking, by=by, at=at), at=at)
    sides.asked(side, ticket, remind_at=asking.remind_at, by=actor, at=at)
    waiting = _status(ticket, Category.WAITING_THIRD_PARTY) if asking.waits else None
    if waiting is not None and ticket.is_open:
        stand(ticket, waiting, by=actor, at=at)


def _say(
    ticket: Ticket, side: SideConversation, asking: Asking, *, by: Reader, at: datetime
) -> Message:
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    chosen = [row for row in files_on(ticket) if row.key in asking.files]
    files = tuple(NewFile(row.blob, row.filename, row.content_type) for row in chosen)
    new = NewMessage(
        text=asking.text,
        is_public=False,
        channel=Channel.EMAIL,
        agent=agent,
        person=agent.person,
        author_name=str(agent.person),
        recipients=list(side.addresses),
        side_id=side.pk,
        once_key=asking.once_key,
        files=(*files, *asking.new_files),
    )
    if sum(file.blob.size for file in new.files) > LARGEST:
        raise TicketLocked(_("The files are more than a letter bears: 20 MB."))
    return conversation.add(ticket, new, by=actor_of(by), at=at, released_at=None)


def _send(ticket: Ticket, side: SideConversation, message: Message, *, at: datetime) -> None:
    references = sides.message_ids_of(side)
    signature = (message.agent.signature if message.agent else "") or (
        f"{message.author_name}\n{current().name}"
    )
    mark = f" [{side.number}]" if side.number and side.number not in side.subject.lower() else ""
    draft = Draft(
        kind="side",
        to=side.addresses,
        subject=f"{answering(side.subject) if references else side.subject}{mark}",
        text=f"{message.text.strip()}\n\n{signature}\n",
        thread=f"ticket:{ticket.pk}",
        reply_key=side.reply_key,
        in_reply_to=references[-1] if references else "",
        references=references,
        enclosures=_enclosures(message),
        sender_name=message.author_name,
    )
    mailbox = Mailbox.objects.filter(team=ticket.team_id, is_active=True).first()
    try:
        letter = write(replace(draft, mailbox=mailbox if ticket.team_id else None), at=at)
    except NoMailbox as error:
        raise TicketLocked(_("There is no mailbox to write with. Set one up first.")) from error
    except ValueError as error:
        raise TicketLocked(str(error)) from error
    message.outgoing = letter
    message.save(update_fields=["outgoing"])


def _enclosures(message: Message) -> tuple[Enclosure, ...]:
    return tuple(
        Enclosure(file.filename, file.content_type, read_blob(file.blob))
        for file in message.attachments.select_related("blob")
    )


def _status(ticket: Ticket, category: Category) -> Status | None:
    statuses = ticket.status.scheme.statuses.filter(category=category, archived_at=None)
    return statuses.first()
