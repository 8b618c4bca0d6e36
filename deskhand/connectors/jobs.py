"""What the connectors room does by itself."""

from django.utils import timezone

from deskhand.connectors import call_jobs, calling
from deskhand.jobs.task import every, task


@every("* * * * *")
@task()
def look_after_calls() -> None:
    """Have the calls made whose jobs were lost."""
    at = timezone.now()
    for call_id in calling.overdue(at=at):
        call_jobs.later(call_id, at)
