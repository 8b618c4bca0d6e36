"""Calendars, policies with their targets, and the clocks on tickets (promises.md, section 8)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """Business hours under one name; what they were when stands in the versions."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One version of a calendar; `spec` is what `rules.worktime.Calendar.from_spec` reads.

    `names` are those of its holidays, by date.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    spec = models.JSONField()
    names = models.JSONField(default=dict)
    spec_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("calendar", "number")
        constraints = [
            models.UniqueConstraint(fields=("calendar", "number"), name="calendar_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.number}"


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


# The kinds that a policy promises; a promise date is given for one ticket by an agent.
BY_POLICY = (
    PromiseKind.FIRST_RESPONSE,
    PromiseKind.NEXT_RESPONSE,
    PromiseKind.UPDATE,
    PromiseKind.RESOLUTION,
)


def usual_holds() -> dict[str, list[str]]:
    """Which status categories hold which kinds, where the policy says nothing else."""
    return {"resolution": ["waiting_requester"], "update": ["waiting_requester"]}


class PolicyVersion(models.Model):
    """One version of a policy. Clocks keep the version they began with."""

    policy = models.ForeignKey(Policy, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")
    priority_scheme = models.ForeignKey("catalog.PriorityScheme", models.PROTECT, related_name="+")
    status_scheme = models.ForeignKey("catalog.StatusScheme", models.PROTECT, related_name="+")
    carry = models.CharField(max_length=12, default="at_receipt")
    holds = models.JSONField(default=usual_holds)

    class Meta:
        ordering = ("policy", "number")
        constraints = [
            models.UniqueConstraint(fields=("policy", "number"), name="policy_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"


class Target(models.Model):
    """One cell of a policy's table: priority and band to an amount.

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

    version = models.ForeignKey(PolicyVersion, models.CASCADE, related_name="targets")
    kind = models.CharField(max_length=20, choices=PromiseKind.choices)
    priority_level = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=6, choices=Band.choices)
    unit = models.CharField(max_length=14, choices=Unit.choices)
    seconds = models.PositiveIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=0)
    edge = models.CharField(max_length=6, default="close")
    day_rule = models.CharField(max_length=10, default="session")

    class Meta:
        ordering = ("version", "kind", "priority_level", "band")
        constraints = [
            models.UniqueConstraint(
                fields=("version", "kind", "priority_level", "band"), name="target_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.priority_level} {self.band}"


class Clock(models.Model):
    """One target on one ticket. It keeps its own copy of the target (`promised`).

    States are those of promises.md, section 4. Due times are caches of `rules.clock`. `holds`
    are the status categories during which it stands still, `held_by` the status that holds it.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        BREACHED = "breached", _("Late")
        MET = "met", _("Met")
        CANCELLED = "cancelled", _("Cancelled")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="clocks")
    kind = models.CharField(max_length=20, choices=PromiseKind.choices)
    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices)
    revision = models.PositiveIntegerField(default=1)
    policy_version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    calendar_version = models.ForeignKey(CalendarVersion, models.PROTECT, related_name="+")
    priority_level = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=6, choices=Target.Band.choices)
    promised = models.JSONField()
    reason = models.CharField(max_length=300, blank=True)
    holds = models.JSONField(default=list)
    held_by = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    next_fire_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("ticket", "kind", "cycle"), name="clock_once"),
        ]
        indexes = [
            models.Index(
                fields=("next_fire_at",),
                condition=Q(next_fire_at__isnull=False),
                name="clock_sweep",
            ),
            models.Index(fields=("due_at",), condition=Q(state="running"), name="clock_due"),
            models.Index(fields=("breached_at",), name="clock_breached"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"


class ClockEvent(models.Model):
    """One recorded fact about a clock, in order; the clock can be rebuilt from these."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="events")
    seq = models.PositiveIntegerField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    payload = models.JSONField(default=dict)
    actor = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("clock", "seq")
        constraints = [
            models.UniqueConstraint(fields=("clock", "seq"), name="clock_event_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class PromiseDate(models.Model):
    """A date that an agent gave for one ticket, or for one stage of it, with who and why.

    Moving it makes a new row: the old clock is cancelled as re-promised and `replaces` names
    the row, so that every move can be counted.
    """

    clock = models.OneToOneField(Clock, models.CASCADE, related_name="promise_date")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    stage = models.CharField(_("stage"), max_length=80, blank=True)
    why = models.CharField(_("reason"), max_length=300)
    was_told = models.BooleanField(_("the requester knows"))
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stage} {self.clock.due_at}".strip()
