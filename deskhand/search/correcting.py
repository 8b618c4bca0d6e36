"""What was meant: words that nothing has are replaced by the nearest that something has.

Whether something has a word is asked as the reader would ask it, so that what he may not see
proposes nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from deskhand.rules.conditions.tree import Term
from deskhand.rules.conditions.values import Phrase, enclosed
from deskhand.rules.words import words_in
from deskhand.search.reading import Reading, read
from deskhand.search.vocabulary import nearest

MOST_TERMS = 6


@dataclass(slots=True)
class _Speller:
    """Asks for single words, each once."""

    finds: Callable[[Reading], bool]
    known: dict[str, bool] = field(default_factory=dict)

    def is_found(self, word: str) -> bool:
        if word not in self.known:
            self.known[word] = self.finds(read(enclosed(word)))
        return self.known[word]

    def mended(self, word: str) -> str:
        """Return the word that was meant; the word itself where none is better."""
        if self.is_found(word):
            return word
        return next((near for near in nearest(word) if self.is_found(near)), word)


def meant(reading: Reading, finds: Callable[[Reading], bool]) -> Reading | None:
    """Return what would be found instead; None when that is nothing either."""
    speller = _Speller(finds)
    text = reading.filter.text
    terms = sorted(reading.words, key=lambda term: term.place.start, reverse=True)
    for term in terms[:MOST_TERMS]:
        written = " ".join(_mended(term, speller))
        if written:
            text = text[: term.place.start] + written + text[term.place.end :]
    if text == reading.filter.text:
        return None
    instead = read(text)
    return instead if finds(instead) else None


def _mended(term: Term, speller: _Speller) -> Iterator[str]:
    """Yield the term anew if a word of it was mended, else nothing."""
    if len(term.values) > 1:
        return
    value = term.values[0]
    words = words_in(str(value))
    mended = [speller.mended(word) for word in words]
    if mended == words:
        return
    text = " ".join(mended)
    is_phrase = isinstance(value, Phrase) or len(mended) > 1
    head = "" if term.is_free else f"{term.field.name}:"
    yield head + (enclosed(text) if is_phrase else text)
