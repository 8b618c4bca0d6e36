"""Conditions on tickets: read, shown as chips, asked of the table or of one ticket.

Rows and facts give the same verdict; a property test holds them together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _

from deskhand.people.reader import Reader
from deskhand.rules import conditions
from deskhand.rules.conditions import Condition, Kind
from deskhand.rules.conditions.tree import HEAD, Either, Every, Node, Not, Place, Term
from deskhand.rules.conditions.values import Nobody
from deskhand.tickets.columns import Asking, Reach, Said, zone_of_reader
from deskhand.tickets.completion import Suggestion, suggestions
from deskhand.tickets.fields import ticket_fields
from deskhand.tickets.models import Ticket
from deskhand.tickets.offers import IN_WORDS

__all__ = [
    "Chip",
    "Filter",
    "Suggestion",
    "compile_to_q",
    "explain",
    "facts_of",
    "matches",
    "parse_filter",
    "parse_rule",
    "suggestions",
]


class Chip(NamedTuple):
    """One part of a filter as words, and the filter's text without this part."""

    label: str
    remaining: str


class Filter(Condition):
    """A condition on tickets that somebody typed."""

    __slots__ = ()

    def chips(self) -> list[Chip]:
        """The parts that must all match, in order; the text shrinks as chips are removed."""
        parts = self._parts()
        written = [self._written(part.place) for part in parts]
        return [
            Chip(_label(part, written[i]), " ".join(written[:i] + written[i + 1 :]))
            for i, part in enumerate(parts)
        ]

    def places(self) -> list[tuple[int, int]]:
        """Where the value of each chip stands in the text, for whoever wants to change it."""
        return [(self._value(part), part.place.end) for part in self._parts()]

    def _parts(self) -> tuple[Node, ...]:
        return self.root.parts if isinstance(self.root, Every) else (self.root,)

    def _value(self, part: Node) -> int:
        """Where the value of a part begins: behind the field and its operator."""
        head = HEAD.match(self.text, part.place.start)
        return head.end() if head and isinstance(part, Term) else part.place.start

    def _written(self, place: Place) -> str:
        return " ".join(self.text[place.start : place.end].split())


def parse_filter(text: str) -> Filter:
    """Read what stands in a filter or search box; raises ConditionError."""
    return _parse(text, allow_words=True)


def parse_rule(text: str) -> Filter:
    """Read the condition of a rule, which must name its fields; raises ConditionError."""
    return _parse(text, allow_words=False)


def _parse(text: str, *, allow_words: bool) -> Filter:
    fields = {name: known.field for name, known in ticket_fields().items()}
    condition = conditions.parse(text, fields, allow_words=allow_words)
    return Filter(condition.root, condition.text)


def _label(part: Node, written: str) -> str:
    negated = isinstance(part, Not)
    term = part.part if isinstance(part, Not) else part
    if not isinstance(term, Term):
        return written
    said = [str(value) for value in term.values]
    known = {} if term.is_free else IN_WORDS
    values = ", ".join(str(known.get(value, value)) for value in said)
    if not term.is_free:
        mark = ":" if term.operator == ":" else f" {term.operator}"
        values = f"{ticket_fields()[term.field.name].label}{mark} {values}"
    return _("not %(condition)s") % {"condition": values} if negated else values


def compile_to_q(
    condition: Condition, *, at: datetime, reader: Reader, reach: Reach | None = None
) -> Q:
    """Return the rows that match; `me` and the days are the reader's.

    Names that nobody has match nothing. It may look names up, so compile once per page.
    """
    return _rows(condition.root, Asking(reader, at, reach or Reach()), negated=False)


def _rows(node: Node, asking: Asking, *, negated: bool) -> Q:
    """Carry the minus down to the terms, where it must leave out what is not known."""
    match node:
        case Not(part=part):
            return _rows(part, asking, negated=not negated)
        case Every(parts=parts) | Either(parts=parts):
            if isinstance(node, Either) is not negated:
                return reduce(or_, [_rows(part, asking, negated=negated) for part in parts])
            return _all_rows(parts, asking, negated=negated)
        case Term():
            return _term_rows(node, asking, negated=negated)


def _all_rows(parts: Sequence[Node], asking: Asking, *, negated: bool) -> Q:
    """What must all hold; terms on a field that answers them together are asked at once."""
    said = [each for part in parts if (each := _said(part, negated=negated))]
    others = [part for part in parts if _said(part, negated=negated) is None]
    found = [_rows(part, asking, negated=negated) for part in others]
    terms = [part for part in others if isinstance(part, Term) and not negated]
    for name in dict.fromkeys(each.term.field.name for each in said):
        mine = [each for each in said if each.term.field.name == name]
        found.append(_together(mine, terms, asking))
    return reduce(and_, found, Q())


def _said(node: Node, *, negated: bool) -> Said | None:
    """A term on a field that answers several at once; None for all else."""
    term = node.part if isinstance(node, Not) else node
    if not isinstance(term, Term) or ticket_fields()[term.field.name].together is None:
        return None
    return Said(term, is_negated=negated is not isinstance(node, Not))


def _together(said: Sequence[Said], beside: Sequence[Term], asking: Asking) -> Q:
    together = ticket_fields()[said[0].term.field.name].together
    return together(said, beside, asking) if together else Q()


def _term_rows(term: Term, asking: Asking, *, negated: bool) -> Q:
    known = ticket_fields()[term.field.name]
    if known.together is not None:
        return known.together([Said(term, negated)], (), asking)
    values = [value for value in term.values if not isinstance(value, Nobody)]
    seeks_none = len(values) < len(term.values)
    found = known.rows(term, values, asking)
    if seeks_none and known.missing is not None:
        found = found | known.missing if values else known.missing
    if not negated:
        return found
    # No tags are a known fact; whatever else is missing may be anything.
    if seeks_none or known.missing is None or term.field.kind is Kind.NAMES:
        return ~found
    return ~found & ~known.missing


class Facts(Mapping[str, Any]):
    """What conditions may ask of a ticket, looked up when it is asked."""

    def __init__(self, ticket: Ticket, reader: Reader) -> None:
        self._ticket, self._reader = ticket, reader

    def __getitem__(self, name: str) -> Any:
        return ticket_fields()[name].fact(self._ticket, self._reader)

    def __iter__(self) -> Iterator[str]:
        return iter(ticket_fields())

    def __len__(self) -> int:
        return len(ticket_fields())

    def __or__(self, others: Mapping[str, Any]) -> dict[str, Any]:
        return {**self, **others}


def facts_of(ticket: Ticket, *, reader: Reader) -> Facts:
    """Return what conditions may ask of a ticket; `for_facts()` reads many without more queries."""
    return Facts(ticket, reader)


def matches(condition: Condition, ticket: Ticket, *, at: datetime, reader: Reader) -> bool:
    """Say whether this ticket matches, as `compile_to_q` would of its row."""
    facts = facts_of(ticket, reader=reader)
    return conditions.evaluate(condition, facts, at=at, zone=zone_of_reader(reader))


def explain(condition: Condition, ticket: Ticket, *, at: datetime, reader: Reader) -> list[str]:
    """Say in sentences why this ticket matches or does not."""
    facts = facts_of(ticket, reader=reader)
    return conditions.explain(condition, facts, at=at, zone=zone_of_reader(reader))
