"""Sending notices out, as a job: apart from the others, since telling enqueues it."""

from datetime import UTC, datetime

from deskhand.jobs.task import task
from deskhand.notices import delivering


@task()
def deliver(person_id: int, channel: str) -> None:
    """Send what is due to one person by one channel."""
    again_at = delivering.deliver(person_id, channel, at=datetime.now(UTC))
    if again_at is not None:
        later(person_id, channel, again_at)


def later(person_id: int, channel: str, due_at: datetime) -> None:
    """Have it sent then; what is due within the same second goes together."""
    key = f"notices:{person_id}:{channel}:{due_at:%Y%m%d%H%M%S}"
    deliver.using(run_after=due_at, key=key).enqueue(person_id, channel)
