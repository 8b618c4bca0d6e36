"""Many clocks read at once: their facts come in one statement, not one for each."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from deskhand.sla.models import Clock, ClockEvent

A_BATCH = 1000


def batches(clocks: QuerySet[Clock], *, after: int = 0) -> Iterator[list[Clock]]:
    """Yield clocks by their keys, a thousand at a time, from behind a key on."""
    rows = clocks.select_related("calendar_version__calendar").order_by("pk")
    while found := list(rows.filter(pk__gt=after)[:A_BATCH]):
        yield found
        after = found[-1].pk


def facts_of(clocks: Sequence[Clock]) -> dict[int, list[ClockEvent]]:
    """Return the facts of each clock, in the order in which they were told."""
    told: dict[int, list[ClockEvent]] = defaultdict(list)
    for event in ClockEvent.objects.filter(clock__in=[c.pk for c in clocks]).order_by("seq"):
        told[event.clock_id].append(event)
    return told
