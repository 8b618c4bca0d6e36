"""Pages of a list by key, never by offset: page one thousand costs what page one costs."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q
from django.db.models.expressions import OrderBy

from deskhand.jobs.together import MOST
from deskhand.tickets.grouping import GROUPINGS, grouped
from deskhand.tickets.models import Ticket
from deskhand.tickets.ordering import MAY_LACK, columns_of
from deskhand.tickets.queries import TicketQuerySet

COUNT_CAP = 1000
# So many lists are counted in one statement: SQLite takes no more than five hundred.
TOGETHER = 100


class CursorRefused(ValueError):
    """A cursor that this list never gave out."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page; an empty cursor on the last one."""

    tickets: list[Ticket]
    next_cursor: str = ""


def page(
    tickets: TicketQuerySet, *, order: str, after: str = "", size: int = 50, group: str = ""
) -> Page:
    """Return up to `size` tickets behind the cursor; raises CursorRefused and OrderRefused.

    With a group, its tickets stand together, in this order.
    """
    keys, rows = _ordered(tickets, order=order, after=after, group=group)
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, cursor(keys, found[-1]) if more else "")


@dataclass(frozen=True, slots=True)
class Places:
    """The tickets of a page by their numbers, with the values that put each in its place."""

    keys: tuple[str, ...] = ()
    values: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    next_cursor: str = ""

    @property
    def numbers(self) -> list[int]:
        return list(self.values)

    def said_of(self, number: int) -> dict[str, Any]:
        """The values of a ticket under the names of their columns."""
        names = (key.lstrip("-") for key in self.keys)
        return dict(zip(names, self.values[number], strict=True))


def places(
    tickets: TicketQuerySet, *, order: str, after: str = "", size: int = 50, group: str = ""
) -> Places:
    """Return the places of up to `size` tickets behind the cursor, as `page` does the tickets."""
    keys, rows = _ordered(tickets, order=order, after=after, group=group)
    columns = [key.lstrip("-") for key in keys]
    found = [(row[0], row[1:]) for row in rows.values_list("pk", *columns)[: size + 1]]
    values = dict(found[:size])
    more = len(found) > size
    return Places(keys, values, _cursor(found[size - 1][1]) if more else "")


def _ordered(
    tickets: TicketQuerySet, *, order: str, after: str, group: str
) -> tuple[tuple[str, ...], TicketQuerySet]:
    keys = columns_of(order)
    if group:
        tickets, column = grouped(tickets, group), GROUPINGS[group].column
        keys = (column, *(key for key in keys if key.lstrip("-") != column))
    rows = tickets.order_by(*map(_by, keys))
    return keys, rows.filter(_behind(keys, _read(keys, after))) if after else rows


def _by(key: str) -> Any:
    name = key.lstrip("-")
    if name not in MAY_LACK:
        return key
    return OrderBy(F(name), descending=key.startswith("-"), nulls_last=True)


def capped_count(tickets: TicketQuerySet, *, most: int = COUNT_CAP) -> int:
    """Count up to so many; with COUNT_CAP the page shows "999+" from there on."""
    return int(tickets.order_by()[:most].values("pk").count())


def capped_counts(lists: Mapping[str, TicketQuerySet]) -> dict[str, int]:
    """Count lists, each up to COUNT_CAP, under its name; as many as most agents have in one
    statement."""
    counted, asked = dict.fromkeys(lists, 0), []
    for name, tickets in lists.items():
        with suppress(EmptyResultSet):
            rows = tickets.order_by()[:COUNT_CAP].values("pk")
            text, parameters = rows.query.sql_with_params()
            asked.append((f"SELECT %s, COUNT(*) FROM ({text}) AS capped", [name, *parameters]))  # noqa: S608
    for place in range(0, len(asked), TOGETHER):
        some = asked[place : place + TOGETHER]
        with connection.cursor() as cursor:
            values = [value for _text, values in some for value in values]
            cursor.execute(" UNION ALL ".join(text for text, _values in some), values)
            counted.update(cursor.fetchall())
    return counted


def cursor(keys: tuple[str, ...], ticket: Ticket) -> str:
    """Return the place behind a ticket in a list by these columns."""
    return _cursor([getattr(ticket, key.lstrip("-")) for key in keys])


def _cursor(values: Sequence[Any]) -> str:
    return "~".join(_written(value) for value in values)


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return quote(value, safe="").replace("~", "%7E") if isinstance(value, str) else str(value)


def _read(keys: tuple[str, ...], cursor: str) -> list[Any]:
    parts = cursor.split("~")
    if len(parts) != len(keys):
        raise CursorRefused(cursor)
    try:
        return [_value(key, part) for key, part in zip(keys, parts, strict=True)]
    except (ValueError, OverflowError) as error:
        raise CursorRefused(cursor) from error


def _value(key: str, part: str) -> Any:
    if part == str(None) and key.lstrip("-") in MAY_LACK:
        return None
    if key == "group_key":
        return _text(part)
    return _instant(part) if key.endswith(("_at", "_until")) else _number(part)


def _text(part: str) -> str:
    text = unquote(part, errors="strict")
    if "\0" in text:
        raise ValueError(part)
    return text


def _instant(part: str) -> datetime:
    """An instant as the database compares it; raises OverflowError before the year 1."""
    instant = datetime.fromisoformat(part)
    if instant.tzinfo is None:
        raise ValueError(part)
    return instant.astimezone(UTC)


def _number(part: str) -> int:
    number = int(part)
    if abs(number) > MOST:
        raise ValueError(part)
    return number


def _behind(keys: tuple[str, ...], values: list[Any]) -> Q:
    # The plain bound on the first key lets both engines start the index scan there.
    behind = _beyond(keys[0], values[0], "e")
    choices = Q()
    for place, key in enumerate(keys):
        same = Q(**{k.lstrip("-"): v for k, v in zip(keys[:place], values[:place], strict=True)})
        choices |= same & _beyond(key, values[place])
    return behind & choices


def _beyond(key: str, value: Any, or_there: str = "") -> Q:
    """What stands behind a value in the order by a key, or with "e" there as well."""
    name = key.lstrip("-")
    lacks = Q(**{f"{name}__isnull": True})
    if value is None:
        return lacks if or_there else Q(pk__in=())
    beyond = Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}{or_there}": value})
    return beyond | lacks if name in MAY_LACK else beyond
