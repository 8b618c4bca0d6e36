"""Scheduled tasks: each slot is enqueued once, however many processes look at the clock."""

from datetime import datetime

from cronsim import CronSim
from django.db import transaction

from deskhand.jobs.engine import engine
from deskhand.jobs.models import Schedule
from deskhand.jobs.task import SCHEDULES, task_at


def tick(at: datetime) -> int:
    """Enqueue what has come due since the last tick; return how many jobs were added.

    A task seen for the first time, or with a new crontab line, starts with its next slot.
    """
    known = {s.path: s for s in Schedule.objects.filter(path__in=list(SCHEDULES))}
    added = 0
    # A copy: a module that is loaded meanwhile adds to it.
    for path, crontab in list(SCHEDULES.items()):
        slot = known.get(path)
        if slot is None:
            begin = {"crontab": crontab, "next_at": next_slot(crontab, after=at)}
            Schedule.objects.get_or_create(path=path, defaults=begin)
        elif slot.crontab != crontab:
            Schedule.objects.filter(pk=slot.pk).update(
                crontab=crontab, next_at=next_slot(crontab, after=at)
            )
        elif slot.next_at <= at:
            added += _enqueue(slot, at)
    return added


def next_slot(crontab: str, *, after: datetime) -> datetime:
    return next(CronSim(crontab, after))


def _enqueue(slot: Schedule, at: datetime) -> int:
    following = next_slot(slot.crontab, after=at)
    with transaction.atomic():
        # Of several processes that saw this slot, one changes the row.
        won = Schedule.objects.filter(pk=slot.pk, next_at=slot.next_at).update(next_at=following)
        if not won or engine().is_underway(slot.path):
            return 0
        task_at(slot.path).enqueue()
        return 1
