"""What the reports do by themselves."""

import time

from django.utils import timezone

from deskhand.jobs.task import every, task
from deskhand.reports import following

# As long as a desk that is told to stop waits for its jobs, and no longer.
A_TURN_SECONDS = 5.0


@every("* * * * *")
@task()
def sum_up() -> None:
    """Bring the sums up to date. Once a minute and not with each event: a story that stands in a
    row of many pays nothing for reports."""
    until = time.monotonic() + A_TURN_SECONDS
    while following.follow(at=timezone.now()):
        if time.monotonic() > until:
            sum_up.using(key=sum_up.module_path).enqueue()
            return
