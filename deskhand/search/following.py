"""Following the journal: what happened since the last time is read and brought up to date."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor, since
from deskhand.search.index import digests
from deskhand.search.kinds import CODES, kinds
from deskhand.search.models import Progress
from deskhand.search.people import PEOPLE
from deskhand.search.writing import Draft, Numbers, bring_up_to_date, in_turn, progress
from deskhand.tickets.models import Ticket

BATCH = 200
# These change nothing that is found.
QUIET = frozenset(
    {
        "target_met",
        "target_breached",
        "receipt_written",
        "answer_undelivered",
        "time_entered",
        "time_corrected",
        "time_withdrawn",
    }
)
QUIET_FIELDS = frozenset(
    {
        "kind",
        "priority",
        "site",
        "is_confidential",
        "needs_review",
        "first_contact",
        "is_emergency",
        "emergency_settled",
        "impact",
        "urgency",
    }
)
# What Setup calls the kinds.
IN_SETUP = {"people": "person", "memberships": "person", "organizations": "organization"}


@dataclass(frozen=True, slots=True)
class _News:
    """Events of the journal, and the things that they touched as these are now."""

    cursor: Cursor
    draft: Draft
    renamed: list[tuple[str, int]]


def follow(*, at: datetime, most: int = BATCH) -> list[tuple[str, int]] | None:
    """Bring up to date what the next events touched.

    Returns whose names stand on other things too and may have changed, as kind and number; None
    when there was nothing new.
    """

    def read(row: Progress) -> _News:
        events = since(Cursor(row.xid, row.event), limit=most)
        cursor = Cursor.behind(events[-1]) if events else Cursor(row.xid, row.event)
        return _News(cursor, Draft(_touched(events), at=at), _renamed(events))

    def write(row: Progress, news: _News) -> None:
        news.draft.write()
        row.xid, row.event = news.cursor.xid, news.cursor.id

    before = progress()
    if not since(Cursor(before.xid, before.event), limit=1):
        return None
    return in_turn(read, write).renamed


def refresh_tickets_of(kind: str, number: int, *, after: int, at: datetime) -> int:
    """Bring some tickets that bear the name of a person or organization up to date.

    Returns the number of the last one, for the next call; 0 when there are no more.
    """
    bearing = Q(organization=number) if kind == "organization" else Q(requester=number)
    if kind == "person":
        bearing |= Q(messages__person=number)
    tickets = Ticket.objects.filter(bearing, pk__gt=after).order_by("pk").distinct()
    numbers = list(tickets.values_list("pk", flat=True)[:BATCH])
    if numbers:
        bring_up_to_date({"ticket": numbers}, at=at)
    return numbers[-1] if numbers else 0


def _touched(events: Iterable[Event]) -> Numbers:
    found: dict[str, set[int]] = defaultdict(set)
    for event in events:
        touched = _thing(event)
        if touched is not None:
            found[touched[0]].add(touched[1])
    found["person"] |= _newcomers(found["ticket"])
    return {name: sorted(numbers) for name, numbers in found.items() if numbers}


def _thing(event: Event) -> tuple[str, int] | None:
    number = event.subject_id
    if event.name == "setting_changed":
        kind, number = IN_SETUP.get(event.payload["what"]), event.payload["setting"]
        return (kind, number) if kind and number else None
    is_quiet = event.name in QUIET or event.payload.get("field") in QUIET_FIELDS
    if number is None or event.subject_kind not in kinds() or is_quiet:
        return None
    return event.subject_kind, number


def _newcomers(tickets: Iterable[int]) -> set[int]:
    """People who ask and are not in the index: whoever writes first is nowhere announced."""
    asking = Ticket.objects.filter(pk__in=list(tickets)).exclude(requester=None)
    people = set(asking.values_list("requester", flat=True))
    known = {each // CODES for each in digests(PEOPLE.id_of(person) for person in people)}
    return {person for person in people if person is not None} - known


def _renamed(events: Iterable[Event]) -> list[tuple[str, int]]:
    things = [_thing(event) for event in events if event.name == "setting_changed"]
    return list(dict.fromkeys(thing for thing in things if thing))
