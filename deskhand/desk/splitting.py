"""Some of what was said on a ticket becomes a ticket of its own, and it can be undone.

It counts from the receipt of the first of these messages, and its requester is who wrote that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk import automatic, letters
from deskhand.desk.merging import check_time, close, locked
from deskhand.desk.receiving import Asked, receive
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.mail.incoming import rethread
from deskhand.people.acting import actor_of
from deskhand.people.finding import main_organization
from deskhand.people.models import Organization, Person
from deskhand.people.reader import Reader
from deskhand.sla import clocks, joining, parting
from deskhand.tickets import splitting
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.models import Channel, Message, Ticket
from deskhand.tickets.opening import Opening
from deskhand.tickets.regrouped import Regrouping

MOST = 100


@dataclass(frozen=True, slots=True)
class Splitting:
    """Which messages go, as copies or moved, and what the new ticket is called."""

    messages: tuple[int, ...]
    subject: str
    is_copy: bool = False
    tells: bool = False


@dataclass(frozen=True, slots=True)
class Birth:
    """Of whom the new ticket will be, and from when it counts."""

    requester: Person | None
    organization: Organization | None
    received_at: datetime


@story
def split(number: int, wanted: Splitting, *, by: Reader, at: datetime) -> Ticket:
    """Open a ticket with some messages of another; returns the new one.

    Raises TicketLocked, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    source = lock(number, reader=by)
    messages = chosen(source, wanted.messages)
    reason = hindrance(source, messages, is_copy=wanted.is_copy)
    if reason:
        raise TicketLocked(reason)
    actor, born = actor_of(by), birth(source, messages)
    asked_at = _asked(source, messages) if not wanted.is_copy else []
    new = _open(source, wanted.subject or source.subject, born, by=actor, at=at)
    row = splitting.split_off(source, new, messages, is_copy=wanted.is_copy, by=actor, at=at)
    if not wanted.is_copy:
        _rethread(messages, new, by.name)
    _start(new, by=actor, at=at)
    row.before["clocks"] = [
        joining.left(source, asked_at=when, by=actor, at=at) for when in asked_at
    ]
    row.save(update_fields=["before"])
    if wanted.tells:
        automatic.write_receipt(new, at=at)
    return new


def chosen(source: Ticket, ids: Sequence[int]) -> list[Message]:
    """Return those of a ticket's messages, oldest first; what is not of it is left out."""
    found = source.messages.filter(pk__in=list(ids)[:MOST], withdrawn_at=None)
    return list(found.select_related("person", "agent__person", "letter", "outgoing"))


def hindrance(source: Ticket, messages: Sequence[Message], *, is_copy: bool) -> str:
    """Say why messages cannot be split off; "" when nothing is in the way."""
    if source.merged_into_id is not None:
        return _("This ticket was merged into #%d. Split that one.") % source.merged_into_id
    if not messages:
        return _("Choose at least one message.")
    if any(message.undo for message in messages):
        return _("A reply among them has not gone out yet. Send it now, or take it back.")
    if any(message.side_id is not None for message in messages):
        return _("Letters of a side conversation stay with it.")
    first = source.messages.filter(withdrawn_at=None).order_by("written_at", "pk").first()
    if not is_copy and first is not None and first.pk in {message.pk for message in messages}:
        return _("The first message opened this ticket and stays here. Copy it instead.")
    return ""


def birth(source: Ticket, messages: Sequence[Message]) -> Birth:
    """Return of whom a ticket with these messages is: of the first of them that no agent wrote,
    else of whom the source is."""
    first = min(messages, key=_said_at)
    theirs = [message for message in messages if message.agent is None and message.person]
    person = theirs[0].person if theirs else source.requester
    is_same = person is None or person.pk == source.requester_id
    organization = source.organization if is_same or person is None else main_organization(person)
    return Birth(person, organization, _said_at(first))


def _said_at(message: Message) -> datetime:
    return message.released_at or message.written_at


def _asked(source: Ticket, messages: Sequence[Message]) -> list[datetime]:
    """When something was asked by them for which an answer may be owed."""
    asking = (m for m in messages if m.is_public and m.agent_id is None and not m.is_automatic)
    return [m.released_at for m in asking if m.released_at and m.released_at > source.received_at]


def _open(source: Ticket, subject: str, born: Birth, *, by: Actor, at: datetime) -> Ticket:
    is_same = born.organization == source.organization
    opening = Opening(
        subject=subject,
        channel=Channel(source.channel),
        requester=born.requester,
        organization=born.organization,
        site=source.site if is_same else None,
        team=source.team,
        is_confidential=source.is_confidential,
    )
    asked = Asked(service=source.service, priority=source.priority, level=source.priority_level)
    return receive(opening, asked, by=by, received_at=born.received_at, at=at)


def _start(new: Ticket, *, by: Actor, at: datetime) -> None:
    """Its promises count from the receipt of the first message; what was answered since was."""
    said = list(new.messages.filter(is_public=True, withdrawn_at=None).order_by("released_at"))
    clocks.start(new, by=by, at=at)
    for message in said:
        if message.agent_id is not None and message.released_at and not message.is_automatic:
            clocks.answered(new, by=by, at=message.released_at, recorded_at=at)
    new.last_public_at = said[-1].released_at if said else new.received_at
    new.awaits_agent = not said or said[-1].agent_id is None
    new.save(update_fields=["last_public_at", "awaits_agent"])


def _rethread(messages: Sequence[Message], into: Ticket, name: str) -> None:
    for message in messages:
        if message.letter is not None:
            rethread(message.letter, letters.mark(into), f"{name} moved it into #{into.pk}")


@story
def undo(row_id: int, *, by: Reader, at: datetime) -> Regrouping:
    """Undo a split: the messages stand where they stood, and the new ticket ends and leads on.

    Raises TicketLocked when it is too late or something was said on it since, TicketNotFound.
    """
    need_worker(by)
    row, source, new = locked(row_id, Regrouping.Kind.SPLIT, by=by)
    if row.undone_at is not None:
        return row
    check_time(row, source, at=at)
    if new.merged_into_id is not None:
        raise TicketLocked(_("#%d was merged since. Undo that first.") % new.pk)
    if new.messages.filter(written_at__gt=row.at).exists():
        raise TicketLocked(_("Something was said on #%d since. Merge it instead.") % new.pk)
    if Message.objects.filter(pk__in=row.before["messages"]).exclude(ticket=new).exists():
        raise TicketLocked(_("Some of its messages were moved on since. Undo that first."))
    actor = actor_of(by)
    row.ticket, row.other = source, new
    splitting.put_back(row)
    _rethread(chosen(source, row.before["messages"]), source, by.name)
    for done in reversed(row.before["clocks"]):
        parting.undo(done, source, done_at=row.at, by=actor, at=at)
    stand(new, status_of(new.status.scheme, Category.CANCELLED), by=actor, at=at)
    change(new, "needs_review", False, by=actor, at=at)
    new.merged_into = source
    new.save(update_fields=["merged_into"])
    close(row, source, new, by=actor, at=at)
    return row
