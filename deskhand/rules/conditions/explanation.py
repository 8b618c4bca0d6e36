"""Why a condition matched, or did not, in sentences for the one who wrote it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from deskhand.rules.conditions.evaluation import verdict
from deskhand.rules.conditions.fields import Field, Kind
from deskhand.rules.conditions.times import Moment
from deskhand.rules.conditions.tree import Condition, Either, Every, Node, Not, Term


def explain(
    condition: Condition, facts: Mapping[str, Any], *, at: datetime, zone: tzinfo = UTC
) -> list[str]:
    """Say which parts decided, one sentence each; an empty condition has nothing to say.

    When it matched, the parts that made it match; when it did not, those that stood in the
    way.
    """
    return _why(condition.root, facts, Moment(at, zone))


def _why(node: Node, facts: Mapping[str, Any], moment: Moment) -> list[str]:
    matched = verdict(node, facts, moment) is True
    if isinstance(node, Every | Either):
        deciding = [p for p in node.parts if (verdict(p, facts, moment) is True) is matched]
        return [line for part in deciding for line in _why(part, facts, moment)]
    term = node.part if isinstance(node, Not) else node
    if isinstance(term, Term):
        return [_sentence(node, term, facts.get(term.field.name), moment, matched=matched)]
    return _why(_pushed(term), facts, moment)


def _pushed(node: Every | Either | Not) -> Node:
    """Return the opposite of a compound with the minus before its parts (De Morgan)."""
    match node:
        case Every(parts=parts):
            return Either(tuple(_opposite(part) for part in parts))
        case Either(parts=parts):
            return Every(tuple(_opposite(part) for part in parts))
        case Not(part=part):
            return part


def _opposite(node: Node) -> Node:
    return node.part if isinstance(node, Not) else Not(node)


def _sentence(node: Node, term: Term, fact: Any, moment: Moment, *, matched: bool) -> str:
    verb = "matched" if matched else "did not match"
    return f"{verb} `{node}` because {term.field.name} is {_told(term.field, fact, moment)}"


def _told(field: Field, fact: Any, moment: Moment) -> str:
    if fact is None:
        return "not set"
    match field.kind:
        case Kind.PAST | Kind.DUE:
            return _when(fact, moment)
        case Kind.FLAG:
            return "yes" if fact else "no"
        case Kind.NAME | Kind.NAMES | Kind.ANSWERS:
            return ", ".join(str(name) for name in fact) or "not set"
        case Kind.TEXT:
            return f'"{fact}"'
        case Kind.WORDS:
            return f'"{fact.beginning(moment.at)}"'
        case _:
            return str(fact)


def _when(instant: datetime, moment: Moment) -> str:
    written = instant.astimezone(moment.zone).strftime("%Y-%m-%d %H:%M %Z")
    away = instant - moment.at
    if away >= timedelta():
        return f"{written}, in {_length(away)}"
    return f"{written}, {_length(-away)} ago"


def _length(length: timedelta) -> str:
    minutes = int(length / timedelta(minutes=1))
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    pieces = [f"{n}{unit}" for n, unit in ((days, "d"), (hours, "h"), (minutes, "m")) if n]
    return " ".join(pieces[:2]) or "0m"
