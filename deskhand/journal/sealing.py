"""The hash chain over the journal: a row changed behind the guard's back is found.

A seal names its events by ranges of ids, since on PostgreSQL a lower id may be committed
after a higher one. Its digest covers them in the order of ids, and the digest before it.
"""

import hashlib
import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from deskhand.journal.models import Event, Seal
from deskhand.journal.reading import Cursor, since, until

BATCH = 5000
BEGINNING = "0" * 64


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not fit: the seal, and one line for a person."""

    seal: int
    text: str


def seal(*, at: datetime) -> int:
    """Seal what is settled and not sealed yet; return how many events that were."""
    sealed = 0
    while count := _seal_batch(at):
        sealed += count
    return sealed


def verify() -> Iterator[Fault]:
    """Compute the whole chain afresh and yield what does not fit."""
    previous = BEGINNING
    for link in Seal.objects.order_by("id").iterator():
        if link.previous != previous:
            yield Fault(link.pk, f"Seal {link.pk} does not follow the one before it.")
        events = list(_events_in(link.ranges))
        if len(events) != link.count:
            yield Fault(
                link.pk, f"Seal {link.pk} covers {link.count} events; {len(events)} are left."
            )
        elif _digest(link.previous, events) != link.digest:
            yield Fault(link.pk, f"An event under seal {link.pk} ({link}) was changed.")
        previous = link.digest
    yield from _slipped_in()


def _slipped_in() -> Iterator[Fault]:
    last = _last()
    if last is None:
        return
    numbers = _uncovered(last)
    first = next(numbers, None)
    if first is not None:
        count = 1 + sum(1 for _number in numbers)
        text = f"Before seal {last.pk} stand {count} events under no seal; the first is {first}."
        yield Fault(last.pk, text)


def _last() -> Seal | None:
    return Seal.objects.order_by("-id").first()


def _seal_batch(at: datetime) -> int:
    last = _last()
    events = _unsealed(last)
    if not events:
        return 0
    previous = last.digest if last else BEGINNING
    place = max(_place(last), Cursor.behind(events[-1]))
    in_order = sorted(events, key=lambda event: event.pk)
    link = Seal(
        previous=previous,
        ranges=_ranges([event.pk for event in in_order]),
        count=len(events),
        last_xid=place.xid,
        last_id=place.id,
        digest=_digest(previous, in_order),
        sealed_at=at,
    )
    try:
        with transaction.atomic():
            link.save(force_insert=True)
    except IntegrityError:
        # Another process sealed first; two seals cannot follow the same one.
        return 0
    return link.count


def _unsealed(last: Seal | None) -> list[Event]:
    if last and last.last_xid == 0 and connection.vendor == "postgresql":
        # First after a restore: what was committed late in the old database, under lower ids.
        late = list(islice(_uncovered(last), BATCH))
        if late:
            return list(Event.objects.filter(pk__in=late).order_by("id"))
    return since(_place(last), limit=BATCH)


def _place(last: Seal | None) -> Cursor:
    return Cursor(last.last_xid, last.last_id) if last else Cursor()


def _uncovered(last: Seal) -> Iterator[int]:
    """The ids of events before the last seal that no seal names; reads all."""
    ranges = sorted(r for link in Seal.objects.iterator() for r in link.ranges)
    numbers = until(_place(last)).values_list("pk", flat=True)
    upcoming = iter([*ranges, [math.inf, math.inf]])
    first, final = next(upcoming)
    for number in numbers.iterator():
        while number > final:
            first, final = next(upcoming)
        if number < first:
            yield number


def _events_in(ranges: list[list[int]]) -> Iterator[Event]:
    for first, last in ranges:
        yield from Event.objects.filter(Q(pk__gte=first) & Q(pk__lte=last)).order_by("id")


def _ranges(ids: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in ids:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


def _digest(previous: str, events: Iterable[Event]) -> str:
    digest = hashlib.sha256(previous.encode())
    for event in events:
        digest.update(json.dumps(_facts(event), sort_keys=True).encode())
    return digest.hexdigest()


def _facts(event: Event) -> dict[str, Any]:
    """Everything but the transaction number, which a restore may change."""
    facts = {f.attname: getattr(event, f.attname) for f in Event._meta.concrete_fields}
    del facts["xid"]
    for name in ("at", "recorded_at"):
        facts[name] = facts[name].isoformat()
    return facts
