"""Can a condition match at all, can two match the same thing, does one match all of another?

Decided by cases, each a set of demands on single fields. What cannot be decided is taken to be
possible: numbers, times and texts are compared as they are written.
"""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import product

from deskhand.rules.conditions.fields import Field, Kind
from deskhand.rules.conditions.tree import Condition, Every, Node, Not, Term
from deskhand.rules.conditions.values import Flag, Name, Nobody

# Which things answer to a name; several when two of them are called so, none when nothing is.
Called = Callable[[Field, str], Iterable[Hashable]]
MOST_CASES = 400
_OPPOSITE = {
    "true": "false",
    "false": "true",
    "not true": "not false",
    "not false": "not true",
}
_HELD = frozenset({Kind.NAME, Kind.CHOICE, Kind.FLAG})


def by_itself(field: Field, name: str) -> Iterable[Hashable]:
    """The plainest answer: whatever is written differently is another thing."""
    return (name,)


def fields_of(condition: Condition) -> frozenset[str]:
    """Return the names of the fields that a condition constrains."""
    return frozenset(term.field.name for term in condition.terms())


def may_match(condition: Condition, *, called: Called = by_itself) -> bool:
    """Whether there can be anything that a condition matches."""
    return _are_possible([(condition.root, "true")], called)


def may_meet(one: Condition, other: Condition, *, called: Called = by_itself) -> bool:
    """Whether both can match the same thing; True unless they contradict each other."""
    return _are_possible([(one.root, "true"), (other.root, "true")], called)


def covers(wide: Condition, narrow: Condition, *, called: Called = by_itself) -> bool:
    """Whether `wide` surely matches all that `narrow` does; False where that is not certain."""
    return not _are_possible([(narrow.root, "true"), (wide.root, "not true")], called)


class _TooMany(Exception):
    """More cases than anybody writes by hand."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A field that holds one thing: it is among these, or (`outside`) is another, or is missing."""

    field: Field
    things: frozenset[Hashable]
    outside: bool
    missing: bool

    def both(self, other: "_Held") -> "_Held":
        things, outside = self.things & other.things, self.outside and other.outside
        if outside:
            things = self.things | other.things
        elif self.outside:
            things = other.things - self.things
        elif other.outside:
            things = self.things - other.things
        return _Held(self.field, things, outside, self.missing and other.missing)

    @property
    def is_possible(self) -> bool:
        if self.missing and self.field.may_be_missing:
            return True
        if not self.outside:
            return bool(self.things)
        if self.field.kind is Kind.NAME:
            return True
        every = set(self.field.choices) if self.field.kind is Kind.CHOICE else {True, False}
        return bool(every - self.things)


@dataclass(frozen=True, slots=True)
class _Bag:
    """A field that holds several: one of these (None: not asked), none of those; empty or not."""

    field: Field
    one_of: frozenset[Hashable] | None = None
    none_of: frozenset[Hashable] = frozenset()
    is_empty: bool | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """Any other term, as it is written: it holds, or it does not."""

    term: str
    holds: bool


_Demand = _Held | _Bag | _Said
_Case = tuple[_Demand, ...]


def _are_possible(wanted: list[tuple[Node, str]], called: Called) -> bool:
    try:
        found = _joined([_cases(node, want, called) for node, want in wanted])
    except _TooMany:
        return True
    return any(_is_possible(case) for case in found)


def _cases(node: Node, want: str, called: Called) -> list[_Case]:
    if isinstance(node, Term):
        return _term_cases(node, want, called)
    if isinstance(node, Not):
        return _cases(node.part, _OPPOSITE[want], called)
    parts = [_cases(part, want, called) for part in node.parts]
    if isinstance(node, Every) is (want in {"true", "not false"}):
        return _joined(parts)
    return _few([case for cases in parts for case in cases])


def _joined(parts: list[list[_Case]]) -> list[_Case]:
    joined: list[_Case] = [()]
    for cases in parts:
        joined = _few([(*one, *other) for one, other in product(joined, cases)])
    return joined


def _few(cases: list[_Case]) -> list[_Case]:
    if len(cases) > MOST_CASES:
        raise _TooMany
    return cases


def _term_cases(term: Term, want: str, called: Called) -> list[_Case]:
    seeks_none = any(isinstance(value, Nobody) for value in term.values)
    if term.field.kind in _HELD:
        missing = seeks_none if want == "true" else want == "not false"
        missing = missing or (want == "not true" and not seeks_none)
        outside = want in {"false", "not true"}
        return [(_Held(term.field, _things(term, called), outside, missing),)]
    if term.field.kind is Kind.NAMES:
        return _bag_cases(term, called, seeks_none=seeks_none, holds=want in {"true", "not false"})
    # Whether it is unknown cannot be seen from a term as it is written.
    return [()] if want == "not false" else [(_Said(str(term), want == "true"),)]


def _bag_cases(term: Term, called: Called, *, seeks_none: bool, holds: bool) -> list[_Case]:
    things = _things(term, called)
    if not holds:
        return [(_Bag(term.field, none_of=things, is_empty=False if seeks_none else None),)]
    empty: list[_Case] = [(_Bag(term.field, is_empty=True),)] if seeks_none else []
    return [*empty, (_Bag(term.field, one_of=things),)]


def _things(term: Term, called: Called) -> frozenset[Hashable]:
    found: set[Hashable] = set()
    for value in term.values:
        if isinstance(value, Flag):
            found.add(value.is_set)
        elif isinstance(value, Name) and term.field.kind is Kind.CHOICE:
            found.add(value.written)
        elif isinstance(value, Name):
            found.update(called(term.field, value.folded))
    return frozenset(found)


def _is_possible(case: _Case) -> bool:
    held: dict[str, _Held] = {}
    bags: dict[str, list[_Bag]] = {}
    said: dict[str, bool] = {}
    for demand in case:
        if isinstance(demand, _Held):
            before = held.get(demand.field.name)
            held[demand.field.name] = before.both(demand) if before else demand
        elif isinstance(demand, _Bag):
            bags.setdefault(demand.field.name, []).append(demand)
        elif said.setdefault(demand.term, demand.holds) is not demand.holds:
            return False
    return all(one.is_possible for one in held.values()) and all(map(_can_be, bags.values()))


def _can_be(bags: list[_Bag]) -> bool:
    wanted = [bag.one_of for bag in bags if bag.one_of is not None]
    refused = frozenset[Hashable]().union(*(bag.none_of for bag in bags))
    asked = {bag.is_empty for bag in bags}
    if True in asked and (False in asked or wanted):
        return False
    return all(one_of - refused for one_of in wanted)
