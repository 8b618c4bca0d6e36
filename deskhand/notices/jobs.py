"""What the room of notices does by itself."""

from datetime import UTC, datetime

from deskhand.jobs.task import every, task
from deskhand.notices import delivering, keeping, trouble
from deskhand.notices.delivery_jobs import deliver


@every("* * * * *")
@task()
def deliver_what_is_due() -> None:
    """Send notices whose job was lost: by a killed process, or with a restored database."""
    at = datetime.now(UTC)
    delivering.give_up(at=at)
    for person_id, channel in delivering.overdue(at=at):
        deliver.using(key=f"notices:{person_id}:{channel}:overdue").enqueue(person_id, channel)


@every("*/5 * * * *")
@task()
def look_for_trouble() -> None:
    """Tell administrators of mailboxes that fail, and of work that failed for good."""
    trouble.look(at=datetime.now(UTC))


@every("40 3 * * *")
@task()
def prune_notices() -> None:
    keeping.prune(at=datetime.now(UTC))
