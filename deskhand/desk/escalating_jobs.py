"""What a fired step has to do, as a job that follows `step_came`."""

from django.utils import timezone

from deskhand.desk import escalating
from deskhand.jobs.task import task
from deskhand.journal.models import Event


@task()
def carry_out(event_id: int) -> None:
    """Do what a fired step says; what was done before is not done again."""
    event = Event.objects.get(pk=event_id)
    escalating.carry_out(event.payload["fired"], event_id=event_id, at=timezone.now())
