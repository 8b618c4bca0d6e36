"""What a client was asked to approve before it costs him anything, and what he answered."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.contracts.queries import ApprovalQuerySet


class Approval(models.Model):
    """One question to the authorised persons of a client.

    `subject` is an opaque mark of what it is about, such as `quote:12`; empty where the words say
    it all. `amount` is in minor units, None where money is not in question; where it is an
    estimate, he may approve up to another. `mark` is that of what is shown to him.
    """

    class Kind(models.TextChoices):
        QUOTE = "quote", pgettext_lazy("offer", "Quote")
        OVERAGE = "overage", _("Beyond what is prepaid")
        WORK = "work", _("Work that is charged")
        CHANGE = "change", _("Change")
        ACCESS = "access", _("Access")

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for the client")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        VOID = "void", _("Void, as it was changed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="approvals", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    consequence = models.TextField(blank=True)
    amount = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True)
    is_estimate = models.BooleanField(default=False)
    mark = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    asker = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    expires_at = models.DateTimeField()
    remind_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ApprovalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("subject",),
                condition=Q(state="open") & ~Q(subject=""),
                name="asked_once_of_a_subject",
            ),
        ]
        indexes = [
            models.Index(fields=("organization", "-id"), name="approval_of_client"),
            models.Index(fields=("ticket", "id"), name="approval_of_ticket"),
            models.Index(fields=("state", "-id"), name="approval_state"),
            models.Index(
                fields=("expires_at",), condition=Q(state="open"), name="approval_expires"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def last_moment(self) -> datetime:
        """Within the last day on which it can be answered."""
        return self.expires_at - timedelta(seconds=1)

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN


class ApprovalAnswer(models.Model):
    """What was answered, by whom, when, from where, and to what exactly. Append-only, and one at
    most: whoever comes second finds it.

    `amount` is what was agreed in minor units, `chosen` the optional lines that were taken.
    """

    class Via(models.TextChoices):
        LINK = "link", _("by the link of our letter")
        PORTAL = "portal", _("in the portal")
        TOLD = "told", _("told to us")

    approval = models.OneToOneField(Approval, models.PROTECT, related_name="answer")
    is_approved = models.BooleanField()
    amount = models.BigIntegerField(null=True)
    is_limit = models.BooleanField(default=False)
    chosen = models.JSONField(default=list)
    reason = models.CharField(max_length=1000, blank=True)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    via = models.CharField(max_length=8, choices=Via.choices)
    noted_by = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=60, blank=True)
    mark = models.CharField(max_length=64)
    answered_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.approval_id} {self.name}"
