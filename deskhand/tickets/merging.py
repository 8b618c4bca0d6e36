"""A ticket goes up into another, with all that was said on it and all that leads to it.

Both are locked. What is moved is written down as it was (`Regrouping.before`), so that it can be
put back.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Person
from deskhand.tickets.conversation import remember
from deskhand.tickets.events import TicketMerged
from deskhand.tickets.models import (
    Draft,
    Message,
    Participant,
    ThreadReference,
    Ticket,
    VendorNumber,
    Watcher,
)
from deskhand.tickets.participants import add_participant, remove_participant
from deskhand.tickets.regrouped import Regrouping
from deskhand.tickets.relations import move_relations, put_relations_back
from deskhand.tickets.side import SideConversation


def take_in(
    ticket: Ticket,
    other: Ticket,
    *,
    readers: Iterable[Person],
    hides: bool,
    by: Actor,
    at: datetime,
) -> Regrouping:
    """Move everything of `other` into `ticket`. With `hides` what its people could read is for
    agents alone from then on; `readers` read along on `ticket`."""
    before: dict[str, Any] = {
        "ticket": _stands(ticket),
        "other": _stands(other),
        "messages": _ids(other.messages.all()),
        "public": _ids(other.messages.filter(is_public=True)) if hides else [],
        "references": _move_references(other, ticket),
        "numbers": _move_numbers(other, ticket),
        "sides": _ids(other.sides.all()),
        "relations": move_relations(other, ticket),
        "drafts": _move_drafts(other, ticket),
        "watchers": _join_watchers(other, ticket, at=at),
    }
    SideConversation.objects.filter(pk__in=before["sides"]).update(ticket=ticket)
    Message.objects.filter(pk__in=before["public"]).update(is_public=False)
    Message.objects.filter(pk__in=before["messages"]).update(ticket=ticket)
    before["readers"] = _let_in(ticket, other, readers, by=by, at=at)
    _touch(ticket, other, hides=hides, at=at)
    other.merged_into = ticket
    other.save(update_fields=["merged_into"])
    row = Regrouping.objects.create(
        kind=Regrouping.Kind.MERGE,
        ticket=ticket,
        other=other,
        by_name=by.name,
        at=at,
        before=before,
    )
    _tell(ticket, other, by=by, at=at)
    return row


def _let_in(
    ticket: Ticket, other: Ticket, readers: Iterable[Person], *, by: Actor, at: datetime
) -> list[int]:
    """Let people read along, who are written to as little as before; return who is new."""
    new = [person.pk for person in readers if add_participant(ticket, person, by=by, at=at)]
    muted = other.participants.filter(is_muted=True, person__in=new)
    ticket.participants.filter(person__in=muted.values("person")).update(is_muted=True)
    return new


def _tell(ticket: Ticket, other: Ticket, *, by: Actor, at: datetime) -> None:
    for told in (ticket, other):
        event = TicketMerged(
            ticket=told.pk,
            origin=other.pk,
            into=ticket.pk,
            organization=told.organization_id,
            team=told.team_id,
        )
        record(event, by=by, at=at)


def put_back(row: Regrouping, ticket: Ticket, other: Ticket, *, by: Actor, at: datetime) -> None:
    """Move back what a merge moved; what was said since then stays on `ticket`."""
    before = row.before
    Message.objects.filter(pk__in=before["public"]).update(is_public=True)
    Message.objects.filter(pk__in=before["messages"]).update(ticket=other)
    _put_references_back(before["references"], ticket, other)
    SideConversation.objects.filter(pk__in=before["sides"]).update(ticket=other)
    put_relations_back(before["relations"])
    VendorNumber.objects.filter(pk__in=before["numbers"], ticket=ticket).update(ticket=other)
    Draft.objects.filter(pk__in=before["drafts"], ticket=ticket).update(ticket=other)
    Watcher.objects.filter(ticket=ticket, agent__in=before["watchers"]).delete()
    for person in Person.objects.filter(pk__in=before["readers"]):
        remove_participant(ticket, person, by=by, at=at)
    other.merged_into = None
    _restore(other, before["other"])
    if not ticket.messages.filter(written_at__gt=row.at).exists():
        _restore(ticket, before["ticket"])


def _stands(ticket: Ticket) -> dict[str, Any]:
    """What is written on a ticket by merging beside its status."""
    spoken = ticket.last_public_at.isoformat() if ticket.last_public_at else None
    return {
        "status": ticket.status_id,
        "solved_at": ticket.solved_at.isoformat() if ticket.solved_at else None,
        "closed_at": ticket.closed_at.isoformat() if ticket.closed_at else None,
        "last_public_at": spoken,
        "awaits_agent": ticket.awaits_agent,
        "needs_review": ticket.needs_review,
    }


def _restore(ticket: Ticket, was: dict[str, Any]) -> None:
    spoken = was["last_public_at"]
    ticket.last_public_at = datetime.fromisoformat(spoken) if spoken else None
    ticket.awaits_agent = was["awaits_agent"]
    ticket.save(update_fields=["last_public_at", "awaits_agent", "merged_into"])


def _ids(rows: Any) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _move_references(other: Ticket, ticket: Ticket) -> list[list[Any]]:
    """Each Message-ID that led to `other`, and whether it led to `ticket` already."""
    there = set(ticket.references.values_list("message_id", flat=True))
    moved = list(other.references.order_by("pk").values_list("message_id", flat=True))
    remember(ticket, moved)
    other.references.all().delete()
    return [[message_id, message_id in there] for message_id in moved]


def _put_references_back(moved: list[list[Any]], ticket: Ticket, other: Ticket) -> None:
    remember(other, [message_id for message_id, _was_there in moved])
    only = [message_id for message_id, was_there in moved if not was_there]
    ThreadReference.objects.filter(ticket=ticket, message_id__in=only).delete()


def _move_numbers(other: Ticket, ticket: Ticket) -> list[int]:
    there = set(ticket.vendor_numbers.values_list("domain", "number"))
    moved = [row.pk for row in other.vendor_numbers.all() if (row.domain, row.number) not in there]
    VendorNumber.objects.filter(pk__in=moved).update(ticket=ticket)
    return moved


def _move_drafts(other: Ticket, ticket: Ticket) -> list[int]:
    """Whoever writes on both keeps two drafts where they are."""
    there = ticket.drafts.values("agent")
    moved = _ids(other.drafts.exclude(agent__in=there))
    Draft.objects.filter(pk__in=moved).update(ticket=ticket)
    return moved


def _join_watchers(other: Ticket, ticket: Ticket, *, at: datetime) -> list[int]:
    there = set(ticket.watchers.values_list("agent", flat=True))
    watching = other.watchers.filter(is_muted=False).exclude(agent__in=there)
    joined = list(watching.values_list("agent", flat=True))
    Watcher.objects.bulk_create(Watcher(ticket=ticket, agent_id=one, since=at) for one in joined)
    return joined


def _touch(ticket: Ticket, other: Ticket, *, hides: bool, at: datetime) -> None:
    ticket.updated_at = at
    if not hides and other.last_public_at is not None:
        ticket.last_public_at = max(ticket.last_public_at or at, other.last_public_at)
        ticket.awaits_agent = ticket.awaits_agent or (other.is_open and other.awaits_agent)
    ticket.save(update_fields=["updated_at", "last_public_at", "awaits_agent"])


def readers_of(ticket: Ticket) -> list[Person]:
    """Return who reads a ticket as its requester or along with him, the requester first."""
    rows = Participant.objects.filter(ticket=ticket).select_related("person").order_by("pk")
    asker = [ticket.requester] if ticket.requester else []
    return [*asker, *(row.person for row in rows)]
