"""Calling hooks, as a job: apart from the others, since telling enqueues it."""

from datetime import UTC, datetime

from deskhand.connectors import calling
from deskhand.jobs.task import task


@task()
def call(call_id: int) -> None:
    """Make a call that is due, and those of its subject that waited for it."""
    following: int | None = call_id
    while following is not None:
        turn = calling.make(following, at=datetime.now(UTC))
        if turn.again_at is not None:
            later(following, turn.again_at)
        following = turn.next_id


def later(call_id: int, due_at: datetime) -> None:
    """Have a call made then."""
    key = f"hook:{call_id}:{due_at:%Y%m%d%H%M%S}"
    call.using(run_after=due_at, key=key).enqueue(call_id)
