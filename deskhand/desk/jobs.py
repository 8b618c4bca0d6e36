"""What the desk does in the background: each entry point reads the clock and tells one story."""

from django.utils import timezone

from deskhand.desk import asides, tray, undelivered
from deskhand.jobs.task import every, task
from deskhand.journal.models import Event
from deskhand.tickets import sides

# As long as a desk that is told to stop waits for its jobs, and no longer.
A_TURN_SECONDS = 5.0


@every("* * * * *")
@task()
def take_in() -> None:
    """Take in the letters that were kept. Gathers what `letter_arrived` tells, and sees once a
    minute that nothing was left lying."""
    if not tray.clear(timezone.now, seconds=A_TURN_SECONDS):
        take_in.using(key=take_in.module_path).enqueue()


@every("*/5 * * * *")
@task()
def remind_of_sides() -> None:
    """Note that third parties have not answered by the time that was set."""
    at = timezone.now()
    for side in sides.to_remind(at=at):
        asides.remind(side.pk, at=at)


@task()
def come_back(event_id: int) -> None:
    """A letter came back or was given up. Follows `letter_bounced` and `letter_failed`."""
    event = Event.objects.get(pk=event_id)
    undelivered.come_back(event.payload["outgoing"], at=timezone.now())
