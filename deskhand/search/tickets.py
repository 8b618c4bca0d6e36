"""Tickets as they are found: number and subject, who asks and answers, what was said, files.

Notes with their files, addresses, tags, numbers of vendors and fields of forms that are not for
requesters are for agents alone; so is a reply until it is released.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from deskhand.people.models import Address
from deskhand.search.kinds import Entry, Kind, numbered
from deskhand.tickets.models import (
    Attachment,
    FieldAnswer,
    Message,
    Participant,
    Ticket,
    VendorNumber,
)

OPEN = "open"


@dataclass(slots=True)
class _Texts:
    """What belongs to a ticket beside its own row."""

    names: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


def ticket_entries(numbers: Sequence[int], at: datetime) -> Iterator[Entry]:
    """Read tickets with everything by which they are found; a few statements for all."""
    rows = Ticket.objects.filter(pk__in=numbers).select_related("requester", "organization")
    beside: dict[int, _Texts] = defaultdict(_Texts)
    _read_messages(numbers, beside, at)
    _read_files(numbers, beside, at)
    for ticket, domain, number in VendorNumber.objects.filter(ticket__in=numbers).values_list(
        "ticket", "domain", "number"
    ):
        beside[ticket].notes.append(f"{domain} {number}")
    answers = FieldAnswer.objects.filter(ticket__in=numbers)
    for ticket, is_internal, shown in answers.values_list("ticket", "is_internal", "shown"):
        found = beside[ticket]
        (found.notes if is_internal else found.texts).append(shown)
    participants = Participant.objects.filter(ticket__in=numbers)
    for ticket, person in participants.values_list("ticket", "person"):
        beside[ticket].people.append(person)
    addresses = _addresses({row.requester_id for row in rows})
    for row in rows:
        yield _entry(row, beside[row.pk], addresses.get(row.requester_id, []))


TICKETS = Kind("ticket", 0, ticket_entries, **numbered(Ticket))


def organization_mark(organization_id: int) -> str:
    return f"o{organization_id}"


def team_mark(team_id: int) -> str:
    return f"t{team_id}"


def assignee_mark(agent_id: int) -> str:
    return f"a{agent_id}"


def person_mark(person_id: int) -> str:
    """Of who asked, and of those who read along."""
    return f"p{person_id}"


def _read_messages(numbers: Sequence[int], beside: dict[int, _Texts], at: datetime) -> None:
    # The newest first: of a very long ticket those are found.
    said = Message.objects.filter(ticket__in=numbers, withdrawn_at=None).order_by("-id")
    rows = list(
        said.values_list("ticket", "is_public", "released_at", "author_name", "person", "text")
    )
    addresses = _addresses({person for *_more, person, _text in rows})
    for ticket, is_public, released_at, author, person, text in rows:
        found = beside[ticket]
        found.notes += addresses.get(person, ())
        if _is_out(is_public, released_at, at):
            found.texts.append(text)
            found.names.append(author)
        else:
            found.notes += [author, text]


def _read_files(numbers: Sequence[int], beside: dict[int, _Texts], at: datetime) -> None:
    files = Attachment.objects.filter(message__ticket__in=numbers, message__withdrawn_at=None)
    for ticket, is_public, released_at, name in files.order_by("id").values_list(
        "message__ticket", "message__is_public", "message__released_at", "filename"
    ):
        found = beside[ticket]
        (found.names if _is_out(is_public, released_at, at) else found.notes).append(name)


def _is_out(is_public: bool, released_at: datetime | None, at: datetime) -> bool:
    return is_public and released_at is not None and released_at <= at


def _addresses(people: Iterable[int | None]) -> dict[int | None, list[str]]:
    found: dict[int | None, list[str]] = defaultdict(list)
    known = [person for person in people if person is not None]
    rows = Address.objects.filter(person__in=known).order_by("id")
    for person, email in rows.values_list("person", "email"):
        found[person].append(email)
    return found


def _entry(row: Ticket, beside: _Texts, addresses: list[str]) -> Entry:
    asker = row.requester.name if row.requester else ""
    client = row.organization.name if row.organization else ""
    notes = dict.fromkeys((*addresses, *map(str, row.tags), *beside.notes))
    return Entry(
        number=row.pk,
        title=f"{row.pk} {row.subject}",
        names=[*dict.fromkeys((asker, client, *beside.names))],
        texts=beside.texts,
        notes=list(notes),
        marks=frozenset(_marks(row, beside)),
    )


def _marks(row: Any, beside: _Texts) -> Iterator[str]:
    if row.is_open:
        yield OPEN
    if row.organization_id is not None:
        yield organization_mark(row.organization_id)
    if row.team_id is not None:
        yield team_mark(row.team_id)
    if row.assignee_id is not None:
        yield assignee_mark(row.assignee_id)
    if row.requester_id is not None:
        yield person_mark(row.requester_id)
    yield from map(person_mark, beside.people)
