"""How long notices are kept, and what settles them without anybody reading."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from deskhand.notices import firm
from deskhand.notices.models import Notice

A_SWEEP = 2000
# What nobody has read in half a year nobody will.
UNREAD_FOR = timedelta(days=182)


def prune(*, at: datetime) -> int:
    """Delete what was read long ago, and what nobody ever read; return how many."""
    read_before = at - timedelta(days=firm.current().keep_days)
    gone = 0
    for rows in (
        Notice.objects.filter(read_at__lt=read_before),
        Notice.objects.filter(read_at=None, at__lt=at - UNREAD_FOR),
    ):
        while keys := list(rows.order_by("pk").values_list("pk", flat=True)[:A_SWEEP]):
            Notice.objects.filter(pk__in=keys).delete()
            gone += len(keys)
    return gone


def settle(subjects: Iterable[tuple[str, int]], kinds: Iterable[str], *, at: datetime) -> None:
    """Mark notices of these kinds about these things as read for all: somebody took care."""
    for kind, subject_id in subjects:
        rows = Notice.objects.filter(subject_kind=kind, subject_id=subject_id, read_at=None)
        rows.filter(kind__in=list(kinds)).update(read_at=at)
