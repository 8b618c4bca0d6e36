"""The letters about a release, as a job: apart from the story that enqueues it."""

from django.utils import timezone

from deskhand.desk.software import letters
from deskhand.jobs.task import task


@task()
def write_release_letters(release_id: int) -> None:
    """Write what is still to be written, each client by itself."""
    letters.write_all(release_id, at=timezone.now())
