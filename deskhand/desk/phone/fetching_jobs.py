"""Fetching sounds, as a job: apart from the others, since voicemails enqueue it."""

from django.utils import timezone

from deskhand.desk.phone import fetching
from deskhand.jobs.task import task


@task()
def fetch_sound(message_id: int, url: str) -> None:
    """Fetch the sound of a voicemail."""
    fetching.fetch(message_id, url, at=timezone.now())
