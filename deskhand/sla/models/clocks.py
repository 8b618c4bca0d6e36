"""Clocks on tickets, what happened to them, and which policy they go by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.models import Category
from deskhand.people.models import Tier
from deskhand.sla.models.calendars import CalendarVersion
from deskhand.sla.models.policies import (
    PolicyAssignment,
    PolicyVersion,
    PromiseKind,
    PromiseRow,
    Start,
    Target,
)


class PolicyChoice(models.Model):
    """Which policy governs a ticket, in the version of its receipt, and why.

    Without an assignment it is the firm's default. Open tickets that were moved to a later version
    have the instant of that in `as_of`.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="policy_choice"
    )
    version = models.ForeignKey(PolicyVersion, models.PROTECT, related_name="+")
    assignment = models.ForeignKey(
        PolicyAssignment, models.SET_NULL, null=True, related_name="choices", db_index=False
    )
    reason = models.TextField()
    chosen_at = models.DateTimeField()
    as_of = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.version} for {self.ticket_id}"


class Occasion(models.Model):
    """Something on a ticket by which a clock may start or stand still; never changed.

    A hand-over names team and tier, a status its category and its name then. A message passed
    on was left at `left_at` with the on-call service, which passed it on at `at`.
    """

    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="occasions", db_index=False
    )
    kind = models.CharField(max_length=10, choices=Start.choices)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)
    category = models.CharField(max_length=20, blank=True, choices=Category.choices)
    words = models.CharField(max_length=40, blank=True)
    team = models.ForeignKey(
        "people.Team", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    tier = models.PositiveSmallIntegerField(null=True, choices=Tier.choices)
    actor = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("at", "id")
        indexes = [models.Index(fields=("ticket", "at", "id"), name="occasion_of_ticket")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at}"


class Clock(models.Model):
    """One target on one ticket. It keeps its own copy of the target (`promised`), and the row
    that promises it; a promise date has none.

    States are those of promises.md, section 4. Due times are caches of `rules.clock`. A pending
    clock has no start yet. `reason` holds one sentence on each line. `holds` are the status
    categories during which it stands still, `held_by` the status that holds it. One that was
    replaced, because the ticket was corrected, is history: nothing counts it any more.
    `computed_due_at` is kept only where somebody set `due_at` by hand.
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
    row = models.ForeignKey(PromiseRow, models.PROTECT, null=True, related_name="+")
    calendar_version = models.ForeignKey(
        CalendarVersion, models.PROTECT, related_name="+", db_index=False
    )
    priority_level = models.PositiveSmallIntegerField()
    band = models.CharField(max_length=6, choices=Target.Band.choices, blank=True)
    promised = models.JSONField()
    reason = models.TextField(blank=True)
    holds = models.JSONField(default=list)
    held_by = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    computed_due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    alarm_at = models.DateTimeField(null=True)
    next_fire_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    replaced_at = models.DateTimeField(null=True)

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
            models.Index(
                fields=("calendar_version", "id"),
                condition=Q(stopped_at=None, state__in=("running", "paused", "pending")),
                name="clock_open",
            ),
            models.Index(
                fields=("kind", "due_at", "id"),
                condition=Q(stopped_at=None, due_at__isnull=False),
                name="clock_owed_by_kind",
            ),
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
    the row, so that every move can be counted. The requester agrees to one that he was told, or
    wishes for another.
    """

    clock = models.OneToOneField(Clock, models.CASCADE, related_name="promise_date")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    stage = models.CharField(_("stage"), max_length=80, blank=True)
    why = models.CharField(_("reason"), max_length=300)
    was_told = models.BooleanField(_("the requester knows"))
    agreed_at = models.DateTimeField(null=True)
    wished_at = models.DateTimeField(null=True)
    wish = models.CharField(max_length=300, blank=True)
    given_by = models.CharField(max_length=200)
    given_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.stage} {self.clock.due_at}".strip()
