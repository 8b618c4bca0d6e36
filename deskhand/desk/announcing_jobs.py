"""Telling agents what happened, as a job: it gathers what the journal has since the last time."""

from datetime import timedelta

from django.utils import timezone

from deskhand.desk import announcing
from deskhand.jobs.task import task

# As long as what is committed beside another transaction takes to settle.
A_MOMENT = timedelta(seconds=1)


@task()
def announce() -> None:
    """Tell agents of what happened since; again in a moment, when there is more."""
    at = timezone.now()
    if announcing.announce(at=at):
        announce.using(run_after=at + A_MOMENT, key=announce.module_path).enqueue()
