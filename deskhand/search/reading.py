"""Reading what is typed where people look for something: it always means something.

What the condition language refuses is read as plain words; the refusal goes along, so that
whoever wanted more than words sees what was wrong.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from deskhand.rules import conditions
from deskhand.rules.conditions import ConditionError
from deskhand.rules.conditions.parsing import LONGEST
from deskhand.rules.conditions.tree import Every, Node, Not, Term
from deskhand.rules.conditions.values import Name, Phrase, enclosed
from deskhand.rules.words import LONGEST as LONGEST_WORD
from deskhand.rules.words import Sought, sought, words_in
from deskhand.search.fields import TEXT
from deskhand.tickets.conditions import Filter, parse_filter

# Of what is no condition, so many words are looked for.
MOST_WORDS = 16


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text means. `refused` says why it is not read as a condition."""

    filter: Filter
    refused: ConditionError | None = None

    @property
    def sought(self) -> list[Sought]:
        """What is looked for in texts, to be marked where it was found."""
        return [found for term in self.words for found in _sought(term)]

    @property
    def words(self) -> list[Term]:
        """The terms that look in texts and have no minus."""
        return list(_words(self.filter.root))


def read(text: str) -> Reading:
    """Read a condition, or the words of what is none."""
    try:
        return Reading(parse_filter(text))
    except ConditionError as error:
        return Reading(_plain(text), error)


def read_words(text: str) -> Reading:
    """Read words alone, with quotes and minus signs: for those to whom fields mean nothing."""
    fields = {TEXT.field.name: TEXT.field}
    try:
        parsed = conditions.parse(_fieldless(text), fields, allow_words=True)
    except ConditionError as error:
        return Reading(_plain(text), error)
    return Reading(Filter(parsed.root, parsed.text))


def _fieldless(text: str) -> str:
    """What makes a field of a word makes none here."""
    return text.translate(str.maketrans(":<>=", "    "))


def _plain(text: str) -> Filter:
    found = words_in(text[:LONGEST])[:MOST_WORDS]
    return parse_filter(" ".join(_written(word[:LONGEST_WORD]) for word in found))


def _written(word: str) -> str:
    return enclosed(word) if word in {"or", "and"} else word


def _words(node: Node) -> Iterator[Term]:
    match node:
        case Term():
            if node.field.kind is conditions.Kind.WORDS:
                yield node
        case Not():
            return
        case _:
            for part in node.parts:
                yield from _words(part)


def _sought(term: Term) -> Iterator[Sought]:
    for value in term.values:
        if isinstance(value, Name | Phrase):
            found = sought(value.written, is_exact=isinstance(value, Phrase))
            if found is not None:
                yield found


def is_empty(reading: Reading) -> bool:
    """Whether nothing was asked: no words, no terms."""
    root = reading.filter.root
    return isinstance(root, Every) and not root.parts
