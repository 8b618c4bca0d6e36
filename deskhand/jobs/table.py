"""The engine on SQLite: a table in the same database, for one machine.

A claim is a short write transaction; a worker that finds nothing only reads. Whoever claims
a job holds a lease on it and renews it; finishing asks for the lease, so that a worker that
was taken for dead cannot finish a job that another has begun anew.
"""

import logging
import threading
import uuid
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.models import Min, Q
from django_tasks.base import TaskResult
from django_tasks.utils import normalize_json

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
from deskhand.jobs.models import Job

log = logging.getLogger(__name__)

POLL_SECONDS = 0.2
PAUSE_AFTER_ERROR_SECONDS = 2.0


class TableEngine(Engine):
    """Our own queue; see the module."""

    def enqueue(self, task: Any, args: Any, kwargs: Any) -> TaskResult[Any]:
        self.validate_task(task)
        now = datetime.now(UTC)
        job = Job(
            path=task.module_path,
            queue=task.queue_name,
            args=normalize_json(args),
            kwargs=normalize_json(kwargs),
            key=task.key,
            enqueued_at=now,
            due_at=task.run_after or now,
        )
        if task.key is None:
            job.save(force_insert=True)
            return self.enqueued(task, job.pk, args, kwargs)
        # The write lock is taken at the start, so nobody comes between look and insert.
        with transaction.atomic():
            waiting = Job.objects.filter(key=task.key, state=Job.State.WAITING).first()
            if waiting is None:
                job.save(force_insert=True)
        return self.enqueued(task, (waiting or job).pk, args, kwargs)

    def work(self, stop: threading.Event, *, threads: int) -> None:
        held: set[str] = set()
        crew = [
            threading.Thread(target=self._work_in_thread, args=(stop, held), name=f"jobs-{n}")
            for n in range(threads)
        ]
        for thread in crew:
            thread.start()
        # Leases are renewed until the last job has ended, also after `stop`.
        while any(thread.is_alive() for thread in crew):
            self._renew(held)
            for thread in crew:
                thread.join(timeout=min(self.lease.total_seconds() / 3, 1.0) / len(crew))
        connections.close_all()

    def drain(self, *, limit: int | None, at: datetime) -> int:
        done = 0
        while limit is None or done < limit:
            job = self._claim(at)
            if job is None:
                break
            self._run(job, at=at)
            done += 1
        return done

    def is_underway(self, path: str) -> bool:
        return Job.objects.filter(path=path).exclude(state=Job.State.DEAD).exists()

    def recover(self) -> int:
        """Nothing to do: a claim also takes jobs whose lease has run out."""
        return 0

    def oldest_due_at(self) -> datetime | None:
        waiting = Job.objects.filter(state=Job.State.WAITING)
        oldest: datetime | None = waiting.aggregate(oldest=Min("due_at"))["oldest"]
        return oldest

    def dead_letters(self, *, limit: int) -> list[DeadLetter]:
        jobs = Job.objects.filter(state=Job.State.DEAD).order_by("-id")[:limit]
        return [
            DeadLetter(j.pk, j.path, j.args, j.kwargs, j.attempts, j.error, j.failed_at)
            for j in jobs
        ]

    def retry(self, job_id: int, *, at: datetime) -> None:
        dead = Job.objects.filter(pk=job_id, state=Job.State.DEAD)
        if not dead.update(state=Job.State.WAITING, attempts=0, due_at=at, key=None):
            raise JobNotFound(job_id)

    def forget(self, job_id: int) -> None:
        deleted, _each = Job.objects.filter(pk=job_id, state=Job.State.DEAD).delete()
        if not deleted:
            raise JobNotFound(job_id)

    def counts(self) -> Counts:
        return Counts(
            waiting=Job.objects.filter(state=Job.State.WAITING).count(),
            running=Job.objects.filter(state=Job.State.RUNNING).count(),
            dead=Job.objects.filter(state=Job.State.DEAD).count(),
        )

    def _work_in_thread(self, stop: threading.Event, held: set[str]) -> None:
        try:
            while not stop.is_set():
                stop.wait(self._work_once(held))
        finally:
            connections.close_all()

    def _work_once(self, held: set[str]) -> float:
        """Run one job if there is one; return how many seconds to wait before the next."""
        try:
            close_old_connections()
            job = self._claim(datetime.now(UTC))
            if job is None:
                return POLL_SECONDS
            held.add(job.lease)
            try:
                with remembering():
                    self._run(job)
            finally:
                held.discard(job.lease)
        except Exception:
            log.exception("The queue cannot be read")
            return PAUSE_AFTER_ERROR_SECONDS
        return 0.0

    def _claim(self, at: datetime) -> Job | None:
        due = Q(state=Job.State.WAITING, due_at__lte=at)
        abandoned = Q(state=Job.State.RUNNING, leased_until__lt=at)
        if not Job.objects.filter(due).exists() and not Job.objects.filter(abandoned).exists():
            return None
        with transaction.atomic():
            job = Job.objects.filter(due | abandoned).order_by("due_at", "id").first()
            if job is None:
                return None
            if job.state == Job.State.RUNNING and self._is_spent(job, at):
                return self._claim(at)
            job.state = Job.State.RUNNING
            job.key = None
            job.attempts += 1
            job.lease = uuid.uuid4().hex
            job.leased_until = max(at, datetime.now(UTC)) + self.lease
            job.save(update_fields=("state", "key", "attempts", "lease", "leased_until"))
            return job

    def _is_spent(self, job: Job, at: datetime) -> bool:
        """Bury a job that took its worker down with it once too often."""
        if next_attempt_at(job.path, attempts=job.attempts, at=at) is not None:
            return False
        Job.objects.filter(pk=job.pk).update(
            state=Job.State.DEAD, error=job.error or ABANDONED, failed_at=at
        )
        return True

    def _run(self, job: Job, *, at: datetime | None = None) -> None:
        error = attempt(job.path, job.args, job.kwargs)
        mine = Job.objects.filter(pk=job.pk, lease=job.lease)
        if not error:
            mine.delete()
            return
        now = at or datetime.now(UTC)
        again_at = next_attempt_at(job.path, attempts=job.attempts, at=now)
        mine.update(
            state=Job.State.DEAD if again_at is None else Job.State.WAITING,
            due_at=again_at or job.due_at,
            error=error,
            failed_at=now,
            lease="",
        )

    def _renew(self, held: set[str]) -> None:
        leases = list(held)
        now = datetime.now(UTC)
        # Renewing early costs a write; half of the lease is left when it is done.
        tired = Job.objects.filter(lease__in=leases, leased_until__lt=now + self.lease / 2)
        try:
            close_old_connections()
            if leases and tired.exists():
                tired.update(leased_until=now + self.lease)
        except DatabaseError:
            log.exception("Leases cannot be renewed")
