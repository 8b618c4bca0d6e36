"""Building the index from the things themselves: after an upgrade, or when somebody asks.

It goes kind by kind in the order of numbers and may be stopped at any time: the next run goes on
where this one ended. Searches find meanwhile what is in already.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from deskhand.journal.reading import head
from deskhand.search.engine import index
from deskhand.search.index import digests
from deskhand.search.kinds import CODES, Kind, kinds
from deskhand.search.models import IndexEntry, Progress
from deskhand.search.writing import Draft, bring_up_to_date, in_turn, progress

# Raised when texts are cut or kept in another way: the index is then built anew.
RECIPE = 1
BATCH = 500


def is_built() -> bool:
    """Whether everything was taken in once; what happened since follows by itself."""
    row = progress()
    return row.recipe == RECIPE and not row.building


def is_begun() -> bool:
    """Whether it is being built, by the recipe of now."""
    row = progress()
    return row.recipe == RECIPE and bool(row.building)


def begin(*, anew: bool = False) -> None:
    """Let the next `step` begin; `anew` empties the index. One that was begun goes on."""
    if is_begun() and not anew:
        return
    if anew or progress().recipe != RECIPE:
        index().clear()

    def write(row: Progress, _nothing: None) -> None:
        place = head()
        row.xid, row.event = place.xid, place.id
        row.building, row.built, row.recipe = next(iter(kinds())), 0, RECIPE

    in_turn(lambda _row: None, write)


def step(*, at: datetime, most: int = BATCH) -> bool:
    """Take in the next things; False when all are in."""

    def read(row: Progress) -> tuple[list[int], Draft]:
        if not row.building:
            return [], Draft({}, at=at)
        numbers = kinds()[row.building].following(row.built, most)
        return numbers, Draft({row.building: numbers}, at=at)

    def write(row: Progress, found: tuple[list[int], Draft]) -> None:
        numbers, draft = found
        draft.write()
        row.built = numbers[-1] if numbers else 0
        row.building = row.building if numbers else _kind_after(row.building)

    in_turn(read, write)
    return bool(progress().building)


def how_far() -> str:
    """Say in one line how far building has come."""
    row = progress()
    if not row.building:
        return "complete"
    last = kinds()[row.building].last()
    return f"{row.building} {row.built} of {last}"


def size() -> int:
    return IndexEntry.objects.count()


def _kind_after(name: str) -> str:
    names = [*kinds(), ""]
    return names[names.index(name) + 1] if name else ""


def renew(names: Iterable[str], *, at: datetime, most: int = BATCH) -> None:
    """Bring everything of these kinds up to date, where an event may have been missing."""
    for name in names:
        after = 0
        while numbers := kinds()[name].following(after, most):
            bring_up_to_date({name: numbers}, at=at)
            after = numbers[-1]


@dataclass(frozen=True, slots=True)
class Fault:
    """An entry that is not as it should be: of which thing, and what is wrong."""

    kind: str
    number: int
    text: str


def faults(*, at: datetime, most: int = BATCH) -> Iterator[Fault]:
    """Compare the index with the things themselves, and yield what does not fit."""
    for kind in kinds().values():
        after = 0
        while numbers := kind.following(after, most):
            yield from _faults(kind, numbers, at)
            yield from _strays(kind, numbers, after)
            after = numbers[-1]
        yield from _strays(kind, [], after)


def _faults(kind: Kind, numbers: list[int], at: datetime) -> Iterator[Fault]:
    draft = Draft({kind.name: numbers}, at=at)
    known = digests(draft.ids)
    for each, columns in draft.columns.items():
        if each not in known:
            yield Fault(kind.name, each // CODES, "is not in the index")
        elif known[each] != columns.digest:
            yield Fault(kind.name, each // CODES, "has changed since")


def _strays(kind: Kind, numbers: list[int], after: int) -> Iterator[Fault]:
    """Entries between two numbers whose things are gone; without an upper one, of all above."""
    entries = IndexEntry.objects.filter(pk__gt=kind.id_of(after))
    if numbers:
        entries = entries.filter(pk__lt=kind.id_of(numbers[-1]))
    wanted = {kind.id_of(number) for number in numbers}
    for pk in entries.values_list("pk", flat=True).iterator():
        if pk % CODES == kind.code and pk not in wanted:
            yield Fault(kind.name, pk // CODES, "is in the index and nowhere else")
