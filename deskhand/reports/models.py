"""Sums of what happened, which can be made anew, and the reasons why promises were broken."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.people.models import Tier
from deskhand.tickets.models import Channel


class TicketFacts(models.Model):
    """What reports know of one ticket. Seconds are those of the hours of its calendar.

    `stretches` are [what, value, entered, left, seconds, elapsed seconds] of status, tier and
    team; the last of each has no end while the ticket is open. `cells` are what it adds to
    the sums, so that it can be taken out of them again.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="report_facts"
    )
    first_response_at = models.DateTimeField(null=True)
    first_responder = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    first_response_channel = models.CharField(max_length=10, blank=True, choices=Channel.choices)
    first_response_seconds = models.PositiveIntegerField(null=True)
    first_response_elapsed = models.PositiveIntegerField(null=True)
    was_first_response_late = models.BooleanField(null=True)
    first_solved_at = models.DateTimeField(null=True)
    solved_at = models.DateTimeField(null=True)
    solved_on_tier = models.PositiveSmallIntegerField(null=True, choices=Tier.choices)
    solve_seconds = models.PositiveIntegerField(null=True)
    was_first_contact = models.BooleanField(null=True)
    reopenings = models.PositiveIntegerField(default=0)
    handovers = models.PositiveIntegerField(default=0)
    bounces = models.PositiveIntegerField(default=0)
    repromises = models.PositiveIntegerField(default=0)
    stretches = models.JSONField(default=list)
    cells = models.JSONField(default=list)
    computed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.ticket_id}"


class Tally(models.Model):
    """How often something happened on a day or in a month, and how long it took.

    `cut` says by what the whole is cut, `key` is the row of that (0 for none, and for the
    whole). `measure` is what is counted and `label` of which kind. `seconds` count the hours
    of calendars, `elapsed` all time.
    """

    class Grain(models.TextChoices):
        DAY = "d", _("day")
        MONTH = "m", _("month")

    class Cut(models.TextChoices):
        WHOLE = "whole", _("Everything")
        ORGANIZATION = "organization", _("Client")
        TEAM = "team", _("Team")
        POLICY = "policy", _("Policy")
        PRIORITY = "priority", _("Priority")

    grain = models.CharField(max_length=1, choices=Grain.choices)
    starts_on = models.DateField()
    cut = models.CharField(max_length=12, choices=Cut.choices)
    key = models.BigIntegerField()
    measure = models.CharField(max_length=20)
    label = models.CharField(max_length=60, blank=True)
    count = models.BigIntegerField()
    seconds = models.BigIntegerField()
    elapsed = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "tallies"
        constraints = [
            models.UniqueConstraint(
                fields=("grain", "cut", "measure", "key", "starts_on", "label"), name="tally_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} {self.measure} {self.label}: {self.count}"


class Place(models.Model):
    """How far the journal was read for the sums, and how far they are being made anew."""

    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    revision = models.BigIntegerField(default=0)
    rebuilt_to = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"{self.xid}.{self.event_id}"


class BreachReason(models.Model):
    """Why a promise can be broken, in the firm's words."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return self.name


class BreachNote(models.Model):
    """Why a promise was broken, as somebody of the firm said; the last one said holds."""

    clock = models.ForeignKey("sla.Clock", models.CASCADE, related_name="breach_notes")
    reason = models.ForeignKey(BreachReason, models.PROTECT, related_name="+")
    words = models.CharField(_("more"), max_length=300, blank=True)
    said_by = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.reason)
