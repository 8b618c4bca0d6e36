"""Quotes: what some work would cost, in versions, before it is agreed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.approvals import Approval
from deskhand.contracts.models.contracts import Contract
from deskhand.contracts.queries import OfClientsQuerySet
from deskhand.rules import quoting


class Quote(models.Model):
    """An offer to a client, from a ticket or by itself; what it says stands in its versions.

    `title`, `state`, `net` (minor units, without tax and without what is optional), `currency` and
    `valid_until` are those of the last version.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Waiting for the client")
        APPROVED = "approved", _("Approved")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        CHARGED = "charged", _("Charged")

    class Charging(models.TextChoices):
        """When what was agreed is charged."""

        APPROVED = "approved", _("when it is approved")
        DONE = "done", _("when the work is done")
        MILESTONES = "milestones", _("by the milestones of its project")

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="quotes", db_index=False
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="+", db_index=False
    )
    number = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    charging = models.CharField(max_length=10, choices=Charging.choices, default=Charging.DONE)
    net = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    valid_until = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    owner = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=("organization", "-id"), name="quote_of_client"),
            models.Index(fields=("ticket", "id"), name="quote_of_ticket"),
            models.Index(fields=("state", "-id"), name="quote_state"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"


class QuoteVersion(models.Model):
    """What a quote says. Once it was sent it never changes: whoever edits writes the next one.

    `shown` is what the client is shown, as `mark` tells it apart.
    """

    class Kind(models.TextChoices):
        FLAT = "flat", _("Flat fee")
        ESTIMATE = "estimate", _("Estimate")

    quote = models.ForeignKey(Quote, models.PROTECT, related_name="versions", db_index=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.FLAT)
    currency = models.CharField(max_length=3)
    introduction = models.TextField(blank=True)
    terms = models.TextField(blank=True)
    valid_until = models.DateField()
    written_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by = models.CharField(max_length=200, blank=True)
    shown = models.JSONField(default=dict)
    mark = models.CharField(max_length=64, blank=True)
    approval = models.OneToOneField(
        Approval, models.PROTECT, null=True, related_name="quote_version"
    )

    class Meta:
        ordering = ("quote", "number")
        constraints = [
            models.UniqueConstraint(fields=("quote", "number"), name="quote_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.quote_id}/{self.number}"

    @property
    def is_estimate(self) -> bool:
        return self.kind == self.Kind.ESTIMATE


class QuoteLine(models.Model):
    """One line of a version; optional ones are chosen by the client."""

    version = models.ForeignKey(QuoteVersion, models.CASCADE, related_name="lines", db_index=False)
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=12, decimal_places=4)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=12, decimal_places=4)
    tax_code = models.CharField(max_length=20, blank=True)
    tax_percent = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    is_optional = models.BooleanField(default=False)

    class Meta:
        ordering = ("version", "position")
        constraints = [
            models.UniqueConstraint(fields=("version", "position"), name="quote_line_once"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def priced(self) -> quoting.Line:
        return quoting.Line(
            self.position, self.quantity, self.unit_price, self.tax_percent, self.is_optional
        )
