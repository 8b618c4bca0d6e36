"""Tickets about the same matter become one, and it can be undone.

Tickets are locked in the order of their numbers, so that two merges at once, even of A into B and
B into A, follow one another.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category, Status
from deskhand.desk import automatic, letters
from deskhand.desk.dispatch import booking
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.mail import outbox
from deskhand.mail.incoming import rethread
from deskhand.mail.models import OutgoingLetter
from deskhand.people.acting import NotAllowed, actor_of
from deskhand.people.models import Membership, Person
from deskhand.people.reader import Reader
from deskhand.sla import joining, parting
from deskhand.tickets import merging
from deskhand.tickets.access import TicketLocked, TicketNotFound, lock, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.events import RegroupingUndone
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.regrouped import Regrouping
from deskhand.work import regrouped, tasks

# How many go up into one at once, and for how long it can be undone.
MOST = 20
LASTS = timedelta(days=7)
# Who asked is told only when nobody has undone it by then.
SETTLES = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Merging:
    """Which tickets go up into which; `let_in` are outsiders whom the agent lets read along."""

    into: int
    others: tuple[int, ...]
    let_in: frozenset[int] = frozenset()
    tells: bool = False


@story
def merge(wanted: Merging, *, by: Reader, at: datetime) -> list[Regrouping]:
    """Merge tickets into one: all that was said moves, promises count from the earlier start.

    The others are cancelled and lead on to it. Raises TicketLocked, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    others = sorted({*wanted.others} - {wanted.into})
    if not others:
        raise TicketLocked(_("Name at least two tickets to merge."))
    if len(others) > MOST:
        raise TicketLocked(_("No more than %d tickets can be merged into one at once.") % MOST)
    tickets = {number: lock(number, reader=by) for number in sorted({wanted.into, *others})}
    into = tickets[wanted.into]
    return [_merge_one(into, tickets[number], wanted, by=by, at=at) for number in others]


def hindrance(into: Ticket, other: Ticket, *, by: Reader) -> str:
    """Say why one ticket cannot be merged into another; "" when nothing is in the way."""
    if other.merged_into_id is not None:
        words = _("#%(number)d was merged into #%(into)d already.")
        return words % {"number": other.pk, "into": other.merged_into_id}
    if into.merged_into_id is not None:
        words = _("#%(number)d was merged into #%(into)d. Merge into that one.")
        return words % {"number": into.pk, "into": into.merged_into_id}
    if into.closed_at is not None:
        return _("#%d is closed. Reopen it first, or keep another one.") % into.pk
    if into.is_confidential != other.is_confidential:
        return _("One of them is confidential and the other is not. Make them alike first.")
    if _is_reply_waiting(other):
        words = _("A reply on #%d has not gone out yet. Send it now, or take it back.")
        return words % other.pk
    if is_across(into, other) and not may_merge_across(by):
        words = _("#%d is of another organization. Account managers and administrators merge so.")
        return words % other.pk
    return ""


def is_across(into: Ticket, other: Ticket) -> bool:
    """Whether two clients must not learn of one another by it."""
    both = {into.organization_id, other.organization_id}
    return len(both) == 2 and None not in both


def may_merge_across(reader: Reader) -> bool:
    return reader.role in {"administrator", "account_manager"}


def newcomers(into: Ticket, other: Ticket) -> tuple[list[Person], list[Person]]:
    """Return who reads along on `into` from then on, and who does only if he is let in: those of
    another organization, and everybody where named people alone may read."""
    if is_across(into, other):
        return [], []
    there = {person.pk for person in merging.readers_of(into)}
    people = [person for person in merging.readers_of(other) if person.pk not in there]
    if into.is_confidential or into.organization_id is None:
        return [], people
    members = Membership.objects.filter(organization=into.organization_id, person__in=people)
    inside = set(members.values_list("person", flat=True))
    return (
        [person for person in people if person.pk in inside],
        [person for person in people if person.pk not in inside],
    )


def _is_reply_waiting(ticket: Ticket) -> bool:
    said = ticket.messages.filter(agent__isnull=False, is_public=True, withdrawn_at=None)
    return bool(said.exclude(undo={}).exists())


def _merge_one(
    into: Ticket, other: Ticket, wanted: Merging, *, by: Reader, at: datetime
) -> Regrouping:
    reason = hindrance(into, other, by=by)
    if reason:
        raise TicketLocked(reason)
    actor = actor_of(by)
    inside, outside = newcomers(into, other)
    readers = [*inside, *(person for person in outside if person.pk in wanted.let_in)]
    hides = is_across(into, other)
    row = merging.take_in(into, other, readers=readers, hides=hides, by=actor, at=at)
    _rethread(row.before["messages"], into, by.name)
    row.before["clocks"] = joining.merge(into, other, by=actor, at=at)
    row.before["tasks"] = tasks.move_all(other, into)
    # Of another client's appointments this one's requester must learn nothing.
    if not hides:
        row.before["appointments"] = regrouped.move_all(other, into, by=actor, at=at)
    change(other, "needs_review", False, by=actor, at=at)
    stand(other, status_of(other.status.scheme, Category.CANCELLED), by=actor, at=at)
    if row.before.get("appointments"):
        booking.follow(into, by=actor, at=at)
    reads = other.requester in readers or other.requester_id == into.requester_id
    told = wanted.tells and reads and not hides
    letter = automatic.write_merged(into, other, at=at, release_at=at + SETTLES) if told else None
    row.before["letter"] = letter.pk if letter else None
    row.save(update_fields=["before"])
    return row


