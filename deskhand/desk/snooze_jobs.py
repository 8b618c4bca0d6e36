"""The end of a snooze, as a job: apart from the others, since snoozing enqueues it."""

from django.utils import timezone

from deskhand.desk import waking
from deskhand.jobs.task import task


@task()
def wake_up(number: int) -> None:
    """The time of a snoozed ticket has come."""
    waking.wake_in_time(number, at=timezone.now())
