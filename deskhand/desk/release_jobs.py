"""The end of an undo window, as a job: apart from the others, since replies enqueue it."""

from django.utils import timezone

from deskhand.desk import releasing
from deskhand.jobs.task import task


@task()
def release_reply(message_id: int) -> None:
    """The undo window of a reply is over."""
    releasing.release(message_id, at=timezone.now())
