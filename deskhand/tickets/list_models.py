"""Tables of lists: saved views, and how each agent has his lists in the rail."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class View(models.Model):
    """A saved filter in the condition language: private, of a team, or for all agents.

    `columns` and `order` are as the address has them; no columns means the usual ones. `made_by`
    may change it wherever it stands.
    """

    name = models.CharField(_("name"), max_length=80)
    icon = models.CharField(_("icon"), max_length=30, default="star")
    query = models.CharField(_("filter"), max_length=2000)
    order = models.CharField(_("order"), max_length=80, default="priority")
    grouping = models.CharField(_("groups"), max_length=20, blank=True)
    columns = models.CharField(_("columns"), max_length=400, blank=True)
    agent = models.ForeignKey("people.Agent", models.CASCADE, null=True, blank=True)
    team = models.ForeignKey("people.Team", models.CASCADE, null=True, blank=True)
    made_by = models.ForeignKey("people.Agent", models.SET_NULL, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return self.name


class Arrangement(models.Model):
    """The lists of an agent's rail by their names, in his order, and those that he starred.

    Lists that are not named come after those that are.
    """

    agent = models.OneToOneField("people.Agent", models.CASCADE, related_name="+")
    places = models.JSONField(default=list)
    starred = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.agent_id)
