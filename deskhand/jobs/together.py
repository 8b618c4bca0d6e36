"""Several small sets of rows read in one statement: what a page needs of many tables at once.

A page is as quick as its statements are few. Rows come as plain values, as JSON has them: instants
as text (`instant` reads them), and no order among them.
"""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject

Row = dict[str, Any]
# The largest number that a column holds.
MOST = 2**63 - 1
# Values in the place of which others are put: numbers and instants that nobody asks for.
_NUMBER = 2_100_000_000
_INSTANT = datetime(1000, 1, 1, tzinfo=UTC)


def told(rows: QuerySet[Any, Any], **fields: Any) -> QuerySet[Any, Any]:
    """Say what to read of each row: names of fields, or expressions, under names of their own.

    No name may stand for what is JSON itself: the engines give it in different ways.
    """
    return rows.order_by().values_list(JSONObject(**fields))


@dataclass(frozen=True, slots=True)
class Leg:
    """The statement for one set: its text, its parameters, and which of them are put in: by place
    the number of the value and its type."""

    text: str
    parameters: tuple[Any, ...]
    places: tuple[tuple[int, int, type], ...] = ()

    def filled(self, values: Sequence[Any]) -> tuple[Any, ...]:
        filled = list(self.parameters)
        for place, number, kind in self.places:
            value = values[number]
            is_instant = isinstance(value, datetime)
            filled[place] = _adapted(value) if is_instant else kind(value)
        return tuple(filled)


@dataclass(frozen=True, slots=True)
class Shape:
    """A set whose statement is always the same but for its values, and worked out once.

    Made with the decorator `shape` from a function that returns what `told` returns. Its
    values are whole numbers, instants, and lists of numbers; the function must not look at them,
    only hand them on.
    """

    build: Callable[..., QuerySet[Any, Any]]
    legs: dict[Any, Leg] = field(default_factory=dict)

    def __call__(self, *values: int | datetime | Sequence[int]) -> "Asked":
        return Asked(self, values)


def shape(build: Callable[..., QuerySet[Any, Any]]) -> Shape:
    return Shape(build)


@dataclass(frozen=True, slots=True)
class Asked:
    """A set of a shape with its values."""

    shape: Shape
    values: tuple[int | datetime | Sequence[int], ...]

    def leg(self, name: str) -> tuple[str, tuple[Any, ...]] | None:
        """Return text and parameters; None where a list is empty, of which there can be no rows."""
        flat, sizes = in_sizes(self.values)
        if 0 in sizes:
            return None
        key = connection.vendor, name, sizes
        leg = self.shape.legs.get(key)
        if leg is None:
            build = self.shape.build

            def worded(*marked: Any) -> tuple[str, tuple[Any, ...]]:
                return _statement(name, build(*marked))

            leg = self.shape.legs[key] = filled_in(worded, self.values, name=build.__name__)
        return leg.text, leg.filled(flat)


def in_sizes(values: Sequence[Any]) -> tuple[list[Any], tuple[Any, ...]]:
    """Return values in one list, and what a statement for them depends on."""
    padded = [_padded(value) for value in values]
    sizes = tuple(len(v) if isinstance(v, list) else type(v) for v in padded)
    return list(chain.from_iterable(v if isinstance(v, list) else (v,) for v in padded)), sizes


def _padded(value: Any) -> Any:
    """A list gets as long as the next power of two by repeating its last number, so that there
    are few shapes. A number that no column holds is as good as none."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, int):
        return value if abs(value) <= MOST else []
    numbers = [number for number in value if abs(number) <= MOST]
    if numbers:
        numbers += numbers[-1:] * ((1 << (len(numbers) - 1).bit_length()) - len(numbers))
    return numbers


def filled_in(
    worded: Callable[..., tuple[str, tuple[Any, ...]]], values: Sequence[Any], *, name: str
) -> Leg:
    """Put a question into words with marks for its values, and see where they went."""
    count = 0

    def mark(value: Any) -> Any:
        nonlocal count
        count += 1
        if isinstance(value, datetime):
            return _INSTANT + timedelta(seconds=count)
        return _NUMBER + count

    marked = [[mark(v) for v in value] if isinstance(value, list) else mark(value)
              for value in map(_padded, values)]  # fmt: skip
    text, parameters = worded(*marked)
    flat, _sizes = in_sizes(marked)
    marks = [_adapted(m) if isinstance(m, datetime) else m for m in flat]
    places = [
        (place, marks.index(parameter), type(parameter))
        for place, parameter in enumerate(parameters)
        if parameter in marks
    ]
    if len({number for _place, number, _type in places}) != count:
        raise ValueError(f"{name} does not ask for all of its values")
    return Leg(text, parameters, tuple(places))


def _adapted(value: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(value)


def _statement(name: str, rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    named = rows.values_list(Value(name), *rows.query.annotation_select)
    text, parameters = named.query.sql_with_params()
    return text, tuple(parameters)


def read_together(**sets: QuerySet[Any, Any] | Asked) -> dict[str, list[Row]]:
    """Read sets that `told` has made, or shapes with their values; each under its name, and empty
    where it has no rows."""
    found: dict[str, list[Row]] = {name: [] for name in sets}
    legs = []
    for name, rows in sets.items():
        if isinstance(rows, Asked):
            legs.append(rows.leg(name))
        else:
            with suppress(EmptyResultSet):
                legs.append(_statement(name, rows))
    texts = [leg[0] for leg in legs if leg]
    if texts:
        with connection.cursor() as cursor:
            parameters = [value for leg in legs if leg for value in leg[1]]
            cursor.execute(" UNION ALL ".join(texts), parameters)
            for name, row in cursor.fetchall():
                found[name].append(json.loads(row))
    return found


def instant(text: str | None) -> datetime | None:
    """Read an instant of such a row; SQLite keeps it without its zone, which is UTC."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
