"""An entry as the engines keep it: columns of words, each cut and folded alike."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from deskhand.rules.words import GAP, passage
from deskhand.search.kinds import MOST_WORDS, MOST_WORDS_OF_TEXT, Entry, Kind

# What every mark begins with in an index.
SIGN = "@"
NAMES = ("title", "names", "texts", "notes")
PUBLIC = NAMES[:3]


@dataclass(frozen=True, slots=True)
class Columns:
    """The words of one entry by column, in the order of NAMES, and its marks."""

    id: int
    words: tuple[list[str], ...]
    marks: list[str]

    @property
    def distinct(self) -> set[str]:
        """Each word once, whatever column it stands in, and the marks."""
        words = {word for column in self.words for word in column if word != GAP}
        return words | {SIGN + mark for mark in self.marks}

    @property
    def digest(self) -> bytes:
        """What differs when anything in it does."""
        text = "\n".join(" ".join(words) for words in (*self.words, self.marks))
        return hashlib.blake2b(text.encode(), digest_size=16).digest()


def columns_of(kind: Kind, entry: Entry) -> Columns:
    """Return the words and marks of an entry, as many as may be kept of one thing."""
    left = MOST_WORDS
    columns = []
    for texts in ([entry.title], entry.names, entry.texts, entry.notes):
        words = _words(texts, most=left)
        left -= len(words)
        columns.append(words)
    return Columns(kind.id_of(entry.number), tuple(columns), sorted(entry.marks | {kind.mark}))


def _words(texts: Iterable[str], *, most: int) -> list[str]:
    words: list[str] = []
    for text in texts:
        if len(words) >= most:
            break
        found = passage(text)[:MOST_WORDS_OF_TEXT]
        if words and found:
            words.append(GAP)
        words += found
    return words[:most]


def passages_of(texts: Sequence[str]) -> list[list[str]]:
    """Return the words of texts as a search would find them."""
    return [passage(text)[:MOST_WORDS_OF_TEXT] for text in texts]
