"""The end of the wait after a move, as a job: apart from the others, since moves enqueue it."""

from django.utils import timezone

from deskhand.desk.dispatch import telling
from deskhand.jobs.task import task


@task()
def tell_moved(appointment_id: int) -> None:
    """No further move of an appointment has come for a while."""
    telling.tell_moved(appointment_id, at=timezone.now())