def _rethread(messages: list[int], into: Ticket, name: str) -> None:
    came = Message.objects.filter(pk__in=messages, letter__isnull=False).select_related("letter")
    for message in came:
        if message.letter is not None:
            rethread(message.letter, letters.mark(into), f"{name} moved it into #{into.pk}")


@story
def undo(row_id: int, *, by: Reader, at: datetime) -> Regrouping:
    """Undo a merge: messages, readers, references, promises and status stand as before; what was
    said since stays where it was said. Harmless when done twice.

    Raises TicketLocked when it is too late or something was built on it, TicketNotFound.
    """
    need_worker(by)
    row, ticket, other = locked(row_id, Regrouping.Kind.MERGE, by=by)
    if row.undone_at is not None:
        return row
    check_time(row, ticket, at=at)
    moved = row.before["messages"]
    if Message.objects.filter(pk__in=moved).exclude(ticket=ticket).exists():
        raise TicketLocked(_("Some of its messages were moved on since. Undo that first."))
    if is_across(ticket, other) and not may_merge_across(by):
        raise NotAllowed(_("Account managers and administrators undo this."))
    actor = actor_of(by)
    merging.put_back(row, ticket, other, by=actor, at=at)
    _rethread(moved, other, by.name)
    tasks.put_back(row.before["tasks"], other, ticket)
    regrouped.put_back(row.before.get("appointments", ()), other, ticket)
    parting.undo(row.before["clocks"], ticket, other, done_at=row.at, by=actor, at=at)
    _stand_again(other, row, by=actor, at=at)
    if row.before.get("appointments"):
        booking.follow(ticket, by=actor, at=at)
    _keep_letter(row, at=at)
    close(row, ticket, other, by=actor, at=at)
    return row


def locked(row_id: int, kind: str, *, by: Reader) -> tuple[Regrouping, Ticket, Ticket]:
    """Lock both tickets of a merge or a split; raises TicketNotFound."""
    row = Regrouping.objects.filter(pk=row_id, kind=kind).first()
    if row is None:
        raise TicketNotFound(row_id)
    tickets = {pk: lock(pk, reader=by) for pk in sorted((row.ticket_id, row.other_id))}
    row.refresh_from_db()
    return row, tickets[row.ticket_id], tickets[row.other_id]


def can_be_undone(row: Regrouping, ticket: Ticket, *, at: datetime) -> bool:
    """Whether undoing is still offered; what was built on it may yet forbid it."""
    return row.undone_at is None and at - row.at <= LASTS and ticket.merged_into_id is None


def check_time(row: Regrouping, ticket: Ticket, *, at: datetime) -> None:
    """Raise TicketLocked when it is too late, or when the ticket was merged further."""
    if at - row.at > LASTS:
        raise TicketLocked(_("This can be undone for seven days only."))
    if ticket.merged_into_id is not None:
        words = _("#%(number)d was merged into #%(into)d since. Undo that first.")
        raise TicketLocked(words % {"number": ticket.pk, "into": ticket.merged_into_id})


def close(row: Regrouping, ticket: Ticket, other: Ticket, *, by: Actor, at: datetime) -> None:
    """Note that it was undone, on both tickets."""
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    is_merge = row.kind == Regrouping.Kind.MERGE
    for told in (ticket, other):
        event = RegroupingUndone(
            ticket=told.pk,
            kind=row.kind,
            origin=other.pk if is_merge else ticket.pk,
            into=ticket.pk if is_merge else other.pk,
            organization=told.organization_id,
            team=told.team_id,
        )
        record(event, by=by, at=at)


def _stand_again(other: Ticket, row: Regrouping, *, by: Actor, at: datetime) -> None:
    """The status of before, without moving clocks: they are as they were."""
    was = row.before["other"]
    if change(other, "status", Status.objects.get(pk=was["status"]), by=by, at=at):
        parting.stands_again(other, by=by, at=at)
    change(other, "needs_review", was["needs_review"], by=by, at=at)
    other.solved_at, other.closed_at = _instant(was["solved_at"]), _instant(was["closed_at"])
    other.awaits_agent = was["awaits_agent"]
    other.save(update_fields=["solved_at", "closed_at", "awaits_agent"])


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _keep_letter(row: Regrouping, *, at: datetime) -> None:
    """The letter that tells of the merge does not leave, if it has not left."""
    letter = OutgoingLetter.objects.filter(pk=row.before.get("letter") or 0).first()
    if letter is None:
        return
    try:
        outbox.withdraw(letter, at=at)
    except outbox.TooLate:
        return
