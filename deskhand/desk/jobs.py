"""What the desk does in the background: each entry point reads the clock and tells one story."""

from django.utils import timezone

from deskhand.desk import intake, undelivered
from deskhand.jobs.task import task
from deskhand.journal.models import Event


@task()
def take_in(event_id: int) -> None:
    """A letter was kept: take it in. Follows `letter_arrived`."""
    payload = Event.objects.values_list("payload", flat=True).get(pk=event_id)
    intake.take_in(payload["letter"], at=timezone.now())


@task()
def come_back(event_id: int) -> None:
    """A letter came back or was given up. Follows `letter_bounced` and `letter_failed`."""
    event = Event.objects.get(pk=event_id)
    undelivered.come_back(event.payload["outgoing"], at=timezone.now())
