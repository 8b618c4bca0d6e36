"""Which texts are about the same? By the rare words that they share, as a number and as words.

Words count by how rare they are (TF-IDF), those of a title more; what is compared is the angle
between two texts, so that a long one is not like everything.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log, sqrt

from deskhand.rules.words import words_in

# A word of the title weighs as much as so many of the text.
TITLE = 3
SHORTEST = 3
# So much of a text is read.
READ = 4_000
# How many of the shared words are named.
NAMED = 4


@dataclass(frozen=True, slots=True)
class Text:
    """What is compared: a title and what follows."""

    title: str
    body: str = ""

    def words(self) -> Counter[str]:
        """How often it has each word that can tell something."""
        counted = Counter(_telling(self.body[:READ]))
        for word in _telling(self.title):
            counted[word] += TITLE
        return counted


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a text is, from 0 to 1, and the words that make it so, the weightiest first."""

    key: int
    score: float
    shared: tuple[str, ...]


def rarest(text: Text, entries: Mapping[str, int], *, most: int) -> list[str]:
    """Return the words by which a text is told from others, the rarest first; a word without an
    entry is as rare as can be."""
    words = text.words()
    return sorted(words, key=lambda word: (entries.get(word, 0), -words[word], word))[:most]


def alike(
    text: Text,
    others: Mapping[int, Text],
    entries: Mapping[str, int],
    *,
    most: int,
    least: float = 0.0,
) -> list[Likeness]:
    """Return the others that are most like a text, at least so much, the likest first.

    `entries` says of words about how many texts have them.
    """
    counted = {key: other.words() for key, other in others.items()}
    weights = _weights([text.words(), *counted.values()], entries)
    own = _weighed(text.words(), weights)
    found = [_likeness(own, key, _weighed(words, weights)) for key, words in counted.items()]
    found = [each for each in found if each.shared and each.score >= least]
    return sorted(found, key=lambda each: (-each.score, -each.key))[:most]


def _telling(text: str) -> Iterable[str]:
    return (word for word in words_in(text) if len(word) >= SHORTEST and not word.isdigit())


def _weights(texts: list[Counter[str]], entries: Mapping[str, int]) -> dict[str, float]:
    """Of each word; what all texts here have tells nothing, even where it is rare elsewhere."""
    here: Counter[str] = Counter(word for words in texts for word in words)
    total = max([len(texts), *(2 * count for count in entries.values())])
    return {
        word: log((total + 1) / (max(count, entries.get(word, 0)) + 1))
        for word, count in here.items()
    }


def _weighed(words: Counter[str], weights: Mapping[str, float]) -> dict[str, float]:
    raw = {word: (1 + log(count)) * weights[word] for word, count in words.items()}
    length = sqrt(sum(value * value for value in raw.values()))
    return {word: value / length for word, value in raw.items()} if length else {}


def _likeness(own: Mapping[str, float], key: int, other: Mapping[str, float]) -> Likeness:
    parts = {word: own[word] * other[word] for word in own.keys() & other.keys()}
    parts = {word: part for word, part in parts.items() if part > 0}
    shared = sorted(parts, key=lambda word: (-parts[word], word))[:NAMED]
    return Likeness(key, sum(parts.values()), tuple(shared))
