"""The engine on PostgreSQL: procrastinate, for any number of machines.

It knows one task, `run`, which is handed the dotted path of ours. Enqueueing goes through
Django's connection, so that it is part of the running transaction; workers have connections
of their own, heartbeats, and notices of new jobs. Its errors reach callers as Django's.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connection, connections, transaction
from django.db.models import Min
from django_tasks.base import TaskResult
from django_tasks.utils import normalize_json
from procrastinate import App, BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import DjangoApp
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Job
from procrastinate.manager import JobManager
from procrastinate.sql import queries

from deskhand.jobs.engine import (
    ABANDONED,
    Counts,
    DeadLetter,
    Engine,
    JobNotFound,
    attempt,
    next_attempt_at,
)
from deskhand.jobs.memory import remembering
from deskhand.jobs.models import Failure

log = logging.getLogger(__name__)

RUN = "deskhand.run"
POLL_SECONDS = 1.0
GLANCE_SECONDS = 0.2
PAUSE_AFTER_ERROR_SECONDS = 2.0


class JobFailed(Exception):
    """The job named here failed; why stands in the log and in `Failure`."""


class ProcrastinateEngine(Engine):
    """The queue in procrastinate's tables; see the module."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        job = Job(
            id=None,
            queue=task.queue_name,
            lock=None,
            queueing_lock=task.key,
            task_name=RUN,
            task_kwargs={
                "path": task.module_path,
                "args": normalize_json(args),
                "kwargs": normalize_json(kwargs),
            },
            scheduled_at=task.run_after,
        )
        job_id = _defer(job) if task.key is None else _defer_once(job, task.key)
        return self.enqueued(task, job_id, args, kwargs)

    def work(self, stop: threading.Event, *, threads: int) -> None:
        while not stop.is_set():
            try:
                asyncio.run(self._work(stop, threads))
            except Exception:
                log.exception("The queue cannot be read")
                stop.wait(PAUSE_AFTER_ERROR_SECONDS)

    def drain(self, *, limit: int | None, at: datetime) -> int:
        if not _waiting().exists():
            return 0
        done = 0
        with _registered() as worker_id:
            while limit is None or done < limit:
                job = _claim(worker_id, at)
                if job is None:
                    break
                _run_inline(job, at=at)
                done += 1
        return done

    def is_underway(self, path: str) -> bool:
        jobs = _rows(ProcrastinateJob).filter(status__in=("todo", "doing"))
        return bool(jobs.filter(args__path=path).exists())

    def recover(self) -> int:
        with _own_errors():
            stalled = DjangoConnector().execute_query_all(
                queries["select_stalled_jobs_by_heartbeat"],
                queue=None,
                task_name=None,
                seconds_since_heartbeat=self.lease.total_seconds(),
            )
        jobs = _rows(ProcrastinateJob).filter(pk__in=[row["id"] for row in stalled])
        return sum(_take_from_the_dead(job.procrastinate_job) for job in jobs)

    def oldest_due_at(self) -> datetime | None:
        scheduled = _waiting().aggregate(oldest=Min("scheduled_at"))["oldest"]
        first = _waiting().filter(scheduled_at=None).order_by("id").first()
        if first is None:
            oldest: datetime | None = scheduled
            return oldest
        came_at: datetime = _rows(ProcrastinateEvent).filter(job=first).earliest("id").at
        return min(scheduled, came_at) if scheduled else came_at

    def dead_letters(self, *, limit: int) -> list[DeadLetter]:
        jobs = list(_rows(ProcrastinateJob).filter(status="failed").order_by("-id")[:limit])
        failures = Failure.objects.filter(job_id__in=[job.pk for job in jobs])
        reasons = {failure.job_id: failure for failure in failures}
        return [_dead_letter(job, reasons.get(job.pk)) for job in jobs]

    def retry(self, job_id: int, *, at: datetime) -> None:
        with transaction.atomic():
            _change_dead(
                "UPDATE procrastinate_jobs SET status = 'todo', attempts = 0, "
                "queueing_lock = NULL, scheduled_at = %s WHERE id = %s AND status = 'failed'",
                at,
                job_id,
            )

    def forget(self, job_id: int) -> None:
        with transaction.atomic():
            _change_dead(
                "DELETE FROM procrastinate_jobs WHERE id = %s AND status = 'failed'", job_id
            )
            Failure.objects.filter(job_id=job_id).delete()

    def counts(self) -> Counts:
        count = {
            status: _rows(ProcrastinateJob).filter(status=status).count()
            for status in ("todo", "doing", "failed")
        }
        return Counts(waiting=count["todo"], running=count["doing"], dead=count["failed"])

    async def _work(self, stop: threading.Event, threads: int) -> None:
        lease = self.lease.total_seconds()
        async with _worker_app().open_async() as app:
            worker = asyncio.create_task(
                app.run_worker_async(
                    concurrency=threads,
                    install_signal_handlers=False,
                    fetch_job_polling_interval=POLL_SECONDS,
                    update_heartbeat_interval=lease / 3,
                    stalled_worker_timeout=lease,
                    delete_jobs="successful",
                )
            )
            while not stop.is_set() and not worker.done():
                await asyncio.sleep(GLANCE_SECONDS)
            # Cancelling lets running jobs end.
            worker.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await worker


class _BackOff(BaseRetryStrategy):
    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        again_at = next_attempt_at(
            str(job.task_kwargs["path"]), attempts=job.attempts + 1, at=datetime.now(UTC)
        )
        return RetryDecision(retry_at=again_at) if again_at else None


