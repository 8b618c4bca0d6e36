"""Tickets under a policy with steps, and the sweep as it comes by at an instant."""

from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.desk.submit import Request, submit
from deskhand.journal.actor import system
from deskhand.sla import clocks
from deskhand.sla.models import Clock, StepFired
from deskhand.sla.sweeping import due_clocks
from deskhand.tickets.models import Ticket
from tests.cast import Cast, reader
from tests.sla import tables

TELL = [{"do": "notify", "who": ["assignee"]}]


def step(kind: str, *, actions: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {"kind": kind, **more, "actions": TELL if actions is None else actions}


def promised(cast: Cast, *steps: dict[str, Any], hours: Any = 4, kind: str = "resolution"):
    """Owe the bakery a policy whose one row has these steps."""
    made = tables.policy("stepped", tables.row(kind, hours, steps=tuple(steps)))
    tables.owe(cast.birch, made)
    return made


def ask(cast: Cast, *, at: datetime) -> Ticket:
    asked = Request(subject="The oven beeps", text="Please help.")
    return submit(asked, by=reader(cast.bea), at=at)


def sweep(at: datetime) -> int:
    """Look at all clocks that are due before an instant; returns how many."""
    keys = list(due_clocks(at=at))
    for key in keys:
        with transaction.atomic():
            clocks.watch(key, by=system("clocks"), at=at)
    return len(keys)


def came(ticket: Ticket) -> list[tuple[int, int, str]]:
    """Step, occurrence and outcome of all that came on a ticket, in order."""
    rows = StepFired.objects.filter(clock__ticket=ticket)
    return list(rows.values_list("step", "occurrence", "outcome"))


def clock_of(ticket: Ticket, kind: str = "resolution") -> Clock:
    return Clock.objects.filter(ticket=ticket, kind=kind, replaced_at=None).latest("cycle")
