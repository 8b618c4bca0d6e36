"""Compare the caches on clocks with what their recorded events say, and mend them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from deskhand.rules.clock import Reading, read
from deskhand.sla.batches import batches, facts_of
from deskhand.sla.models import Clock
from deskhand.sla.recording import rule_with

READ = ("calendar_version_id", "row_id", "promised", "started_at")
CACHED = ("due_at", "computed_due_at", "met_at", "stopped_at", "breached_at", "state")


def rebuild(*, at: datetime, check: bool = False) -> Iterator[str]:
    """Yield one line for each clock whose cache was wrong; with `check` nothing is written."""
    for clocks in batches(Clock.objects.only("ticket_id", *READ, *CACHED)):
        wrong = list(_wrong(clocks, at))
        for clock, says in wrong:
            yield f"clock {clock.pk} of ticket {clock.ticket_id}: {', '.join(says)} differed"
        if not check:
            _mend(wrong)


Says = dict[str, Any]
Found = tuple[Clock, Says]


def _wrong(clocks: Sequence[Clock], at: datetime) -> Iterator[Found]:
    told = facts_of(clocks)
    for clock in clocks:
        reading = read(rule_with(clock, told[clock.pk]), at)
        says = _cached(reading)
        if clock.state == Clock.State.RUNNING and says["state"] == Clock.State.BREACHED:
            # The sweep has not come yet; it tells of the breach, too.
            says |= {"state": clock.state, "breached_at": clock.breached_at}
        wrong = {name: value for name, value in says.items() if getattr(clock, name) != value}
        if wrong:
            yield clock, wrong


def _cached(reading: Reading) -> Says:
    """What a clock keeps of its reading: a computed due time only beside one set by hand."""
    is_by_hand = reading.computed_due_at != reading.due_at
    says = {name: getattr(reading, name) for name in CACHED}
    return {**says, "computed_due_at": reading.computed_due_at if is_by_hand else None}


@transaction.atomic
def _mend(wrong: Sequence[Found]) -> None:
    for clock, says in wrong:
        for name, value in says.items():
            setattr(clock, name, value)
        clock.save(update_fields=list(says))
