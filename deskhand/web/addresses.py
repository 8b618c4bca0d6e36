"""Addresses of pages by their names, as Django's `reverse` makes them, each worked out once.

A page has a hundred and fifty. Which address belongs to a name is fixed when the process starts.
"""

from functools import lru_cache
from typing import Any

from django.urls import NoReverseMatch, reverse

# In the place of numbers that differ from page to page: such as stand in no address.
_MARK = 8_100_000_000_000


def address_of(name: str, *values: Any) -> str:
    """Return the address of a page; raises NoReverseMatch."""
    if all(type(value) is int and value >= 0 for value in values):
        pieces = _pieces(str(name), len(values))
        if len(pieces) > len(values):
            numbers = [*map(str, values), ""]
            return "".join(f"{one}{two}" for one, two in zip(pieces, numbers, strict=True))
    elif all(isinstance(value, str | int) for value in values):
        return _by_words(str(name), *map(str, values))
    return str(reverse(name, args=values))


@lru_cache(maxsize=2048)
def _pieces(name: str, count: int) -> tuple[str, ...]:
    """What stands around the numbers of an address; nothing where it has them otherwise."""
    marks = [str(_MARK + place) for place in range(count)]
    try:
        rest = str(reverse(name, args=[int(mark) for mark in marks]))
    except NoReverseMatch:
        return ()
    found = []
    for mark in marks:
        before, sign, rest = rest.partition(mark)
        if not sign:
            return ()
        found.append(before)
    return (*found, rest)


@lru_cache(maxsize=4096)
def _by_words(name: str, *values: str) -> str:
    return str(reverse(name, args=values))
