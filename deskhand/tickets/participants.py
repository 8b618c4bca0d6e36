"""Who reads along: colleagues in copy, and people whom an agent let in."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Agent, Membership, Person
from deskhand.tickets.events import ParticipantAdded, ParticipantMuted, ParticipantRemoved
from deskhand.tickets.models import Participant, Ticket


def add_participant(ticket: Ticket, person: Person, *, by: Actor, at: datetime) -> bool:
    """Let a person read along; False when he is the requester or already does."""
    if person.pk == ticket.requester_id:
        return False
    _row, is_new = Participant.objects.get_or_create(
        ticket=ticket, person=person, defaults={"added_at": at}
    )
    if is_new:
        record(_event(ParticipantAdded, ticket, person), by=by, at=at)
    return is_new


def remove_participant(ticket: Ticket, person: Person, *, by: Actor, at: datetime) -> bool:
    """Let a person read along no longer; False when he did not."""
    gone, _rows = Participant.objects.filter(ticket=ticket, person=person).delete()
    if gone:
        record(_event(ParticipantRemoved, ticket, person), by=by, at=at)
    return bool(gone)


def is_outsider(ticket: Ticket, person: Person) -> bool:
    """Whether somebody belongs neither to the client of a ticket nor to the firm."""
    return bool(outsiders(ticket, [person]))


def outsiders(ticket: Ticket, people: Iterable[Person]) -> set[int]:
    """Return which of these people belong neither to the client of a ticket nor to the firm."""
    found = {person.pk for person in people}
    members = Membership.objects.filter(person__in=found, organization=ticket.organization_id)
    inside = set(members.values_list("person", flat=True)) if ticket.organization_id else set()
    agents = set(Agent.objects.filter(person__in=found).values_list("person", flat=True))
    return found - inside - agents - {ticket.requester_id or 0}


def participant_of(key: int) -> Participant | None:
    """Return somebody who reads along; None when he no longer does."""
    rows = Participant.objects.select_related("ticket", "person")
    return rows.prefetch_related("person__addresses").filter(pk=key).first()


def mute(row: Participant, *, is_muted: bool, by: Actor, at: datetime) -> bool:
    """Send somebody who reads along no more letters, or letters again; False when it was so."""
    if (
        not Participant.objects.filter(pk=row.pk)
        .exclude(is_muted=is_muted)
        .update(is_muted=is_muted)
    ):
        return False
    row.is_muted, ticket = is_muted, row.ticket
    event = ParticipantMuted(
        ticket=ticket.pk,
        person=row.person_id,
        is_muted=is_muted,
        organization=ticket.organization_id,
        team=ticket.team_id,
        is_public=not ticket.is_confidential,
    )
    record(event, by=by, at=at)
    return True


class Standing(StrEnum):
    """What somebody is to a ticket into which he may write by mail."""

    REQUESTER = "requester"
    PARTICIPANT = "participant"
    COLLEAGUE = "colleague"


def standing(ticket: Ticket, person: Person) -> Standing | None:
    """Say what a person is to a ticket; None for whoever may not write into it by mail.

    The requester, those who read along, and colleagues from the same organization may
    (product text, intake); nobody joins a confidential ticket by being a colleague.
    """
    if person.pk == ticket.requester_id:
        return Standing.REQUESTER
    if Participant.objects.filter(ticket=ticket, person=person).exists():
        return Standing.PARTICIPANT
    if ticket.organization_id is None or ticket.is_confidential:
        return None
    members = Membership.objects.filter(person=person, organization=ticket.organization_id)
    return Standing.COLLEAGUE if members.exists() else None


def _event(kind: type, ticket: Ticket, person: Person) -> ParticipantAdded | ParticipantRemoved:
    event: ParticipantAdded | ParticipantRemoved = kind(
        ticket=ticket.pk,
        person=person.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
        is_public=not ticket.is_confidential,
    )
    return event
