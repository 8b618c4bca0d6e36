"""Background work as its callers see it: Django's task API with attempts, keys and schedules.

A task is a module-level function of JSON arguments. Its dotted path is its name in the queue,
so a task that is renamed leaves its waiting jobs behind as dead letters.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ParamSpec, TypeVar

from cronsim import CronSim
from django.utils.module_loading import import_string
from django_tasks.base import Task as DjangoTask

P = ParamSpec("P")
T = TypeVar("T")

ATTEMPTS = 10


class UnknownTask(Exception):
    """No task stands at this dotted path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(DjangoTask[P, T]):
    """A task as it is enqueued: with how often it may fail, and its key.

    `enqueue` adds a job in the running transaction: it vanishes when that is rolled back.
    """

    attempts: int = ATTEMPTS
    key: str | None = None

    def using(  # type: ignore[override]
        self, *, run_after: datetime | None = None, key: str | None = None
    ) -> "Task[P, T]":
        """Return this task, not to be run before `run_after` (aware).

        While a job with the same key waits for its first attempt, no second one is added,
        and the first keeps its time.
        """
        return Task(
            func=self.func,
            queue_name=self.queue_name,
            backend=self.backend,
            run_after=run_after or self.run_after,
            attempts=self.attempts,
            key=key or self.key,
        )


SCHEDULES: dict[str, str] = {}


def task(
    *, queue: str = "default", attempts: int = ATTEMPTS
) -> Callable[[Callable[P, T]], Task[P, T]]:
    """Make a function a task that is tried up to `attempts` times, ever more seldom."""

    def wrap(function: Callable[P, T]) -> Task[P, T]:
        return Task(func=function, queue_name=queue, attempts=attempts)

    return wrap


def every(crontab: str) -> Callable[[Task[P, T]], Task[P, T]]:
    """Run a task without arguments at the times of a crontab line, in UTC.

    A slot is enqueued once, however many processes work. Slots missed while nobody worked
    are made up for by a single run; none is added while one waits, runs or is tried again.
    """
    CronSim(crontab, datetime(2000, 1, 1))  # noqa: DTZ001 - only checks the line

    def schedule(scheduled: Task[P, T]) -> Task[P, T]:
        SCHEDULES[scheduled.module_path] = crontab
        return scheduled

    return schedule


def task_at(path: str) -> Task[Any, Any]:
    """Return the task with this dotted path; raises UnknownTask."""
    try:
        found = import_string(path)
    except ImportError as error:
        raise UnknownTask(path) from error
    if not isinstance(found, Task):
        raise UnknownTask(path)
    return found
