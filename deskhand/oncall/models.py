"""Ladders, and the pages that climb them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Ladder(models.Model):
    """Whom a page goes to, level by level. From the last level it begins again `repeats` times."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    repeats = models.PositiveSmallIntegerField(_("begins again from the top"), default=2)

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name


class Rung(models.Model):
    """One level of a ladder: who is paged, and how long they have to say that they have it."""

    class Who(models.TextChoices):
        ASSIGNEE = "assignee", _("whoever has the ticket")
        TICKET_TEAM = "ticket_team", _("the ticket’s team")
        LEAD = "lead", _("the lead of the ticket’s team")
        MANAGER = "manager", _("the client’s account manager")
        TEAM = "team", _("everybody of a team")
        AGENTS = "agents", _("certain agents")

    ladder = models.ForeignKey(Ladder, models.CASCADE, related_name="rungs")
    level = models.PositiveSmallIntegerField()
    who = models.CharField(_("who"), max_length=12, choices=Who.choices)
    team = models.ForeignKey("people.Team", models.PROTECT, null=True, related_name="+")
    agents = models.ManyToManyField("people.Agent", related_name="+")
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)

    class Meta:
        ordering = ("ladder", "level")
        constraints = [
            models.UniqueConstraint(fields=("ladder", "level"), name="rung_once"),
        ]

    def __str__(self) -> str:
        return f"{self.ladder} {self.level}"


class Page(models.Model):
    """An urgent notice about a ticket that wants an acknowledgement.

    `source` is what it was sent for, such as `step:12`: for one thing there is one page. `next_at`
    is when the next level is paged, unless somebody has it by then.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Nobody has it yet")
        ACKNOWLEDGED = "acknowledged", _("Somebody has it")
        UNANSWERED = "unanswered", _("Nobody answered")
        NEEDLESS = "needless", _("No longer needed")

    ladder = models.ForeignKey(Ladder, models.PROTECT, related_name="+", db_index=False)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="pages", db_index=False
    )
    source = models.CharField(max_length=80, unique=True)
    words = models.CharField(max_length=300)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    level = models.PositiveSmallIntegerField(default=0)
    round = models.PositiveSmallIntegerField(default=1)
    clock = models.ForeignKey(
        "sla.Clock", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    begun_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    agent = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(fields=("ticket", "-id"), name="page_of_ticket"),
            models.Index(fields=("next_at",), condition=Q(state="open"), name="page_climbs"),
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.state}"


class Call(models.Model):
    """That one agent was paged at one level, and why he: the path to him in words."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="calls", db_index=False)
    round = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+", db_index=False)
    path = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("page", "round", "level", "agent"), name="page_call_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} for {self.page_id}"
