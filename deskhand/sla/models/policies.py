"""What is promised: policies in versions, their rows and targets, and who is owed which."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.models import Category
from deskhand.people.folding import FoldedField
from deskhand.people.models import Tier
from deskhand.sla.models.calendars import Calendar


class Policy(models.Model):
    """What is promised, under one name."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ("name",)
        verbose_name_plural = "policies"
        constraints = [
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="one_default_policy"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PromiseKind(models.TextChoices):
    """What can be promised (promises.md, section 3)."""

    FIRST_RESPONSE = "first_response", _("First response")
    NEXT_RESPONSE = "next_response", _("Next response")
    UPDATE = "update", _("Update")
    RESOLUTION = "resolution", _("Resolution")
    PROMISE_DATE = "promise_date", _("Promise date")
    ACKNOWLEDGEMENT = "acknowledgement", _("Acknowledgement")
    CALLBACK = "callback", _("Call-back")


# The kinds that a policy promises; a promise date is given for one ticket by an agent.
BY_POLICY = (
    PromiseKind.FIRST_RESPONSE,
    PromiseKind.NEXT_RESPONSE,
    PromiseKind.UPDATE,
    PromiseKind.RESOLUTION,
    PromiseKind.ACKNOWLEDGEMENT,
    PromiseKind.CALLBACK,
)


class Start(models.TextChoices):
    """What a promise counts from. For kinds that begin with something else by nature, such as
    the next response, it is `receipt`."""

    RECEIPT = "receipt", _("Receipt")
    HANDOVER = "handover", _("Hand-over to a team")
    PASSED_ON = "passed_on", _("Message passed on by the on-call service")
    STATUS = "status", _("A status")
    DATE = "date", _("A promised date")


def usual_holds() -> dict[str, list[str]]:
    """Which status categories hold which kinds, where the policy says nothing else."""
    return {"resolution": ["waiting_requester"], "update": ["waiting_requester"]}


class PolicyVersion(models.Model):
    """One version of a policy. Clocks keep the version they began with.

    `changes` is what `options.Options` reads.
    """

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    priority_scheme = models.ForeignKey("catalog.PriorityScheme", models.PROTECT, related_name="+")
    status_scheme = models.ForeignKey("catalog.StatusScheme", models.PROTECT, related_name="+")
    carry = models.CharField(max_length=12, default="at_receipt")
    holds = models.JSONField(default=usual_holds)
    changes = models.JSONField(default=dict)

    class Meta:
        ordering = ("policy", "number")
        constraints = [
            models.UniqueConstraint(fields=("policy", "number"), name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"


class Carry(models.TextChoices):
    """What a report just before a change of band is owed (`rules.bands`)."""

    AT_RECEIPT = "at_receipt", _("what holds at receipt")
    EARLIEST = "earliest", _("the earlier of both bands")


class PromiseRow(models.Model):
    """One row of a policy's table: what is promised to the tickets that its condition matches.

    Of the rows of a kind that match, the one with most fields in its condition holds, then the
    first. Empty `calendar`, `coverage` and `carry` mean those of the version; `coverage`
    decides the band. Of a call-back `try_counts` says that it is kept by calling, whoever answers.
    `steps` are those of `rules.steps`, each with an `action` beside.
    """

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=20, choices=PromiseKind.choices)
    name = models.CharField(_("name"), max_length=80, blank=True)
    condition = models.CharField(_("condition"), max_length=2000, blank=True)
    start = models.CharField(
        _("starts with"), max_length=10, choices=Start.choices, default=Start.RECEIPT
    )
    start_team = models.ForeignKey(
        "people.Team", models.PROTECT, null=True, blank=True, related_name="+"
    )
    start_tier = models.PositiveSmallIntegerField(null=True, blank=True, choices=Tier.choices)
    start_category = models.CharField(max_length=20, blank=True, choices=Category.choices)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    coverage = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    carry = models.CharField(max_length=12, blank=True, choices=Carry.choices)
    answered_on_call = models.BooleanField(default=False)
    voicemail_counts = models.BooleanField(default=False)
    try_counts = models.BooleanField(default=False)
    steps = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("version", "position", "id")

    def __str__(self) -> str:
        return self.name or str(PromiseKind(self.kind).label)


class Target(models.Model):
    """One cell of a row: priority and band to an amount. A level without cells has no promise.

    Units: `business` and `calendar` count `seconds`; `business_days` counts `days` to the
    close or opening (`edge`) of the N-th business day by `day_rule`; `none` promises nothing.
    """

    class Band(models.TextChoices):
        IN = "in", _("in business hours")
        AFTER = "after", _("after business hours")

    class Unit(models.TextChoices):
        BUSINESS = "business", _("open time")
        CALENDAR = "calendar", _("elapsed time")
        BUSINESS_DAYS = "business_days", _("business days")
        NONE = "none", _("no promise")

    row = models.ForeignKey(PromiseRow, models.CASCADE, related_name="targets")
    priority_level = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=6, choices=Band.choices)
    unit = models.CharField(max_length=14, choices=Unit.choices)
    seconds = models.PositiveIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    edge = models.CharField(max_length=6, default="close")
    day_rule = models.CharField(max_length=10, default="session")

    class Meta:
        ordering = ("row", "priority_level", "band")
        constraints = [
            models.UniqueConstraint(
                fields=("row", "priority_level", "band"), name="target_of_row_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row} {self.priority_level} {self.band}"


class PolicyAssignment(models.Model):
    """That an organization is owed a policy, from an instant until another (exclusive).

    Those that live at a ticket's receipt are tried in the order of `position`; the first whose
    condition matches governs. `labels` are what `contract:` in a condition reads. `source` is
    `direct`, or names what it came from, such as `contract:12`, whose room alone changes it.
    """

    DIRECT = "direct"

    organization = models.ForeignKey(
        "people.Organization", models.CASCADE, related_name="policy_assignments"
    )
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="assignments")
    position = models.PositiveSmallIntegerField(default=0)
    labels = models.JSONField(default=list, blank=True)
    labels_folded = FoldedField(of="labels")
    condition = models.CharField(max_length=2000, blank=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    source = models.CharField(max_length=40, default=DIRECT)

    class Meta:
        ordering = ("organization", "position", "id")

    def __str__(self) -> str:
        called = f" ({', '.join(self.labels)})" if self.labels else ""
        return f"{self.policy}{called}"

    def is_live(self, at: datetime) -> bool:
        return self.begins_at <= at and (self.ends_at is None or at < self.ends_at)
