"""Clocks as the rows of lists show them, read together with what else a row says."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from deskhand.jobs.light import made
from deskhand.jobs.together import Asked, Row, instant, shape, told
from deskhand.people.models import Team
from deskhand.sla.models import Clock, PromiseRow
from deskhand.sla.reading import shown_of

PLAIN = ("id", "ticket_id", "kind", "cycle", "state", "reason", "held_by", "row_id")
INSTANTS = (
    *("started_at", "due_at", "warn_at", "alarm_at", "met_at", "breached_at", "stopped_at"),
    "replaced_at",
)
OF_ROW = ("start", "start_category", "start_tier", "start_team_id")


def clocks_asked(numbers: Sequence[int]) -> dict[str, Asked]:
    """Return what to read of the tickets with these numbers, for `read_together`."""
    return {"clocks": _clocks(numbers)}


@shape
def _clocks(tickets: list[int]) -> QuerySet[Any, Any]:
    return told(
        Clock.objects.filter(ticket__in=tickets, replaced_at=None),
        **{name: name for name in (*PLAIN, *INSTANTS)},
        **{f"row_{name}": f"row__{name}" for name in OF_ROW},
        team="row__start_team__name",
    )


def clocks_in(found: Mapping[str, list[Row]]) -> dict[int, Clock]:
    """Return for each ticket the clock that its row shows, from what was read; see `clocks_of`."""
    rows = sorted(found["clocks"], key=lambda row: (row["cycle"], row["id"]))
    return shown_of(_clock(row) for row in rows)


def _clock(row: Row) -> Clock:
    values = {name: row[name] for name in PLAIN}
    values |= {name: instant(row[name]) for name in INSTANTS}
    return made(Clock, values, row=_row(row))


def _row(row: Row) -> PromiseRow | None:
    if row["row_id"] is None:
        return None
    number = row["row_start_team_id"]
    team = None if number is None else made(Team, {"id": number, "name": row["team"]})
    values = {name: row[f"row_{name}"] for name in OF_ROW}
    return made(PromiseRow, {"id": row["row_id"], **values}, start_team=team)
