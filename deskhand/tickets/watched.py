"""Which agents want to hear of a ticket, and how far they have read it: the tables."""

from django.db import models


class Watcher(models.Model):
    """An agent who wants to know what happens on a ticket, or with `is_muted` nothing of it."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="watchers")
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="watched")
    is_muted = models.BooleanField(default=False)
    since = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("ticket", "agent"), name="watcher_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.ticket_id}"


class Sight(models.Model):
    """How far an agent has read a ticket."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+")
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=("agent", "-seen_at"), name="sight_of_agent")]
        constraints = [models.UniqueConstraint(fields=("ticket", "agent"), name="sight_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.ticket_id}"
