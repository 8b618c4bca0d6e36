"""What the room asks of an engine; there is one per database."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models.expressions import RawSQL

from deskhand.search.columns import Columns
from deskhand.search.kinds import Kind
from deskhand.search.models import IndexEntry
from deskhand.search.question import Question, Wanted


@dataclass(frozen=True, slots=True)
class Newest:
    """The numbers of the newest things that are found, the highest first.

    Below `floor` nothing was looked at; it is 0 where all was.
    """

    numbers: list[int]
    floor: int = 0


class Index(ABC):
    """An engine's index. Numbers are those of things, ids those of entries."""

    @abstractmethod
    def newest(self, wanted: Wanted, kind: Kind, *, most: int, below: int | None) -> Newest:
        """Find things, at most so many: those with the highest numbers."""

    @abstractmethod
    def among(self, numbers: Sequence[int]) -> RawSQL:
        """Return these numbers as rows, for a statement that asks for more."""

    @abstractmethod
    def levels(self, question: Question, kind: Kind, numbers: Sequence[int]) -> dict[int, int]:
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
