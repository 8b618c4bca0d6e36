"""The verdict on facts. What is not known is neither true nor false, so it never matches."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from operator import eq, ge, gt, le, lt
from typing import Any

from deskhand.rules.conditions.answers import wanted
from deskhand.rules.conditions.facts import Level, Someone, Wording
from deskhand.rules.conditions.fields import Kind
from deskhand.rules.conditions.folding import fold
from deskhand.rules.conditions.times import Moment, stretch
from deskhand.rules.conditions.tree import Condition, Either, Every, Node, Not, Term
from deskhand.rules.conditions.values import (
    Flag,
    Me,
    Name,
    Nobody,
    Number,
    Phrase,
    Span,
    Value,
)
from deskhand.rules.words import sought

_COMPARE: dict[str, Callable[[int, int], bool]] = {":": eq, "<": lt, "<=": le, ">": gt, ">=": ge}


def evaluate(
    condition: Condition, facts: Mapping[str, Any], *, at: datetime, zone: tzinfo = UTC
) -> bool:
    """Say whether the facts match at this instant; days are those of `zone`.

    Facts are typed as `Kind` says. A missing fact, or None, matches neither a term nor its
    negation, `none` apart.
    """
    return verdict(condition.root, facts, Moment(at, zone)) is True


def verdict(node: Node, facts: Mapping[str, Any], moment: Moment) -> bool | None:
    """Return True, False, or None where the facts do not tell (Kleene's strong logic)."""
    match node:
        case Every(parts=parts):
            return _all([verdict(part, facts, moment) for part in parts])
        case Either(parts=parts):
            return _any([verdict(part, facts, moment) for part in parts])
        case Not(part=part):
            inner = verdict(part, facts, moment)
            return None if inner is None else not inner
        case Term():
            return _answer(node, facts.get(node.field.name), moment)


def _all(verdicts: list[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True


def _any(verdicts: list[bool | None]) -> bool | None:
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _answer(term: Term, fact: Any, moment: Moment) -> bool | None:
    is_sought = any(isinstance(value, Nobody) for value in term.values)
    if fact is None:
        return True if is_sought else None
    if is_sought and term.field.kind is Kind.NAMES and not fact:
        return True
    holds = _HOLDS[term.field.kind]
    return any(
        holds(term, value, fact, moment) for value in term.values if not isinstance(value, Nobody)
    )


def _text(term: Term, value: Value, fact: Any, moment: Moment) -> bool:
    return isinstance(value, Name) and _part_or_whole(term, value.folded, [fold(str(fact))])


def _part_or_whole(term: Term, sought: str, texts: list[str]) -> bool:
    if term.operator == "=":
        return sought in texts
    return any(sought in text for text in texts)


def _words(term: Term, value: Value, fact: Wording, moment: Moment) -> bool:
    if not isinstance(value, Name | Phrase):
        return False
    wanted = sought(value.written, is_exact=isinstance(value, Phrase))
    return wanted is not None and wanted.holds(fact.passages(moment.at))


def _names(term: Term, value: Value, fact: Any, moment: Moment) -> bool:
    return isinstance(value, Name) and value.folded in {fold(str(name)) for name in fact}


def _answers(term: Term, value: Value, fact: Any, moment: Moment) -> bool:
    sought = wanted(value.written) if isinstance(value, Name) else None
    return sought is not None and sought.holds(fact)


def _person(term: Term, value: Value, fact: Someone, moment: Moment) -> bool:
    if isinstance(value, Me):
        return fact.is_me
    # Addresses are kept in lower case; folding would change some of them further.
    return isinstance(value, Name) and (
        _part_or_whole(term, value.folded, [fold(fact.name)])
        or _part_or_whole(term, value.written.lower(), list(fact.addresses))
    )


def _choice(term: Term, value: Value, fact: Any, moment: Moment) -> bool:
    return isinstance(value, Name) and value.written == str(fact)


def _number(term: Term, value: Value, fact: int, moment: Moment) -> bool:
    if isinstance(value, Span):
        low, high = value.low, value.high
        return (
            isinstance(low, Number)
            and isinstance(high, Number)
            and low.number <= fact <= high.number
        )
    return isinstance(value, Number) and _COMPARE[term.operator](fact, value.number)


def _level(term: Term, value: Value, fact: Level, moment: Moment) -> bool:
    if isinstance(value, Name):
        return _names(term, value, fact.names, moment)
    return _number(term, value, fact.number, moment)


def _flag(term: Term, value: Value, fact: bool, moment: Moment) -> bool:
    return isinstance(value, Flag) and value.is_set == fact


def _instant(term: Term, value: Value, fact: datetime, moment: Moment) -> bool:
    return stretch(term.field.kind, term.operator, value, moment).holds(fact)


_HOLDS: dict[Kind, Callable[[Term, Value, Any, Moment], bool]] = {
    Kind.TEXT: _text,
    Kind.WORDS: _words,
    Kind.NAME: _names,
    Kind.NAMES: _names,
    Kind.ANSWERS: _answers,
    Kind.PERSON: _person,
    Kind.CHOICE: _choice,
    Kind.NUMBER: _number,
    Kind.LEVEL: _level,
    Kind.FLAG: _flag,
    Kind.PAST: _instant,
    Kind.DUE: _instant,
}
