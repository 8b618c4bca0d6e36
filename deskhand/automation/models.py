"""Macros, and what became of each use of one."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
