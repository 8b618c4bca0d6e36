"""Pages of a list by key, never by offset: page one thousand costs what page one costs."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from deskhand.tickets.models import Ticket
from deskhand.tickets.queries import TicketQuerySet

# Each order ends in the id, so that no two rows share a place.
ORDERS: dict[str, tuple[str, ...]] = {
    "priority": ("priority_level", "received_at", "id"),
    "due": ("due_order_at", "priority_level", "id"),
    "newest": ("-received_at", "-id"),
    "oldest": ("received_at", "id"),
}
COUNT_CAP = 1000
# The largest number that a column holds.
MOST = 2**63 - 1


class CursorRefused(ValueError):
    """A cursor that this list never gave out."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows, and the cursor of the next page; an empty cursor on the last one."""

    tickets: list[Ticket]
    next_cursor: str = ""


def page(tickets: TicketQuerySet, *, order: str, after: str = "", size: int = 50) -> Page:
    """Return up to `size` tickets behind the cursor; raises CursorRefused."""
    keys = ORDERS[order]
    rows = tickets.order_by(*keys)
    if after:
        rows = rows.filter(_behind(keys, _read(keys, after)))
    found = list(rows[: size + 1])
    more = len(found) > size
    found = found[:size]
    return Page(found, _cursor(keys, found[-1]) if more else "")


def capped_count(tickets: TicketQuerySet, *, most: int = COUNT_CAP) -> int:
    """Count up to so many; with COUNT_CAP the page shows "999+" from there on."""
    return int(tickets.order_by()[:most].values("pk").count())


def _cursor(keys: tuple[str, ...], ticket: Ticket) -> str:
    values = (getattr(ticket, key.lstrip("-")) for key in keys)
    return "~".join(v.isoformat() if isinstance(v, datetime) else str(v) for v in values)


def _read(keys: tuple[str, ...], cursor: str) -> list[Any]:
    parts = cursor.split("~")
    if len(parts) != len(keys):
        raise CursorRefused(cursor)
    try:
        return [
            _instant(part) if key.endswith("_at") else _number(part)
            for key, part in zip(keys, parts, strict=True)
        ]
    except (ValueError, OverflowError) as error:
        raise CursorRefused(cursor) from error


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
    first, first_value = keys[0], values[0]
    bound = "lte" if first.startswith("-") else "gte"
    # The plain bound on the first key lets both engines start the index scan there.
    behind = Q(**{f"{first.lstrip('-')}__{bound}": first_value})
    choices = Q()
    for place, key in enumerate(keys):
        same = Q(**{k.lstrip("-"): v for k, v in zip(keys[:place], values[:place], strict=True)})
        step = "lt" if key.startswith("-") else "gt"
        choices |= same & Q(**{f"{key.lstrip('-')}__{step}": values[place]})
    return behind & choices
