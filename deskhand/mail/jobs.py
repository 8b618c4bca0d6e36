"""Background entry points of the post office."""

from datetime import UTC, datetime

from deskhand.jobs.task import every, task
from deskhand.mail import posting


@task()
def post(letter_id: int) -> None:
    """Post one letter; a failure that may pass puts it off."""
    again_at = posting.post(letter_id, at=datetime.now(UTC))
    if again_at is not None:
        post.using(run_after=again_at).enqueue(letter_id)


@every("* * * * *")
@task()
def post_what_is_due() -> None:
    """Post letters whose job was lost: by a killed process, or with a restored database."""
    for letter_id in posting.overdue(at=datetime.now(UTC)):
        post.enqueue(letter_id)
