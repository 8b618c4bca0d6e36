"""The index on PostgreSQL: a tsvector for each entry, and one inverted index over all.

Such an index gives what it finds in no order, and all of it at once. So that the newest finds
of a usual word cost little, each entry bears the mark of its *era* (the entries next to it by
number), and a question that would find too much is asked of the latest eras only.

Words of notes begin with a minus, so that what requesters find is settled by the index itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from deskhand.rules.words import GAP
from deskhand.search.columns import NAMES, SIGN, Columns
from deskhand.search.index import Index, Newest
from deskhand.search.kinds import CODES, Kind
from deskhand.search.models import Word
from deskhand.search.question import Pattern, Question, Wanted
from deskhand.search.vocabulary import wanted

NOTE = "-"
ERA = 8_192 * CODES
# Eras that are asked together hold so many times what is wanted, as far as that can be known.
SPARE = 1.5
# Whether words stand together is read from the entries themselves: of so many at most.
MOST_PHRASES_READ = 2_000
# What a tsvector can hold: the highest place of a word, and bytes of all words.
LAST_PLACE, MOST_BYTES = 16_383, 900_000
_WEIGHTS = "ABCC"


class PostgresIndex(Index):
    """See the module."""

    def newest(self, words: Wanted, kind: Kind, *, most: int, below: int | None) -> Newest:
        eras = _eras(words, kind, most=most, below=below)
        query = _Query(words, kind, eras=eras)
        most = min(most, MOST_PHRASES_READ) if words.has_phrase else most
        loose, values = _loose(query, kind, most=most, below=below)
        if words.has_phrase:
            loose = f"SELECT id, words @@ %s::tsquery FROM ({loose}) AS loose"  # noqa: S608
            values = [query.exact, *values]
        with connection.cursor() as cursor:
            cursor.execute(loose, values)
            rows = sorted(cursor.fetchall(), reverse=True)
        numbers = [row[0] // CODES for row in rows if row[1]]
        lowest = rows[-1][0] // CODES if len(rows) >= most else _floor(eras)
        return Newest(numbers, floor=lowest)

    def among(self, numbers: Sequence[int]) -> RawSQL:
        return RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])

    def levels(self, question: Question, kind: Kind, numbers: Sequence[int]) -> dict[int, int]:
        ids = [kind.id_of(number) for number in numbers]
        words = wanted(question)
        title, names = (_Query(words, kind, weights=weights).exact for weights in ("A", "AB"))
        sql = (
            "SELECT id, CASE WHEN words @@ %s::tsquery THEN 0 WHEN words @@ %s::tsquery THEN 1 "
            "ELSE 2 END FROM search_entry WHERE id = ANY(%s)"
        )
        with connection.cursor() as cursor:
            cursor.execute(sql, [title, names, ids])
            found = {pk // CODES: level for pk, level in cursor}
        return dict.fromkeys(numbers, 2) | found

    def put(self, entries: Sequence[Columns]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_entry (id, digest, text, words) "
                "VALUES (%s, %s, '', %s::tsvector)",
                [(entry.id, entry.digest, vector(entry)) for entry in entries],
            )

    def take(self, ids: Iterable[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_entry WHERE id = ANY(%s)", [list(ids)])

    def words_of(self, ids: Sequence[int]) -> Mapping[int, set[str]]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, tsvector_to_array(words) FROM search_entry WHERE id = ANY(%s)",
                [list(ids)],
            )
            return {pk: {word.removeprefix(NOTE) for word in words} for pk, words in cursor}

    def unused(self, words: Iterable[str]) -> set[str]:
        asked = "SELECT 1 FROM search_entry WHERE words @@ %s::tsquery LIMIT 1"
        unused = set()
        with connection.cursor() as cursor:
            for word in words:
                cursor.execute(asked, [f"{_quoted(word)} | {_quoted(NOTE + word)}"])
                if cursor.fetchone() is None:
                    unused.add(word)
        return unused

    def clear(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE search_entry")
            Word.objects.all().delete()

    def tidy(self) -> bool:
        """PostgreSQL does it by itself."""
        return False


def vector(entry: Columns) -> str:
    """Write an entry's words with their places and weights, as PostgreSQL reads a tsvector."""
    places: dict[str, list[str]] = {}
    place = 0
    for name, weight, words in zip(NAMES, _WEIGHTS, entry.words, strict=True):
        prefix = NOTE if name == "notes" else ""
        place += 1
        for word in words:
            place += 1
            if word != GAP:
                found = places.setdefault(prefix + word, [])
                if place <= LAST_PLACE:
                    found.append(f"{place}{weight}")
    marks = [*entry.marks, _era(entry.id // ERA)]
    return " ".join([*(_quoted(SIGN + mark) for mark in marks), *_written(places)])


def _written(places: Mapping[str, Sequence[str]]) -> list[str]:
    written, size = [], 0
    for word, found in places.items():
        # What PostgreSQL keeps of a word: itself, and two bytes for each place and their number.
        size += len(word.encode()) + 4 + 2 * min(len(found), 255)
        if size > MOST_BYTES:
            break
        written.append(f"{_quoted(word)}:{','.join(found)}" if found else _quoted(word))
    return written


def _loose(
    query: "_Query", kind: Kind, *, most: int, below: int | None
) -> tuple[str, list[str | int]]:
    """Ask for the newest entries with all words, whether or not they stand together."""
    values: list[str | int] = [query.loose, kind.code]
    bound = ""
    if below is not None:
        bound = "AND id < %s "
        values.append(kind.id_of(below))
    # The sum keeps PostgreSQL from walking down the ids and reading the words of each.
    reads = "words" if query.wanted.has_phrase else "true"
    sql = (
        f"SELECT id, {reads} FROM search_entry WHERE words @@ %s::tsquery "  # noqa: S608
        f"AND id & {CODES - 1} = %s {bound}ORDER BY id + 0 DESC LIMIT %s"
    )
    return sql, [*values, most]


def _era(number: int) -> str:
    return f"e{number}"


def _eras(wanted: Wanted, kind: Kind, *, most: int, below: int | None) -> range | None:
    """Return the latest eras that likely hold what is wanted; None for all."""
    found = [sum(pattern.entries for pattern in choices) for choices in wanted.every]
    found = sorted([*found, *wanted.marked])
    if not found or found[0] <= most:
        return None
    last = _last_id(below and kind.id_of(below))
    share = _share(found, last / CODES)
    if share * last / CODES <= most:
        return None
    latest = last // ERA
    count = int(SPARE * most / share * CODES // ERA) + 2
    return range(max(0, latest - count + 1), latest + 1) if count <= latest else None


def _share(found: Sequence[int], entries: float) -> float:
    """Guess how many of the entries have all words: each tells less than the one before."""
    share, power = 1.0, 1.0
    for each in found:
        share *= min(1.0, each / max(entries, 1)) ** power
        power /= 2
    return max(share, 1e-9)


def _last_id(below: int | None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(id) FROM search_entry WHERE id < %s",
            [below or 2**63 - 1],
        )
        return cursor.fetchone()[0] or 0


def _floor(eras: range | None) -> int:
    return eras[0] * ERA // CODES if eras else 0


@dataclass(frozen=True, slots=True)
class _Query:
    """A question in PostgreSQL's language."""

    wanted: Wanted
    kind: Kind
    eras: range | None = None
    weights: str = ""

    @property
    def exact(self) -> str:
        return self._text("<->")

    @property
    def loose(self) -> str:
        """With all words of a phrase wherever they stand, which the index answers by itself."""
        return self._text("&")

    def _text(self, join: str) -> str:
        wanted = self.wanted
        parts = [_any(self._pattern(p, join) for p in choices) for choices in wanted.every]
        marks = [*wanted.marks, *([frozenset({self.kind.mark})] if self.kind.narrows else [])]
        if self.eras is not None:
            marks.append(frozenset(map(_era, self.eras)))
        parts += [_any(_quoted(SIGN + mark) for mark in sorted(each)) for each in marks]
        if join == "<->":
            parts += [f"!{self._pattern(p, join)}" for p in wanted.none]
        else:
            # Of a phrase that must not be there, single words may.
            parts += [f"!{self._pattern(p, join)}" for p in wanted.none if len(p.words) == 1]
        return " & ".join(parts)

    def _pattern(self, pattern: Pattern, join: str) -> str:
        prefixes = ["", NOTE] if self.wanted.with_notes else [""]
        return _any(self._phrase(pattern, join, prefix) for prefix in prefixes)

    def _phrase(self, pattern: Pattern, join: str, prefix: str) -> str:
        *before, last = pattern.words
        ending = ("*" if pattern.goes_on else "") + self.weights
        forms = [*((each, self.weights) for each in before), (last, ending)]
        return "(" + f" {join} ".join(self._forms(*each, prefix) for each in forms) + ")"

    def _forms(self, words: Sequence[str], ending: str, prefix: str) -> str:
        end = f":{ending}" if ending else ""
        return _any(_quoted(prefix + word) + end for word in words)


def _any(choices: Iterable[str]) -> str:
    return "(" + " | ".join(choices) + ")"


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"
