"""Compare the caches on clocks with what their recorded events say, and mend them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction

from deskhand.rules.clock import Reading, read
from deskhand.sla.batches import batches, facts_of
from deskhand.sla.models import Clock
from deskhand.sla.recording import rule_with

READ = ("calendar_version_id", "row_id", "promised", "started_at")
CACHED = ("due_at", "met_at", "stopped_at")


def rebuild(*, at: datetime, check: bool = False) -> Iterator[str]:
    """Yield one line for each clock whose cache was wrong; with `check` nothing is written."""
    for clocks in batches(Clock.objects.only("ticket_id", *READ, *CACHED)):
        wrong = list(_wrong(clocks, at))
        for clock, names, _reading in wrong:
            yield f"clock {clock.pk} of ticket {clock.ticket_id}: {', '.join(names)} differed"
        if not check:
            _mend(wrong)


Found = tuple[Clock, list[str], Reading]


def _wrong(clocks: Sequence[Clock], at: datetime) -> Iterator[Found]:
    told = facts_of(clocks)
    for clock in clocks:
        reading = read(rule_with(clock, told[clock.pk]), at)
        names = [name for name in CACHED if getattr(clock, name) != getattr(reading, name)]
        if names:
            yield clock, names, reading


@transaction.atomic
def _mend(wrong: Sequence[Found]) -> None:
    for clock, names, reading in wrong:
        for name in names:
            setattr(clock, name, getattr(reading, name))
        clock.save(update_fields=names)
