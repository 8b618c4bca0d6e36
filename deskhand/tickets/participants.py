"""Who reads along: colleagues in copy, and people whom an agent let in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import Q, QuerySet

from deskhand.jobs.together import Asked, Row, instant, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Address, Agent, Membership, Person
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


@dataclass(frozen=True, slots=True)
class Along:
    """Who reads along, who of them belongs elsewhere, and to whom of them a letter leaves the
    house; by ids of persons."""

    participants: list[Participant]
    outsiders: set[int]
    outside: set[int]


def along_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of those who read along and of the requester, for `read_together`."""
    nobody = 0
    return {
        "along": _along(ticket.pk),
        "addresses": _addresses(ticket.pk, ticket.requester_id or nobody),
        "members": _members(ticket.pk, ticket.organization_id or nobody),
        "ours": _ours(ticket.pk),
    }


def _people_along(ticket: int) -> QuerySet:
    return Participant.objects.filter(ticket=ticket).values("person")


@shape
def _along(ticket: int) -> QuerySet:
    rows = Participant.objects.filter(ticket=ticket)
    return told(rows, pk="pk", person="person", is_muted="is_muted", name="person__name")


@shape
def _addresses(ticket: int, requester: int) -> QuerySet:
    theirs = Q(person__in=_people_along(ticket)) | Q(person=requester)
    return told(
        Address.objects.filter(theirs),
        id="pk",
        person="person",
        email="email",
        is_main="is_main",
        bounced_at="bounced_at",
        bounce_reason="bounce_reason",
    )


@shape
def _members(ticket: int, organization: int) -> QuerySet:
    people = _people_along(ticket)
    members = Membership.objects.filter(person__in=people, organization=organization)
    return told(members, person="person")


@shape
def _ours(ticket: int) -> QuerySet:
    ours = Agent.objects.filter(person__in=_people_along(ticket))
    return told(ours, person="person", active="is_active")


def along_in(found: Mapping[str, list[Row]], ticket: Ticket) -> Along:
    """Return who reads along, with their addresses; those of the requester go to `ticket`."""
    addresses: dict[int, list[Address]] = {}
    for row in sorted(found["addresses"], key=lambda row: row["id"]):
        fields = {**row, "bounced_at": instant(row["bounced_at"]), "is_main": bool(row["is_main"])}
        person = fields.pop("person")
        addresses.setdefault(person, []).append(Address(person_id=person, **fields))
    participants = []
    for row in sorted(found["along"], key=lambda row: row["pk"]):
        person = Person(pk=row["person"], name=row["name"])
        _knows(person, addresses)
        participants.append(
            Participant(pk=row["pk"], ticket=ticket, person=person, is_muted=bool(row["is_muted"]))
        )
    if ticket.requester is not None:
        _knows(ticket.requester, addresses)
    there = {row["person"] for row in found["along"]} - {ticket.requester_id}
    members = {row["person"] for row in found["members"]}
    ours = {row["person"] for row in found["ours"]}
    at_work = {row["person"] for row in found["ours"] if row["active"]}
    return Along(participants, there - members - ours, there - members - at_work)


def _knows(person: Person, addresses: Mapping[int, list[Address]]) -> None:
    """Let his addresses be at hand, as if they had been fetched with him."""
    cache = {"addresses": addresses.get(person.pk, [])}
    person._prefetched_objects_cache = cache  # type: ignore[attr-defined]  # where Django looks


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
