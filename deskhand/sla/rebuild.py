"""Compare the caches on clocks with what their recorded events say, and mend them."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from deskhand.rules.clock import read
from deskhand.sla.models import Clock
from deskhand.sla.recording import rule_of

CACHED = ("due_at", "met_at", "stopped_at")


def rebuild(*, at: datetime, check: bool = False) -> Iterator[str]:
    """Yield one line for each clock whose cache was wrong; with `check` nothing is written."""
    clocks = Clock.objects.select_related("calendar_version").prefetch_related("events")
    for clock in clocks.order_by("pk").iterator(chunk_size=500):
        reading = read(rule_of(clock), at)
        wrong = [name for name in CACHED if getattr(clock, name) != getattr(reading, name)]
        if not wrong:
            continue
        yield f"clock {clock.pk} of ticket {clock.ticket_id}: {', '.join(wrong)} differed"
        if not check:
            _mend(clock, wrong, reading)


@transaction.atomic
def _mend(clock: Clock, wrong: list[str], reading: object) -> None:
    for name in wrong:
        setattr(clock, name, getattr(reading, name))
    clock.save(update_fields=wrong)
