"""Looking into the queue, on either database: for pages, health checks and tests."""

from datetime import UTC, datetime

from deskhand.jobs.engine import Counts, DeadLetter, JobNotFound, engine

__all__ = (
    "Counts",
    "DeadLetter",
    "JobNotFound",
    "counts",
    "dead_letters",
    "drain",
    "forget",
    "oldest_due_at",
    "retry",
)


def oldest_due_at() -> datetime | None:
    """Return since when the oldest waiting job is due, or will be; None when none waits."""
    return engine().oldest_due_at()


def dead_letters(*, limit: int = 200) -> list[DeadLetter]:
    """Return the jobs that failed too often, newest first."""
    return engine().dead_letters(limit=limit)


def retry(job_id: int, *, at: datetime) -> None:
    """Let a dead letter begin anew, with all its attempts; raises JobNotFound."""
    engine().retry(job_id, at=at)


def forget(job_id: int) -> None:
    """Delete a dead letter; raises JobNotFound."""
    engine().forget(job_id)


def counts() -> Counts:
    return engine().counts()


def drain(*, limit: int | None = None, at: datetime | None = None) -> int:
    """Run what is due (at `at`, else now) in this thread; return how many attempts were made.

    For tests and commands. A job that enqueues another has that run too.
    """
    return engine().drain(limit=limit, at=at or datetime.now(UTC))
