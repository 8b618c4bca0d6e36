"""Texts with places to fill: `Hello {{requester.first_name}}`. What is not known stays open and is
named, so that nobody sends a text with a hole in it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_.]{0,60})\s*\}\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its places filled; `open` names those that could not be, in order."""

    text: str
    open: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Fill the places of a text; an empty value fills nothing."""
    names = places(text)
    filled = _PLACE.sub(lambda found: values.get(found[1], "") or found[0], text)
    return Filled(filled, tuple(name for name in names if not values.get(name)))


def places(text: str) -> list[str]:
    """Return the names of the places in a text, each once, in order."""
    return list(dict.fromkeys(found[1] for found in _PLACE.finditer(text)))
