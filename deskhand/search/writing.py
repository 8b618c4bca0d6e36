"""Bringing entries up to date, in turns: nobody writes what he read before another wrote."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import transaction

from deskhand.search import vocabulary
from deskhand.search.columns import Columns, columns_of
from deskhand.search.engine import index
from deskhand.search.index import digests
from deskhand.search.kinds import CODES, Kind, kinds
from deskhand.search.models import Progress

T = TypeVar("T")
Numbers = Mapping[str, Sequence[int]]
TRIES = 3


def progress() -> Progress:
    """Return how far the index has come."""
    row, _is_new = Progress.objects.get_or_create(pk=1)
    return row


def in_turn(read: Callable[[Progress], T], write: Callable[[Progress, T], object]) -> T:
    """Read without holding anybody up, then write at once if nobody else has written meanwhile.

    After some tries in vain it holds the others up while it reads.
    """
    for _try in range(TRIES):
        seen = progress()
        found = read(seen)
        with transaction.atomic():
            row = _locked()
            if row.turn == seen.turn:
                _end_turn(row, found, write)
                return found
    with transaction.atomic():
        row = _locked()
        found = read(row)
        _end_turn(row, found, write)
        return found


def _locked() -> Progress:
    progress()
    return Progress.objects.select_for_update().get(pk=1)


def _end_turn(row: Progress, found: T, write: Callable[[Progress, T], object]) -> None:
    write(row, found)
    row.turn += 1
    row.save()


class Draft:
    """Things as they are now, ready to be written into the index."""

    def __init__(self, numbers: Numbers, *, at: datetime) -> None:
        self.ids: set[int] = set()
        self.columns: dict[int, Columns] = {}
        for name, wanted in numbers.items():
            kind = kinds()[name]
            self.ids |= {kind.id_of(number) for number in wanted}
            self._read(kind, wanted, at)

    def _read(self, kind: Kind, wanted: Sequence[int], at: datetime) -> None:
        for entry in kind.entries(wanted, at):
            columns = columns_of(kind, entry)
            self.columns[columns.id] = columns

    def write(self) -> int:
        """Write what differs from the index, and take out what is gone; returns how many."""
        known = digests(self.ids)
        changed = [c for c in self.columns.values() if known.get(c.id) != c.digest]
        outdated = [c.id for c in changed if c.id in known]
        outdated += [each for each in known if each not in self.columns]
        change = self._change(changed, outdated)
        index().take(outdated)
        index().put(changed)
        change.write()
        vocabulary.forget(index().unused(change.gone))
        return len(changed) + len(known.keys() - self.columns.keys())

    def _change(self, changed: Sequence[Columns], outdated: Sequence[int]) -> vocabulary.Change:
        change = vocabulary.Change()
        before = index().words_of(outdated) if outdated else {}
        after = {columns.id: columns.distinct for columns in changed}
        for each in before.keys() | after.keys():
            change.note(each // CODES, before.get(each, set()), after.get(each, set()))
        return change


def bring_up_to_date(numbers: Numbers, *, at: datetime) -> int:
    """Write these things, by kind and number, into the index as they are; returns how many
    entries changed."""
    written = 0

    def write(_row: Progress, draft: Draft) -> None:
        nonlocal written
        written = draft.write()

    in_turn(lambda _row: Draft(numbers, at=at), write)
    return written
