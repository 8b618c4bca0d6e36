"""The index on SQLite: an FTS5 table without content, asked for rowids from the highest down.

Every word is enclosed in quotes before FTS5 reads it, so nothing that is typed is an operator.
"""

import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import Any

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from deskhand.rules.words import GAP
from deskhand.search.columns import NAMES, PUBLIC, SIGN, Columns
from deskhand.search.index import Index, Newest
from deskhand.search.kinds import CODES, Kind
from deskhand.search.models import IndexEntry, Word
from deskhand.search.question import Pattern, Question, Wanted

# So many phrases are asked for when the words of one have several forms.
MOST_PHRASES = 200
# Pages that one step of putting the index in order may write.
STEP = 2_000
_COLUMNS = ", ".join((*NAMES, "marks"))
_PUT = f"INSERT INTO search_index (rowid, {_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s)"  # noqa: S608
_TAKE = (
    f"INSERT INTO search_index (search_index, rowid, {_COLUMNS}) "  # noqa: S608
    "VALUES ('delete', %s, %s, %s, %s, %s, %s)"
)


class SqliteIndex(Index):
    """See the module."""

    def newest(self, wanted: Wanted, kind: Kind, *, most: int, below: int | None) -> Newest:
        values: list[Any] = [_match(wanted, kind), kind.code]
        bound = ""
        if below is not None:
            bound = "AND rowid < %s "
            values.append(kind.id_of(below))
        sql = (
            f"SELECT rowid / {CODES} AS number FROM search_index WHERE search_index MATCH %s "  # noqa: S608
            f"AND rowid & {CODES - 1} = %s {bound}ORDER BY rowid DESC LIMIT %s"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [*values, most])
            numbers = [number for (number,) in cursor]
        return Newest(numbers, floor=numbers[-1] if len(numbers) >= most else 0)

    def among(self, numbers: Sequence[int]) -> RawSQL:
        return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(numbers)])

    def levels(self, question: Question, kind: Kind, numbers: Sequence[int]) -> dict[int, int]:
        # FTS5 would begin anew for each of the rows; what was put in is read faster.
        ids = [kind.id_of(number) for number in numbers]
        rows = IndexEntry.objects.filter(pk__in=ids).values_list("pk", "text")
        found = {pk // CODES: _level(question, _unpacked(text)) for pk, text in rows}
        return dict.fromkeys(numbers, 2) | found

    def put(self, entries: Sequence[Columns]) -> None:
        rows = [(entry, _texts(entry)) for entry in entries]
        IndexEntry.objects.bulk_create(
            IndexEntry(pk=entry.id, digest=entry.digest, text=_packed(texts))
            for entry, texts in rows
        )
        with connection.cursor() as cursor:
            cursor.executemany(_PUT, [(entry.id, *texts) for entry, texts in rows])

    def take(self, ids: Iterable[int]) -> None:
        found = IndexEntry.objects.filter(pk__in=list(ids))
        rows: list[tuple[Any, ...]] = [
            (pk, *_unpacked(text)) for pk, text in found.values_list("pk", "text")
        ]
        with connection.cursor() as cursor:
            cursor.executemany(_TAKE, rows)
        found.delete()

    def words_of(self, ids: Sequence[int]) -> Mapping[int, set[str]]:
        rows = IndexEntry.objects.filter(pk__in=list(ids)).values_list("pk", "text")
        return {
            pk: {word for column in _unpacked(text) for word in column.split()} - {SIGN}
            for pk, text in rows
        }

    def unused(self, words: Iterable[str]) -> set[str]:
        asked = "SELECT 1 FROM search_index WHERE search_index MATCH %s LIMIT 1"
        unused = set()
        with connection.cursor() as cursor:
            for word in words:
                cursor.execute(asked, [_quoted(word)])
                if cursor.fetchone() is None:
                    unused.add(word)
        return unused

    def clear(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_index (search_index) VALUES ('delete-all')")
            IndexEntry.objects.all().delete()
            Word.objects.all().delete()

    def tidy(self) -> bool:
        """Join some of what was written apart; between two steps others can write."""
        with connection.cursor() as cursor:
            before = _changes(cursor)
            cursor.execute(
                "INSERT INTO search_index (search_index, rank) VALUES ('merge', %s)", [-STEP]
            )
            # The statement itself counts as one change: the last step changes nothing more.
            return _changes(cursor) - before > 1


def _changes(cursor: Any) -> int:
    cursor.execute("SELECT total_changes()")
    return int(cursor.fetchone()[0])


def _level(question: Question, columns: Sequence[str]) -> int:
    title, names = ([columns[place].split()] for place in range(2))
    if _has_all(question, title):
        return 0
    return 1 if _has_all(question, [*title, *names]) else 2


def _has_all(question: Question, passages: Sequence[Sequence[str]]) -> bool:
    return all(any(each.holds(passages) for each in choices) for choices in question.every)


def _texts(entry: Columns) -> list[str]:
    words = [" ".join(word if word != GAP else SIGN for word in column) for column in entry.words]
    return [*words, " ".join(SIGN + mark for mark in entry.marks)]


def _packed(texts: Sequence[str]) -> bytes:
    return zlib.compress("\n".join(texts).encode(), 1)


def _unpacked(packed: bytes | memoryview) -> list[str]:
    return zlib.decompress(packed).decode().split("\n")


def _match(wanted: Wanted, kind: Kind) -> str:
    """Say in FTS5's language what is wanted, in the columns that may be asked."""
    within = "{" + " ".join(NAMES if wanted.with_notes else PUBLIC) + "} : "
    kinds = [frozenset({kind.mark})] if kind.narrows else []
    parts = [within + _any(map(_phrases, choices)) for choices in wanted.every]
    parts += ["marks : " + _any([map(_marked, sorted(m))]) for m in (*wanted.marks, *kinds)]
    match = " AND ".join(parts)
    if wanted.none:
        match = f"({match}) NOT ({within}{_any(map(_phrases, wanted.none))})"
    return match


def _any(choices: Iterable[Iterable[str]]) -> str:
    return "(" + " OR ".join(each for choice in choices for each in choice) + ")"


def _phrases(pattern: Pattern) -> list[str]:
    end = " *" if pattern.goes_on else ""
    forms = list(product(*pattern.words))[:MOST_PHRASES]
    return [_quoted(" ".join(words)) + end for words in forms]


def _marked(mark: str) -> str:
    return _quoted(SIGN + mark)


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'
