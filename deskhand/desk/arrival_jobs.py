"""What became of a reply that was sent again, as a job: apart from the others, since that story
enqueues it."""

from django.utils import timezone

from deskhand.desk import undelivered
from deskhand.jobs.task import task


@task()
def see_arrival(message_id: int) -> None:
    """Look whether the letter of a reply was taken; comes again while that is open."""
    next_at = undelivered.see_arrival(message_id, at=timezone.now())
    if next_at is not None:
        see_arrival.using(run_after=next_at).enqueue(message_id)
