"""Completion of a filter while it is typed: names of fields, then values."""

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple

from deskhand.people.reader import Reader
from deskhand.rules.conditions.values import quoted
from deskhand.tickets.fields import TicketField, ticket_fields

MOST = 10
_BEGUN = re.compile(
    r"(?:^|(?<=[\s(]))-*(?P<name>[^\W\d]\w*)?"
    r"(?:(?P<operator>:(?:<=|>=|<|>|=)?|<=|>=|<|>|=)(?P<before>(?:\"[^\"]*\"|[^\s()\"])*,)?"
    r"(?P<value>\"[^\"]*|[^\s(),\"]*))?\Z"
)
Fields = Mapping[str, TicketField]
_ORDERING = re.compile(r"[<>]")


class Suggestion(NamedTuple):
    """What to offer: the words themselves, what they mean, and the whole text with them."""

    label: str
    meaning: str
    text: str
    cursor: int


def suggestions(
    text: str, cursor: int, *, reader: Reader, among: Collection[str] | None = None
) -> list[Suggestion]:
    """Return completions of what stands before the cursor; none where nothing is begun.

    `among` names the fields that may be offered, where not all may. `cursor` counts characters
    from the beginning of the text; one outside of it is taken as its end.
    """
    cursor = cursor if 0 <= cursor <= len(text) else len(text)
    begun = _BEGUN.search(text[:cursor])
    if begun is None or text.count('"', 0, begun.start()) % 2:
        return []
    fields = {n: f for n, f in ticket_fields().items() if among is None or n in among}
    found = _names(begun, fields) if begun["operator"] is None else _values(begun, fields, reader)
    return [
        Suggestion(label, meaning, text[:place] + label + text[cursor:], place + len(label))
        for label, meaning, place in found[:MOST]
    ]


def _names(begun: re.Match[str], fields: Fields) -> list[tuple[str, str, int]]:
    word = (begun["name"] or "").casefold()
    place = begun.start("name") if begun["name"] else begun.end()
    return [
        (f"{name}:", str(known.label), place)
        for name, known in fields.items()
        if name.startswith(word)
    ]


def _values(begun: re.Match[str], fields: Fields, reader: Reader) -> list[tuple[str, str, int]]:
    known = fields.get((begun["name"] or "").casefold())
    if known is None:
        return []
    operator = begun["operator"].lstrip(":") if not begun["before"] else ""
    ordering = operator if _ORDERING.match(operator) else ""
    place = begun.start("value") - len(ordering)
    offered = known.complete(reader, ordering + begun["value"].strip('"'))
    return [(_written(word), _meaning(known), place) for word in offered]


def _written(word: str) -> str:
    """Operators and the words of the language stay bare; names are quoted where needed."""
    return word if _ORDERING.match(word) or word in {"me", "none"} else quoted(word)


def _meaning(known: TicketField) -> str:
    return str(known.label)
