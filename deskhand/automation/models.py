"""Macros and rules as rows, and what became of them."""

from datetime import datetime, time, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.catalog.models import Category


class Macro(models.Model):
    """A named bundle of acts: for all agents, for those of a team, or for one agent alone.

    `acts` are of the shape that `acts` checks.
    """

    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("when to use it"), max_length=200, blank=True)
    acts = models.JSONField(default=list)
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, blank=True, related_name="+")
    agent = models.ForeignKey(
        "people.Agent", models.CASCADE, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class MacroUse(models.Model):
    """A macro that an agent used, and for each ticket what is to be set back if he undoes it."""

    macro = models.ForeignKey(Macro, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=80)
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+")
    used_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    once_key = models.CharField(max_length=64, null=True, unique=True)
    done = models.JSONField(default=list)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.name


class Rule(models.Model):
    """Acts that are done by themselves: when something happens to a ticket that meets a condition,
    or when such a ticket has stood for a time.

    Rules are asked in the order of their positions, which have no gaps; one that `ends` the matter
    is the last that is asked. `version` counts changes.
    """

    class Unit(models.TextChoices):
        OPEN_HOURS = "open_hours", _("business hours")
        OPEN_DAYS = "open_days", _("business days")
        HOURS = "hours", _("hours")
        DAYS = "days", _("days")

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(_("is followed"), default=True)
    trigger = models.CharField(_("when"), max_length=20)
    category = models.CharField(_("stands at"), max_length=20, blank=True, choices=Category.choices)
    amount = models.PositiveSmallIntegerField(_("for"), null=True, blank=True)
    unit = models.CharField(_("counted in"), max_length=10, blank=True, choices=Unit.choices)
    condition = models.CharField(_("which tickets"), max_length=2000, blank=True)
    acts = models.JSONField(default=list)
    ends = models.BooleanField(_("no later rule is asked then"), default=False)
    organizations = models.ManyToManyField(
        "people.Organization", related_name="+", blank=True, verbose_name=_("only for")
    )
    stop_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class RuleRun(models.Model):
    """A rule that was followed on a ticket: why, and what it did; once for each `source`, which is
    an event, or since when the ticket stood.

    `first_event` and `last_event` embrace what the journal says of the ticket because of it.
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        STOPPED = "stopped", _("Stopped by the loop guard")

    rule = models.ForeignKey(Rule, models.CASCADE, related_name="runs", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+", db_index=False)
    source = models.CharField(max_length=40)
    since = models.DateTimeField(null=True)
    at = models.DateTimeField(db_index=True)
    depth = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    why = models.JSONField(default=list)
    did = models.JSONField(default=list)
    first_event = models.BigIntegerField(default=0)
    last_event = models.BigIntegerField(default=0)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("ticket", "-id"), name="run_of_ticket"),
            models.Index(fields=("rule", "-id"), name="run_of_rule"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("rule", "ticket", "source"), name="run_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule_id} {self.ticket_id}"


class Place(models.Model):
    """How far the journal has been followed by rules; one row."""

    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.xid}.{self.event_id}"


class Duty(models.Model):
    """How an agent takes part where rules give out tickets: what he is good at, how much he may
    have, and when he works, by his own clock. An agent without one takes part in everything.

    `skills` are short names of request types and services, and tags. `weekdays` counts from Monday
    (0); `begins` and `ends` are both empty for the whole day.
    """

    agent = models.OneToOneField("people.Agent", models.CASCADE, related_name="duty")
    takes_part = models.BooleanField(_("is given tickets by rules"), default=True)
    capacity = models.PositiveSmallIntegerField(_("most open work"), default=0)
    skills = models.JSONField(default=list, blank=True)
    weekdays = models.JSONField(default=list, blank=True)
    begins = models.TimeField(_("works from"), null=True, blank=True)
    ends = models.TimeField(_("until"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.agent)


class Absence(models.Model):
    """When an agent is away, from a day to a day by his own clock, and who stands in for him. With
    `begins` only from that time of the first day on, with `ends` until that of the last."""

    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="absences")
    begins_on = models.DateField(_("from"))
    begins = models.TimeField(_("from what time"), null=True, blank=True)
    ends_on = models.DateField(_("to"))
    ends = models.TimeField(_("until what time"), null=True, blank=True)
    why = models.CharField(_("why"), max_length=80, blank=True)
    substitute = models.ForeignKey(
        "people.Agent",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("stands in"),
    )

    class Meta:
        ordering = ("begins_on", "id")

    def __str__(self) -> str:
        return f"{self.begins_on} - {self.ends_on}"

    @property
    def span(self) -> tuple[datetime, datetime]:
        """From when until when, on the agent's clock, without a zone."""
        begin = datetime.combine(self.begins_on, self.begins or time())
        last = self.ends_on if self.ends else self.ends_on + timedelta(days=1)
        return begin, datetime.combine(last, self.ends or time())


class Given(models.Model):
    """A ticket that a rule gave to an agent: what turns and shares are counted by."""

    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("agent", "-at"), name="given_to_agent")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.ticket_id}"


class TicketTemplate(models.Model):
    """A ticket to be: what it says and whose it is. Agents begin with one; recurring tickets are
    made of one. `checklist` has one thing to do on each line."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    checklist = models.TextField(_("checklist"), blank=True)
    requester = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    organization = models.ForeignKey(
        "people.Organization", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    request_type = models.ForeignKey(
        "catalog.RequestType", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    priority_level = models.PositiveSmallIntegerField(_("priority"), null=True, blank=True)
    team = models.ForeignKey(
        "people.Team", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    assignee = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    tags = models.JSONField(_("tags"), default=list, blank=True)
    # What the form of the request is answered with, by the short names of its fields.
    answers = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Recurring(models.Model):
    """A ticket that is made again and again of a template, on days by a pattern.

    `pattern` is as `patterns` reads it, `calendar` the short name of hours that move days, or
    empty. `next_on` is the slot that is made next, at `next_at`; both are caches of the pattern.
    """

    template = models.ForeignKey(TicketTemplate, models.CASCADE, related_name="recurring")
    pattern = models.JSONField()
    calendar = models.SlugField(_("moved by"), max_length=60, blank=True)
    at_time = models.TimeField(_("at"))
    is_active = models.BooleanField(_("goes on"), default=True)
    next_on = models.DateField(null=True)
    next_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering = ("template__name", "id")

    def __str__(self) -> str:
        return str(self.template)


class Occurrence(models.Model):
    """A slot of a recurring ticket: made, or let go by because a later one was due as well."""

    recurring = models.ForeignKey(Recurring, models.CASCADE, related_name="occurrences")
    named_on = models.DateField()
    made_at = models.DateTimeField()
    ticket = models.ForeignKey("tickets.Ticket", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ("-named_on",)
        constraints = [
            models.UniqueConstraint(fields=("recurring", "named_on"), name="slot_once"),
        ]

    def __str__(self) -> str:
        return f"{self.recurring_id} {self.named_on}"
