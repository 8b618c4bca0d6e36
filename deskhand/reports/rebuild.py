"""Make facts and sums anew from what was written down, or compare and tell what differs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.journal.reading import Cursor, head
from deskhand.reports import summing
from deskhand.reports.counting import Cell
from deskhand.reports.models import Place, Tally, TicketFacts
from deskhand.tickets.models import Ticket

TOGETHER = 1000
KEY = ("grain", "starts_on", "cut", "key", "measure", "label")
NUMBERS = ("count", "seconds", "elapsed")
# What is computed at an instant, or compared by itself.
BESIDE = frozenset({"ticket", "computed_at"})


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the tickets have been looked at; of the last of them, what differed, and how
    many a rebuild has counted for the first time."""

    done: int
    of: int
    differences: tuple[str, ...] = ()
    new: int = 0


def rebuild(*, at: datetime) -> Iterator[Progress]:
    """Count all tickets anew, the oldest first, and mend the sums.

    One that was broken off goes on where it stood. Then the sums are compared with the facts,
    and those that differ are set right.
    """
    of, done, begun_at = Ticket.objects.count(), _resume(), head()
    is_whole = not done
    while True:
        with transaction.atomic():
            held = summing.place()
            numbers = _after(held.rebuilt_to or 0)
            differences, new = _mend(numbers, at=at, held=held)
            held.rebuilt_to = numbers[-1] if numbers else None
            if not numbers and is_whole:
                _go_on_from(begun_at, held)
            held.save()
        if not numbers:
            break
        done += len(numbers)
        yield Progress(done, of, differences, new)
    for grain, cut in summing.KINDS:
        yield Progress(done, of, tuple(_mend_sums(grain, cut)))


def check(*, at: datetime) -> Iterator[Progress]:
    """As `rebuild`, and change nothing. What happened since the sums were last brought up to
    date differs too."""
    last, done, of = 0, 0, Ticket.objects.count()
    while numbers := _after(last):
        last, done = numbers[-1], done + len(numbers)
        facts = summing.counted(numbers, at=at)
        kept = _kept(facts)
        missing = (f"ticket {one.pk}: no facts were kept" for one in facts if one.pk not in kept)
        yield Progress(done, of, (*missing, *_facts_differing(facts, kept)))
    for grain, cut in summing.KINDS:
        yield Progress(done, of, tuple(_differing(_expected(grain, cut), grain, cut)))


def _resume() -> int:
    """How many tickets a rebuild that was broken off has counted already."""
    place = Place.objects.first()
    rebuilt_to = place.rebuilt_to if place else None
    return Ticket.objects.filter(pk__lte=rebuilt_to).count() if rebuilt_to else 0


def _go_on_from(cursor: Cursor, held: Place) -> None:
    """What the journal told before a whole rebuild began needs not be followed any more."""
    if cursor > Cursor(held.xid, held.event_id):
        held.xid, held.event_id = cursor.xid, cursor.id


def _after(number: int) -> list[int]:
    tickets = Ticket.objects.filter(pk__gt=number).order_by("pk")
    return list(tickets.values_list("pk", flat=True)[:TOGETHER])


def _mend(numbers: list[int], *, at: datetime, held: Place) -> tuple[tuple[str, ...], int]:
    """Return what differed, and how many tickets had no facts before."""
    if not numbers:
        return (), 0
    facts = summing.counted(numbers, at=at)
    kept = _kept(facts)
    differences = tuple(_facts_differing(facts, kept))
    summing.put(facts, held=held, read_at=held.revision)
    return differences, len(facts) - len(kept)


def _kept(facts: list[TicketFacts]) -> dict[int, TicketFacts]:
    return TicketFacts.objects.in_bulk([one.pk for one in facts])


def _facts_differing(facts: list[TicketFacts], kept: dict[int, TicketFacts]) -> Iterator[str]:
    for one in facts:
        before = kept.get(one.pk)
        if before is None:
            continue
        names = (f.attname for f in TicketFacts._meta.concrete_fields if f.name not in BESIDE)
        wrong = [name for name in names if getattr(one, name) != getattr(before, name)]
        if wrong:
            yield f"ticket {one.pk}: {', '.join(wrong)} differed"


def _mend_sums(grain: str, cut: str) -> list[str]:
    """Set the sums of a grain and cut right where they differ.

    They are looked at first without a lock, which on SQLite would hold up all who write.
    """
    if next(_differing(_expected(grain, cut), grain, cut), None) is None:
        return []
    return _sums_made_anew(grain, cut)


@transaction.atomic
def _sums_made_anew(grain: str, cut: str) -> list[str]:
    held = summing.place()
    expected = _expected(grain, cut)
    wrong = list(_differing(dict(expected), grain, cut))
    if wrong:
        Tally.objects.filter(grain=grain, cut=cut).delete()
        Tally.objects.bulk_create(_rows(expected), batch_size=1000)
        held.revision += 1
        held.save()
    return wrong


def _differing(expected: summing.Sums, grain: str, cut: str) -> Iterator[str]:
    """Compare the sums of a grain and cut with all cells that are kept with tickets."""
    kept = Tally.objects.filter(grain=grain, cut=cut).values_list(*KEY, *NUMBERS)
    for row in kept.iterator(chunk_size=5000):
        key, numbers = row[: len(KEY)], row[len(KEY) :]
        wanted = expected.pop(key, (0, 0, 0))
        if wanted != numbers:
            yield f"{_named(key)}: {numbers[0]} kept, {wanted[0]} counted"
    for key, wanted in expected.items():
        yield f"{_named(key)}: none kept, {wanted[0]} counted"


def _named(key: tuple[Any, ...]) -> str:
    grain, starts_on, cut, row, measure, label = key
    what = f"{measure} {label}".strip()
    return f"{what} of the {Tally.Grain(grain).label} {starts_on}, {cut} {row}"


def _expected(grain: str, cut: str) -> summing.Sums:
    """Add up what is kept with the tickets: of one grain and cut, since all would not fit into
    the memory of a small machine."""
    sums: dict[summing.Key, tuple[int, int, int]] = {}
    kept = TicketFacts.objects.order_by().values_list("cells", flat=True)
    for cells in kept.iterator(chunk_size=1000):
        for cell in map(Cell.of, cells):
            key = summing.key_of(cell, grain, cut)
            if key is not None:
                count, seconds, elapsed = sums.get(key, (0, 0, 0))
                sums[key] = (count + cell.count, seconds + cell.seconds, elapsed + cell.elapsed)
    return sums


def _rows(sums: summing.Sums) -> Iterator[Tally]:
    for key, numbers in sums.items():
        yield Tally(**dict(zip((*KEY, *NUMBERS), (*key, *numbers), strict=True)))
