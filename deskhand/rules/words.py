"""Texts as words: how searches cut, fold and compare them, alike on every database.

A word is a run of letters and digits without accents and capitals. What is written without
blanks (Chinese, Japanese, Thai) is cut into overlapping pairs, so that any two signs are found.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from unicodedata import normalize

LONGEST = 40
# Shorter words, and numbers, are looked for as they are; others also as beginnings.
SHORTEST_BEGINNING = 3
# Stands between the texts of one thing, so that no phrase reaches from one into the next.
GAP = ""

# Accents and vowel points, which are left out; marks that belong to words; scripts that put no
# blanks between words.
_POINTS = (
    "\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
)
_MARKS = f"{_POINTS}\u0900-\u0963\u0966-\u0dff"
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_PLAIN = re.compile(r"[a-z0-9]+")
_RUN = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[{_MARKS}])*")
_IS_UNSPACED = re.compile(rf"[{_UNSPACED}]")
_ACCENTS = re.compile(f"[{_POINTS}]+")
# Letters that are no plain letter with an accent; ß is ss when folded.
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"}
)
# How people write them whose keyboard lacks them.
_RESPELT = re.compile("[äöüåø]")
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})


def words_in(text: str) -> list[str]:
    """Return the words of a text as they are compared, in their order."""
    if text.isascii():
        return [word[:LONGEST] for word in _PLAIN.findall(text.lower())]
    return [word for run in _runs(_plain(_folded(text))) for word in _cut(run)]


def passage(text: str) -> list[str]:
    """Return the words of a text, then those that can be spelt otherwise once more so.

    "Müller" is found as muller and as mueller.
    """
    words = words_in(text)
    if text.isascii():
        return words
    others = [_plain(run.translate(_SPELT)) for run in _runs(_folded(text)) if _RESPELT.search(run)]
    return [*words, GAP, *(word[:LONGEST] for word in others)] if others else words


@dataclass(frozen=True, slots=True)
class Sought:
    """Words that must stand together in this order, each in one of its spellings.

    `is_begun` says that the last one may go on: "print" then finds printer.
    """

    words: tuple[tuple[str, ...], ...]
    is_begun: bool = False

    def holds(self, passages: Iterable[Sequence[str]]) -> bool:
        """Whether one of these passages has the words."""
        return any(next(self.places(each), None) is not None for each in passages)

    def places(self, passage: Sequence[str]) -> Iterator[int]:
        """Yield where in a passage the words begin."""
        for place in range(len(passage) - len(self.words) + 1):
            if all(self.fits(passage[place + n], n) for n in range(len(self.words))):
                yield place

    def fits(self, word: str, place: int) -> bool:
        """Whether a word can be the one that is sought at this place."""
        if self.is_begun and place == len(self.words) - 1:
            return word.startswith(self.words[place])
        return word in self.words[place]


def sought(text: str, *, is_exact: bool) -> Sought | None:
    """Return what to look for; None when the text holds no word.

    What is not exact may be the beginning of a word, where it is long enough to mean one.
    """
    words = list(_sought_words(text))
    if not words:
        return None
    last = words[-1][0]
    if _IS_UNSPACED.match(last):
        return Sought(tuple(words), is_begun=len(last) == 1)
    may_go_on = len(last) >= SHORTEST_BEGINNING and not last.isdigit()
    return Sought(tuple(words), is_begun=may_go_on and not is_exact)


def is_unspaced(word: str) -> bool:
    """Whether a word is a sign or two of a text that is written without blanks."""
    return _IS_UNSPACED.match(word) is not None


@dataclass(frozen=True, slots=True)
class Token:
    """A word where it stands in a text, in each of its spellings."""

    start: int
    end: int
    forms: tuple[str, ...]


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text with their places in it as it was written."""
    for found in _RUN.finditer(text):
        start, run = found.start(), found[0]
        if _IS_UNSPACED.match(run):
            for place in range(len(run)):
                end = min(place + 2, len(run))
                # Some signs fold to two.
                pair = _plain(_folded(run[place:end]))[:2]
                yield Token(start + place, start + end, (pair,))
        else:
            yield Token(start, found.end(), _forms(run))


@lru_cache(maxsize=50_000)
def _forms(run: str) -> tuple[str, ...]:
    return tuple(word for word in passage(run) if word != GAP)


def _sought_words(text: str) -> Iterator[tuple[str, ...]]:
    runs = _runs(_folded(text))
    for number, run in enumerate(runs, 1):
        plain = _plain(run)
        if _IS_UNSPACED.match(plain):
            # The last sign stands alone only where the text ends, or another script begins.
            end = max(1, len(plain) - 1) if number == len(runs) else len(plain)
            yield from ((pair,) for pair in _cut(plain)[:end])
            continue
        spelt = _plain(run.translate(_SPELT))
        yield tuple(dict.fromkeys((plain[:LONGEST], spelt[:LONGEST])))


def _folded(text: str) -> str:
    """Without capitals, widths and ligatures, but with accents."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


def _plain(folded: str) -> str:
    bare = normalize("NFC", _ACCENTS.sub("", normalize("NFD", folded)))
    return bare.translate(_LETTERS)


def _runs(folded: str) -> list[str]:
    return _RUN.findall(folded)


def _cut(run: str) -> list[str]:
    if _IS_UNSPACED.match(run):
        return [run[place : place + 2] for place in range(len(run))]
    return [run[:LONGEST]]
