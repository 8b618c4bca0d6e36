"""Who has a ticket before him: the table."""

from django.db import models


class Presence(models.Model):
    """An agent who has a ticket before him: he looks at it, or writes a reply or a note.

    It ends by itself when nothing is heard of him, and is no part of the record.
    """

    class State(models.TextChoices):
        LOOKS = "looks"
        REPLY = "reply"
        NOTE = "note"

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+")
    state = models.CharField(max_length=5, blank=True)
    seen_at = models.DateTimeField(db_index=True)
    changed_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("ticket", "agent"), name="presence_once")]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.ticket_id} {self.state}"
