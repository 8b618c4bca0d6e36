"""Keeping the sums up to date: whatever the journal tells of a ticket, that ticket is counted
again. The place up to which it was read is kept together with the sums."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor, since
from deskhand.reports import summing
from deskhand.reports.models import Place

TOGETHER = 500


def follow(*, at: datetime) -> bool:
    """Count the tickets to which something happened since the last time; True when there is more
    to be read at once.

    They are counted before anything is locked; where somebody else was faster, it is begun anew.
    """
    place = Place.objects.first() or Place()
    events = since(Cursor(place.xid, place.event_id), limit=TOGETHER)
    if not events:
        return False
    return not take(events, place=place, at=at) or len(events) == TOGETHER


def take(events: Sequence[Event], *, place: Place, at: datetime) -> bool:
    """Count the tickets of these events, which lie behind a place; False, and nothing done, when
    somebody else has counted since that was read."""
    facts = summing.counted(_tickets(events), at=at)
    with transaction.atomic():
        held = summing.place()
        if not summing.put(facts, held=held, read_at=place.revision):
            return False
        last = Cursor.behind(events[-1])
        held.xid, held.event_id = last.xid, last.id
        held.save()
    return True


def _tickets(events: Sequence[Event]) -> set[int]:
    subjects = {event.subject_id for event in events if event.subject_kind == "ticket"}
    return {number for number in subjects if number is not None}
