"""What the queue asks of an engine, beyond Django's task API; there is one per database."""

import logging
import random
import threading
from abc import abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.db import connection, transaction
from django_tasks import TaskResultStatus, task_backends
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import TaskResult
from django_tasks.utils import get_exception_traceback

from deskhand.jobs.task import SCHEDULES, Task, UnknownTask, task_at

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
LONGEST_DELAY_OF_SCHEDULED = timedelta(minutes=1)
ABANDONED = "The process that ran this job was ended before the job was."


class JobNotFound(Exception):
    """There is no dead letter with this id."""


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job that failed too often; `error` is the last traceback."""

    id: int
    path: str
    args: list[Any]
    kwargs: dict[str, Any]
    attempts: int
    error: str
    failed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many jobs there are: waiting (also for their next attempt), running, dead."""

    waiting: int
    running: int
    dead: int


class Engine(BaseTaskBackend):
    """A queue in the database. The ids of jobs are whole numbers."""

    task_class = Task
    supports_defer = True

    @property
    def lease(self) -> timedelta:
        """After how long without a sign of life a running job is given to another."""
        seconds = self.options.get("LEASE_SECONDS")
        return timedelta(seconds=float(seconds)) if seconds else LEASE

    @abstractmethod
    def work(self, stop: threading.Event, *, threads: int) -> None:
        """Run jobs until `stop` is set and those that run have ended."""

    @abstractmethod
    def drain(self, *, limit: int | None, at: datetime) -> int:
        """Run in this thread what is due at `at`; return how many attempts were made."""

    @abstractmethod
    def is_underway(self, path: str) -> bool:
        """Is there a job of this task that waits, also for its next attempt, or runs?"""

    @abstractmethod
    def recover(self) -> int:
        """Give back the jobs of workers that died; return how many."""

    @abstractmethod
    def oldest_due_at(self) -> datetime | None: ...

    @abstractmethod
    def dead_letters(self, *, limit: int) -> list[DeadLetter]: ...

    @abstractmethod
    def retry(self, job_id: int, *, at: datetime) -> None: ...

    @abstractmethod
    def forget(self, job_id: int) -> None: ...

    @abstractmethod
    def counts(self) -> Counts: ...

    def enqueued(self, task: Any, job_id: int, args: Any, kwargs: Any) -> TaskResult[Any]:
        """What Django's task API hands to the caller."""
        return TaskResult(
            task=task,
            id=str(job_id),
            status=TaskResultStatus.READY,
            enqueued_at=datetime.now(UTC),
            started_at=None,
            finished_at=None,
            last_attempted_at=None,
            args=list(args),
            kwargs=dict(kwargs),
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )


def engine() -> Engine:
    """Return the engine that the setting TASKS chose."""
    return cast(Engine, task_backends["default"])


def next_attempt_at(path: str, *, attempts: int, at: datetime) -> datetime | None:
    """Return when to try again after this many attempts; None when that was the last.

    A scheduled task is not kept waiting for long: its next slot waits for it.
    """
    try:
        allowed = task_at(path).attempts
    except UnknownTask:
        return None
    if attempts >= allowed:
        return None
    longest = LONGEST_DELAY_OF_SCHEDULED if path in SCHEDULES else LONGEST_DELAY
    delay: timedelta = min(FIRST_DELAY * 2 ** min(attempts - 1, 20), longest)
    # Spread, so that what failed together does not come back together.
    return at + delay * random.uniform(0.9, 1.1)  # noqa: S311


def attempt(path: str, args: list[Any], kwargs: dict[str, Any]) -> str:
    """Run a task once; return an empty text, or the traceback of its failure."""
    try:
        with ExitStack() as stack:
            for around in _around:
                stack.enter_context(around())
            _call(path, args, kwargs)
    except Exception as error:
        log.warning("The job %s failed", path, exc_info=True)
        return get_exception_traceback(error)
    return ""


def surround(around: Callable[[], AbstractContextManager[None]]) -> None:
    """Have every attempt of a job run within this: rooms above know what it needs."""
    _around.append(around)


_around: list[Callable[[], AbstractContextManager[None]]] = []


def _call(path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    # The transaction of a test must survive a failing statement of the job.
    with transaction.atomic() if connection.in_atomic_block else nullcontext():
        task_at(path).call(*args, **kwargs)
