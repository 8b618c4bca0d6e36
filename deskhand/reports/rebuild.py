"""Make facts and sums anew from what was written down, or compare and tell what differs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.reports import summing
from deskhand.reports.models import Tally, TicketFacts
from deskhand.tickets.models import Ticket

TOGETHER = 500
# What is computed at an instant, or compared by itself.
BESIDE = frozenset({"ticket", "computed_at"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the tickets have been looked at, and what differed among the last of them."""

    done: int
    of: int
    differences: tuple[str, ...] = ()


def rebuild(*, at: datetime) -> Iterator[Progress]:
    """Count all tickets anew, the oldest first, and mend the sums.

    One that was broken off goes on where it stood. Then the sums are compared with the facts,
    and those that differ are set right.
    """
    while True:
        with transaction.atomic():
            held = summing.place()
            numbers = _after(held.rebuilt_to or 0)
            differences = tuple(_mend(numbers, at=at, held=held)) if numbers else ()
            held.rebuilt_to = numbers[-1] if numbers else None
            held.save()
        if not numbers:
            break
        yield Progress(*_share(numbers[-1]), differences)
    with transaction.atomic():
        held = summing.place()
        wrong = tuple(_sums_differing())
        if wrong:
            _write_sums()
            held.revision += 1
            held.save()
    yield Progress(*_share(None), wrong)


def check(*, at: datetime) -> Iterator[Progress]:
    """As `rebuild`, and change nothing. What happened since the sums were last brought up to
    date differs too."""
    last = 0
    while numbers := _after(last):
        last = numbers[-1]
        facts = summing.counted(numbers, at=at)
        yield Progress(*_share(last), tuple(_facts_differing(facts)))
    yield Progress(*_share(None), tuple(_sums_differing()))


def _after(number: int) -> list[int]:
    tickets = Ticket.objects.filter(pk__gt=number).order_by("pk")
    return list(tickets.values_list("pk", flat=True)[:TOGETHER])


def _share(last: int | None) -> tuple[int, int]:
    tickets = Ticket.objects.all()
    of = tickets.count()
    return (of if last is None else tickets.filter(pk__lte=last).count()), of


def _mend(numbers: list[int], *, at: datetime, held: Any) -> Iterator[str]:
    facts = summing.counted(numbers, at=at)
    yield from _facts_differing(facts)
    summing.put(facts, held=held, read_at=held.revision)


def _facts_differing(facts: list[TicketFacts]) -> Iterator[str]:
    kept = TicketFacts.objects.in_bulk([one.pk for one in facts])
    for one in facts:
        before = kept.get(one.pk)
        if before is None:
            yield f"ticket {one.pk}: no facts were kept"
            continue
        names = (f.attname for f in TicketFacts._meta.concrete_fields if f.name not in BESIDE)
        wrong = [name for name in names if getattr(one, name) != getattr(before, name)]
        if wrong:
            yield f"ticket {one.pk}: {', '.join(wrong)} differed"


def _sums_differing() -> Iterator[str]:
    """Compare the sums with all cells that are kept with tickets."""
    fields = ("grain", "starts_on", "cut", "key", "measure", "label")
    numbers = ("count", "seconds", "elapsed")
    expected = _expected()
    for row in Tally.objects.values_list(*fields, *numbers).iterator(chunk_size=5000):
        key, kept = row[:6], row[6:]
        wanted = expected.pop(key, (0, 0, 0))
        if wanted != kept:
            yield f"{_named(key)}: {kept[0]} kept, {wanted[0]} counted"
    for key, wanted in expected.items():
        yield f"{_named(key)}: none kept, {wanted[0]} counted"


def _named(key: tuple[Any, ...]) -> str:
    grain, starts_on, cut, row, measure, label = key
    length = Tally.Grain(grain).label
    return f"{measure} {label} of the {length} {starts_on}, {cut} {row}".replace("  ", " ")


def _expected() -> summing.Sums:
    sums: dict[summing.Key, Counter[int]] = {}
    kept = TicketFacts.objects.values_list("cells", flat=True)
    for cells in kept.iterator(chunk_size=1000):
        for key, numbers in summing.difference([], cells).items():
            sums.setdefault(key, Counter()).update(dict(enumerate(numbers)))
    return {key: (found[0], found[1], found[2]) for key, found in sums.items()}


def _write_sums() -> None:
    Tally.objects.all().delete()
    rows = (
        Tally(
            grain=grain,
            starts_on=starts_on,
            cut=cut,
            key=key,
            measure=measure,
            label=label,
            count=count,
            seconds=seconds,
            elapsed=elapsed,
        )
        for (grain, starts_on, cut, key, measure, label), (
            count,
            seconds,
            elapsed,
        ) in _expected().items()
    )
    Tally.objects.bulk_create(rows, batch_size=1000)
