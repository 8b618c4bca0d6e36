"""Contracts, their versions with rates, and what is attached to them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.queries import ContractQuerySet
from deskhand.people.zones import zone_of
from deskhand.rules.terms import Agreement, Span


class Contract(models.Model):
    """One contract with an organization. Those of one organization are tried in the order of
    `position`. What holds when stands in its versions.

    `ends_on` is the last day of the first term; with `renews_months` it goes on by itself.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="contracts", db_index=False
    )
    number = models.CharField(_("number"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    renews_months = models.PositiveSmallIntegerField(_("renews by months"), default=0)
    notice_months = models.PositiveSmallIntegerField(_("notice in months"), default=0)
    ended_on = models.DateField(null=True)
    made_at = models.DateTimeField()

    objects = ContractQuerySet.as_manager()

    class Meta:
        ordering = ("organization", "position", "id")
        indexes = [
            models.Index(fields=("organization", "position", "id"), name="contract_of_client"),
            models.Index(fields=("name", "id"), name="contract_by_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def agreement(self) -> Agreement:
        return Agreement(
            self.begins_on, self.ends_on, self.renews_months, self.notice_months, self.ended_on
        )

    @property
    def zone(self) -> ZoneInfo:
        """Whose midnight begins its days."""
        return ZoneInfo(self.time_zone) if self.time_zone else zone_of(None, self.organization)

    @property
    def source(self) -> str:
        """What marks the promises that come from it."""
        return f"contract:{self.pk}"

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def instants(self, span: Span) -> tuple[datetime, datetime | None]:
        """Return from when to when (exclusive) these days last."""
        return _midnight(span.first, self.zone), (
            _midnight(span.last + timedelta(days=1), self.zone) if span.last else None
        )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=zone).astimezone(UTC)


class Suspension(models.Model):
    """Days on which a contract holds nothing, because it was put on stop."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="suspensions")
    begins_on = models.DateField()
    ends_on = models.DateField(null=True)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("begins_on", "id")
        constraints = [
            models.UniqueConstraint(
                fields=("contract",), condition=Q(ends_on=None), name="suspended_once"
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class ContractVersion(models.Model):
    """What a contract says from a day on. Without `published_at` it is a draft, of which there is
    one at most; afterwards it never changes.

    `condition` and the lists say for what it holds: empty for everything. `terms` is what
    `terms.Terms` reads. `labels` are what `contract:` in a condition reads.
    """

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    why = models.CharField(_("what changes"), max_length=300, blank=True)
    policy = models.ForeignKey(
        "sla.Policy", models.PROTECT, null=True, blank=True, related_name="+"
    )
    calendar = models.ForeignKey("sla.Calendar", models.PROTECT, related_name="+")
    labels = models.JSONField(default=list)
    currency = models.CharField(max_length=3, blank=True)
    tax_code = models.CharField(max_length=20, blank=True)
    condition = models.CharField(max_length=2000, blank=True)
    sites = models.ManyToManyField("people.Site", related_name="+", blank=True)
    services = models.ManyToManyField("catalog.Service", related_name="+", blank=True)
    people = models.ManyToManyField("people.Person", related_name="+", blank=True)
    covers_subsidiaries = models.BooleanField(default=False)
    summary = models.TextField(_("what the client reads"), blank=True)
    terms = models.JSONField(default=dict)

    class Meta:
        ordering = ("contract", "number")
        constraints = [
            models.UniqueConstraint(fields=("contract", "number"), name="contract_version_once"),
            models.UniqueConstraint(
                fields=("contract", "valid_from"),
                condition=Q(published_at__isnull=False),
                name="contract_version_of_day",
            ),
            models.UniqueConstraint(
                fields=("contract",), condition=Q(published_at=None), name="one_contract_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contract} {self.number}"


class Rate(models.Model):
    """What an hour of a role costs in a band, in the currency of the version; kept exactly."""

    version = models.ForeignKey(ContractVersion, models.CASCADE, related_name="rates")
    role = models.CharField(_("role"), max_length=40)
    band = models.CharField(max_length=6, choices=[("in", "in"), ("after", "after")])
    per_hour = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        ordering = ("version", "id")
        constraints = [
            models.UniqueConstraint(fields=("version", "role", "band"), name="rate_once"),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.band} {self.per_hour}"


class Document(models.Model):
    """A file attached to a contract, such as the signed paper; clients see what is shared."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="documents")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    is_shared = models.BooleanField(_("the client may read it"), default=False)
    added_at = models.DateTimeField()
    added_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("-added_at", "-id")

    def __str__(self) -> str:
        return self.filename
