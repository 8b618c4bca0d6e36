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


class BulkChange(models.Model):
    """One change that an agent makes to many tickets, one after the other.

    `what` is the field, or a word for what is no field; `value` is the id, word or text as it was
    asked for, and `words` how it is said to people.
    """

    class State(models.TextChoices):
        PUT_OFF = "put_off", _("about to begin")
        RUNNING = "running", _("under way")
        DONE = "done", _("done")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")

    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    value = models.CharField(max_length=300, blank=True)
    words = models.CharField(max_length=400)
    state = models.CharField(max_length=10, choices=State.choices, default=State.RUNNING)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=("agent", "-id"), name="bulk_of_agent")]

    def __str__(self) -> str:
        return self.words


class BulkLine(models.Model):
    """What became of one ticket. `before` is what it had; `version` and `changed_at` are how the
    change left it: where they are others now, something else has happened to it since."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("not yet")
        CHANGED = "changed", _("changed")
        SAME = "same", _("was so already")
        FAILED = "failed", _("refused")
        UNDONE = "undone", _("undone")
        KEPT = "kept", _("not undone")

    change = models.ForeignKey(BulkChange, models.CASCADE, related_name="lines")
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    why = models.CharField(max_length=300, blank=True)
    before = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        constraints = [models.UniqueConstraint(fields=("change", "ticket"), name="bulk_line_once")]
        indexes = [models.Index(fields=("change", "outcome", "id"), name="bulk_line_by_outcome")]

    def __str__(self) -> str:
        return f"{self.ticket_id}: {self.outcome}"
