"""Tables of the queue. `Job` is used on SQLite alone; PostgreSQL has procrastinate's tables."""

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of background work. A finished job is deleted; a dead one waits for a person.

    A running job belongs to whoever holds its `lease`; after `leased_until` anybody may take it.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DEAD = "dead"

    path = models.CharField(max_length=200)
    queue = models.CharField(max_length=40)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    enqueued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("due_at", "id"), condition=Q(state="waiting"), name="job_waiting"),
            models.Index(
                fields=("leased_until", "id"), condition=Q(state="running"), name="job_running"
            ),
            models.Index(fields=("-id",), condition=Q(state="dead"), name="job_dead"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("key",), condition=Q(state="waiting"), name="job_key_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path} ({self.pk})"


class Schedule(models.Model):
    """The next slot of a scheduled task; whoever moves it on enqueues the job."""

    path = models.CharField(max_length=200, unique=True)
    crontab = models.CharField(max_length=100)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.path} {self.crontab}"


class Failure(models.Model):
    """Why a job of procrastinate failed last, which its own tables do not keep."""

    job_id = models.BigIntegerField(unique=True)
    error = models.TextField()
    failed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job_id}"
