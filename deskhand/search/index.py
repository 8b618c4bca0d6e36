"""What the room asks of an engine; there is one per database."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models.expressions import RawSQL

from deskhand.search.columns import Columns
from deskhand.search.kinds import Kind
from deskhand.search.models import IndexEntry
from deskhand.search.question import Wanted


@dataclass(frozen=True, slots=True)
class Newest:
    """A question for the numbers of the newest finds; the rest is not looked at.

    `floor` is the number below which nothing was asked for, 0 where all was.
    """

    sql: RawSQL
    most: int
    floor: int = 0

    def edge(self) -> int:
        """Return the number below which nothing was looked at; 0 where all was."""
        rows = f"SELECT count(*), min(number) FROM ({self.sql.sql}) AS found"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(rows, self.sql.params)
            count, lowest = cursor.fetchone()
        return int(lowest) if count >= self.most else self.floor


class Index(ABC):
    """An engine's index. Numbers are those of things, ids those of entries."""

    @abstractmethod
    def newest(self, wanted: Wanted, kind: Kind, *, most: int, below: int | None) -> Newest:
        """Ask for the things with the highest numbers that are found, at most so many."""

    @abstractmethod
    def levels(self, wanted: Wanted, kind: Kind, numbers: Sequence[int]) -> dict[int, int]:
        """Say of things that are found where: 0 in the title, 1 also in names, 2 elsewhere."""

    @abstractmethod
    def put(self, entries: Sequence[Columns]) -> None:
        """Keep entries that are not in the index."""

    @abstractmethod
    def take(self, ids: Iterable[int]) -> None:
        """Take entries out of the index."""

    @abstractmethod
    def words_of(self, ids: Sequence[int]) -> Mapping[int, set[str]]:
        """Return the distinct words of those of these entries that are in the index."""

    @abstractmethod
    def unused(self, words: Iterable[str]) -> set[str]:
        """Return those of these words that no entry has."""

    @abstractmethod
    def clear(self) -> None:
        """Empty the index."""

    @abstractmethod
    def tidy(self) -> bool:
        """Put some of what very many entries left undone in order; False when all is."""


def digests(ids: Iterable[int]) -> dict[int, bytes]:
    """Return the digests of those of these entries that are in the index."""
    rows = IndexEntry.objects.filter(pk__in=list(ids)).values_list("pk", "digest")
    return {pk: bytes(digest) for pk, digest in rows}