def _worker_app() -> App:
    app = DjangoApp(connector=DjangoConnector().get_worker_connector())
    app.task(name=RUN, pass_context=True, retry=_BackOff())(_run)
    return app


def _run(context: JobContext, path: str, args: list[Any], kwargs: dict[str, Any]) -> None:
    """The one task that procrastinate knows.

    Django's connection belongs to the job and not to the thread, so it is closed with the job.
    """
    try:
        _begin(context.job)
        with remembering():
            error = attempt(path, args, kwargs)
        _note(context.job, error, at=datetime.now(UTC))
    finally:
        connections.close_all()
    if error:
        raise JobFailed(path)


def _run_inline(job: Job, *, at: datetime) -> None:
    _begin(job)
    given: dict[str, Any] = dict(job.task_kwargs)
    path, args, kwargs = (given[name] for name in ("path", "args", "kwargs"))
    error = attempt(str(path), args, kwargs)
    _note(job, error, at=at)
    again_at = next_attempt_at(str(path), attempts=job.attempts + 1, at=at) if error else None
    _end(job, failed=bool(error), again_at=again_at)


def _begin(job: Job) -> None:
    """Set the key free: it belongs to jobs that wait for their first attempt."""
    if job.queueing_lock is not None:
        _execute("UPDATE procrastinate_jobs SET queueing_lock = NULL WHERE id = %s", job.id)


def _note(job: Job, error: str, *, at: datetime) -> None:
    if error:
        values = {"error": error, "failed_at": at}
        Failure.objects.update_or_create(job_id=job.id or 0, defaults=values)
    elif job.attempts:
        Failure.objects.filter(job_id=job.id or 0).delete()


def _end(job: Job, *, failed: bool, again_at: datetime | None) -> None:
    if failed and again_at:
        _execute(
            "UPDATE procrastinate_jobs SET status = 'todo', attempts = attempts + 1, "
            "scheduled_at = %s WHERE id = %s AND status = 'doing'",
            again_at,
            job.id,
        )
        return
    with _own_errors():
        DjangoConnector().execute_query(
            queries["finish_job"],
            job_id=job.id,
            status="failed" if failed else "succeeded",
            delete_job=not failed,
        )


def _take_from_the_dead(job: Job) -> bool:
    """Let a job whose worker died wait again, or bury it when that was its last attempt."""
    now = datetime.now(UTC)
    with transaction.atomic():
        # Of several processes that found it, one does this.
        mine = _execute(
            "SELECT 1 FROM procrastinate_jobs WHERE id = %s AND status = 'doing' "
            "AND attempts = %s FOR UPDATE SKIP LOCKED",
            job.id,
            job.attempts,
        )
        if not mine:
            return False
        _begin(job)
        path = str(job.task_kwargs["path"])
        again_at = next_attempt_at(path, attempts=job.attempts + 1, at=now)
        if again_at is None:
            _note(job, ABANDONED, at=now)
        _end(job, failed=True, again_at=now if again_at else None)
    return True


def _claim(worker_id: int, at: datetime) -> Job | None:
    """Take the first job that is due at `at`, which need not be now."""
    with _own_errors():
        DjangoConnector().execute_query(queries["update_heartbeat"], worker_id=worker_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = ("
            "SELECT id FROM procrastinate_jobs WHERE status = 'todo' "
            "AND (scheduled_at IS NULL OR scheduled_at <= %s) "
            "ORDER BY priority DESC, id LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id",
            [worker_id, at],
        )
        row = cursor.fetchone()
    return _rows(ProcrastinateJob).get(pk=row[0]).procrastinate_job if row else None


@contextlib.contextmanager
def _registered() -> Iterator[int]:
    """Be a worker with a heartbeat, so that nobody takes our jobs for abandoned."""
    connector = DjangoConnector()
    with _own_errors():
        worker_id: int = connector.execute_query_one(queries["register_worker"])["worker_id"]
    try:
        yield worker_id
    finally:
        with _own_errors():
            connector.execute_query(queries["unregister_worker"], worker_id=worker_id)


def _defer(job: Job) -> int:
    with _own_errors():
        return JobManager(DjangoConnector()).defer_job(job).id or 0


def _defer_once(job: Job, key: str) -> int:
    waiting = _waiting().filter(queueing_lock=key).values_list("pk", flat=True)
    found: int | None = waiting.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return _defer(job)
    except AlreadyEnqueued:
        return waiting.first() or 0


def _rows(model: Any) -> Any:
    # Its models are known to mypy only where PostgreSQL is the database.
    return model.objects


def _waiting() -> Any:
    return _rows(ProcrastinateJob).filter(status="todo")


def _dead_letter(job: Any, failure: Failure | None) -> DeadLetter:
    return DeadLetter(
        id=job.pk,
        path=job.args["path"],
        args=job.args["args"],
        kwargs=job.args["kwargs"],
        attempts=job.attempts,
        error=failure.error if failure else "",
        failed_at=failure.failed_at if failure else None,
    )


def _change_dead(statement: str, *values: Any) -> None:
    if not _execute(statement, *values):
        raise JobNotFound(values[-1])


def _execute(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


@contextlib.contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except AlreadyEnqueued:
        raise
    except ConnectorException as error:
        raise DatabaseError(str(error.__cause__ or error)) from error
