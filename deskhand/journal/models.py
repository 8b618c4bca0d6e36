"""The journal's one table."""

from django.db import models


class Event(models.Model):
    """One thing that happened. Rows are never changed, save for the seal of the hash chain.

    `xid` is PostgreSQL's transaction id (0 on SQLite): there the order of ids is not the
    order of commits, and readers go by (xid, id) below the oldest running transaction.
    """

    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    payload = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField(null=True)
    organization_id = models.BigIntegerField(null=True)
    team_id = models.BigIntegerField(null=True)
    is_public = models.BooleanField()
    xid = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=("subject_kind", "subject_id", "id"), name="event_subject"),
            models.Index(fields=("xid", "id"), name="event_commit_order"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.subject_kind} {self.subject_id}"


class Seal(models.Model):
    """A link of the hash chain over a batch of events; see `sealing`."""

    first_id = models.BigIntegerField()
    last_id = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.first_id}-{self.last_id}"
