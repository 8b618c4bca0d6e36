"""The hash chain over the journal: a row changed behind the guard's back is found.

A seal names its events by ranges of ids, since on PostgreSQL a lower id may be committed
after a higher one. Its digest covers them in the order of ids, and the digest before it.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from deskhand.journal.models import Event, Seal
from deskhand.journal.reading import Cursor, since

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


def _seal_batch(at: datetime) -> int:
    last = Seal.objects.order_by("-id").first()
    events = since(Cursor(last.last_xid, last.last_id) if last else Cursor(), limit=BATCH)
    if not events:
        return 0
    previous = last.digest if last else BEGINNING
    in_order = sorted(events, key=lambda event: event.pk)
    link = Seal(
        previous=previous,
        ranges=_ranges([event.pk for event in in_order]),
        count=len(events),
        last_xid=events[-1].xid,
        last_id=events[-1].pk,
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
