"""Which clocks are to be looked at: those whose `next_fire_at` has gone by, by one index alone."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from deskhand.sla.models import Clock, PromiseKind

A_SWEEP = 500
ANSWERED = frozenset({PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.UPDATE})
AN_HOUR = timedelta(hours=1)
# A reply that was released in time may still stand in the queue of jobs, so long at the most.
LONGEST_ON_ITS_WAY = timedelta(minutes=10)


def due_clocks(*, at: datetime, limit: int = A_SWEEP) -> QuerySet[Clock, int]:
    """Return the keys of clocks that are to be looked at, the longest waiting first."""
    due = Clock.objects.filter(next_fire_at__lt=at).order_by("next_fire_at")
    return due.values_list("pk", flat=True)[:limit]


def due_clock(clock_id: int, *, at: datetime) -> Clock | None:
    """Lock a clock that is to be looked at; None when it is no more, or when another has it."""
    clocks = Clock.objects.select_for_update(of=("self",), skip_locked=True)
    related = clocks.select_related("calendar_version", "row", "ticket")
    return related.filter(pk=clock_id, next_fire_at__lt=at).first()


def put_off(clock_id: int, *, at: datetime) -> None:
    """Let a clock that cannot be looked at hold up no other for an hour."""
    Clock.objects.filter(pk=clock_id, next_fire_at__lt=at).update(next_fire_at=at + AN_HOUR)


def bring_back(clock_id: int, *, at: datetime) -> None:
    """Let a clock that was put off be looked at."""
    clocks = Clock.objects.filter(pk=clock_id, next_fire_at__isnull=False)
    clocks.update(next_fire_at=at - timedelta(seconds=1))


def is_answer_on_its_way(clock: Clock, *, at: datetime) -> bool:
    """Whether a reply on its ticket was released in time, and only its job has not run yet."""
    due_at = clock.due_at
    if clock.kind not in ANSWERED or due_at is None or due_at >= at:
        return False
    if at - due_at > LONGEST_ON_ITS_WAY:
        return False
    replies = clock.ticket.messages.filter(
        released_at__lte=due_at, released_at__gt=due_at - LONGEST_ON_ITS_WAY, withdrawn_at=None
    )
    return bool(replies.exclude(undo={}).exists())
