"""The sums: what a ticket adds to them is kept with it, taken out again and put in anew.

So whatever comes late, or is corrected, ends in the same sums as if it had been known at once,
and one that is counted twice changes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection, transaction

from deskhand.jobs.memory import remembering
from deskhand.provider.firm import current
from deskhand.reports.counting import Cell, count
from deskhand.reports.gathering import gather
from deskhand.reports.models import Place, Tally, TicketFacts

KINDS = tuple((str(grain), str(cut)) for grain in Tally.Grain for cut in Tally.Cut)
MEASURED = frozenset(
    {
        "first_response",
        "next_response",
        "solve",
        "late_by",
        "status_time",
        "tier_time",
        "team_time",
        "asked",
    }
)
# What one cell is found by: grain, first day, cut, key, measure and label.
Key = tuple[str, date, str, int, str, str]
Sums = dict[Key, tuple[int, int, int]]

_ADD = """
INSERT INTO reports_tally
    (grain, starts_on, cut, key, measure, label, count, seconds, elapsed)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (grain, cut, measure, key, starts_on, label) DO UPDATE SET
    count = reports_tally.count + excluded.count,
    seconds = reports_tally.seconds + excluded.seconds,
    elapsed = reports_tally.elapsed + excluded.elapsed
"""
FACTS = tuple(f.name for f in TicketFacts._meta.concrete_fields if not f.primary_key)


def counted(numbers: Collection[int], *, at: datetime) -> list[TicketFacts]:
    """Return the facts of tickets as they stand now, unsaved."""
    zone = ZoneInfo(current().time_zone)
    with remembering():
        return [count(told, zone=zone, at=at) for told in gather(numbers)]


def place() -> Place:
    """Return how far the sums have come, held against others who make them."""
    found = Place.objects.select_for_update().first()
    if found is not None:
        return found
    Place.objects.bulk_create([Place(pk=1)], ignore_conflicts=True)
    return Place.objects.select_for_update().get()


def revision() -> int:
    """Return a number that is another one whenever something was put in."""
    return int(Place.objects.values_list("revision", flat=True).first() or 0)


def put(facts: Sequence[TicketFacts], *, held: Place, read_at: int) -> bool:
    """Put facts, computed when the revision was `read_at`, in the place of those that were kept.

    False, and nothing done, when somebody else has put something in meanwhile. The caller
    saves `held`.
    """
    if held.revision != read_at:
        return False
    held.revision += 1
    before = TicketFacts.objects.filter(pk__in=[one.pk for one in facts])
    old = [cell for cells in before.values_list("cells", flat=True) for cell in cells]
    new = [cell for one in facts for cell in one.cells]
    _add(difference(old, new))
    TicketFacts.objects.bulk_create(
        facts, update_conflicts=True, unique_fields=["ticket"], update_fields=FACTS
    )
    return True


def difference(old: Iterable[Sequence[Any]], new: Iterable[Sequence[Any]]) -> Sums:
    """Return what has to be added to the sums when kept cells give way to others; most are the
    same, and cancel out."""
    changes = Counter(map(tuple, new))
    changes.subtract(map(tuple, old))
    sums: dict[Key, list[int]] = defaultdict(lambda: [0, 0, 0])
    for kept, times in changes.items():
        if not times:
            continue
        cell = Cell.of(kept)
        for key in keys_of(cell):
            entry = sums[key]
            entry[0] += times * cell.count
            entry[1] += times * cell.seconds
            entry[2] += times * cell.elapsed
    return {key: (a, b, c) for key, (a, b, c) in sums.items() if a or b or c}


def keys_of(cell: Cell) -> Iterator[Key]:
    """Return all sums to which a cell belongs."""
    for grain, cut in KINDS:
        key = key_of(cell, grain, cut)
        if key is not None:
            yield key


def key_of(cell: Cell, grain: str, cut: str) -> Key | None:
    """Return the sum of a grain and cut to which a cell belongs; None where there is none.

    By day, what each client has is counted but not measured: there would be more sums than
    tickets.
    """
    is_day = grain == Tally.Grain.DAY
    if is_day and cut == Tally.Cut.ORGANIZATION and cell.measure in MEASURED:
        return None
    starts_on = cell.day if is_day else cell.day.replace(day=1)
    row = 0 if cut == Tally.Cut.WHOLE else int(getattr(cell, cut))
    return grain, starts_on, cut, row, cell.measure, cell.label


def _add(sums: Sums) -> None:
    # In one order, so that two who add at once never wait for each other in a ring.
    rows = [(*key, *numbers) for key, numbers in sorted(sums.items())]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


@transaction.atomic
def recount(numbers: Collection[int], *, at: datetime) -> None:
    """Count these tickets again, now."""
    held = place()
    put(counted(numbers, at=at), held=held, read_at=held.revision)
    held.save()
