"""The journal's one table."""

from django.db import models

from deskhand.journal.transaction import CurrentTransaction


class Event(models.Model):
    """One thing that happened. The database refuses to change a row or to delete it.

    `xid` is the transaction that wrote it, see `transaction`; a restore may set it to 0.
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
    xid = models.BigIntegerField(db_default=CurrentTransaction())

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

    previous = models.CharField(max_length=64, unique=True)
    ranges = models.JSONField()
    count = models.PositiveIntegerField()
    last_xid = models.BigIntegerField()
    last_id = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return ", ".join(f"{first}-{last}" for first, last in self.ranges)
