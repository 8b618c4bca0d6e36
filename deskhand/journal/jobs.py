"""What the journal does in the background."""

from datetime import UTC, datetime

from deskhand.jobs.task import every, task
from deskhand.journal.sealing import seal


@every("* * * * *")
@task()
def seal_events() -> None:
    """Seal what was recorded since the last time."""
    seal(at=datetime.now(UTC))
