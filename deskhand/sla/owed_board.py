"""What is owed to whom, kind by kind: dates, updates; the next one first."""

from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Exists, OuterRef, Q

from deskhand.people.reader import Reader
from deskhand.sla.models import Clock, PromiseKind
from deskhand.tickets.models import Ticket
from deskhand.tickets.paging import CursorRefused

# What stands beside the calls: each under its word in the address.
KINDS = {"dates": PromiseKind.PROMISE_DATE, "updates": PromiseKind.UPDATE}


@dataclass(frozen=True, slots=True)
class OwedPage:
    """Some clocks with their tickets, and the cursor of the next page; empty on the last."""

    clocks: list[Clock]
    next_cursor: str = ""


def owed_page(
    reader: Reader,
    kind: PromiseKind,
    *,
    team_id: int | None = None,
    after: str = "",
    size: int = 50,
) -> OwedPage:
    """Return what of a kind is owed by a known time on tickets that this reader may see, the next
    one first; raises CursorRefused."""
    # One look by key for each; a plain IN would read all that he may see.
    seen = Ticket.objects.visible_to(reader).filter(pk=OuterRef("ticket"))
    rows = Clock.objects.filter(
        Exists(seen), kind=kind, stopped_at=None, due_at__isnull=False, replaced_at=None
    )
    if team_id is not None:
        rows = rows.filter(ticket__team=team_id)
    if after:
        due_at, key = _read(after)
        rows = rows.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, pk__gt=key), due_at__gte=due_at)
    rows = rows.select_related(
        "row",
        "promise_date",
        "ticket__requester",
        "ticket__organization",
        "ticket__priority",
        "ticket__assignee__person",
    )
    found = list(rows.order_by("due_at", "pk")[: size + 1])
    has_more, found = len(found) > size, found[:size]
    return OwedPage(found, _cursor(found[-1]) if has_more else "")


def _cursor(clock: Clock) -> str:
    return f"{clock.due_at.isoformat()}~{clock.pk}" if clock.due_at else ""


def _read(cursor: str) -> tuple[datetime, int]:
    when, _mark, key = cursor.partition("~")
    try:
        due_at = datetime.fromisoformat(when)
        if due_at.tzinfo is None or not 0 < int(key) < 2**63:
            raise CursorRefused(cursor)
        return due_at.astimezone(UTC), int(key)
    except (ValueError, OverflowError) as error:
        raise CursorRefused(cursor) from error
