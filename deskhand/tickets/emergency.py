"""What is known of an emergency, or of what was taken for one: its cause, and what was planned."""

from datetime import datetime

from django.db import models

from deskhand.journal.actor import Actor


class EmergencyFacts(models.Model):
    """The cause that somebody found, and the planned event that explains what happened."""

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, related_name="emergency_facts", primary_key=True
    )
    cause = models.CharField(max_length=300, blank=True)
    planned = models.CharField(max_length=300, blank=True)
    said_by = models.CharField(max_length=200, blank=True)
    said_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.cause or self.planned


def facts_of_emergency(ticket_id: int) -> EmergencyFacts | None:
    """Return what is known; None where nothing was said."""
    return EmergencyFacts.objects.filter(pk=ticket_id).first()


def keep_facts(ticket_id: int, *, by: Actor, at: datetime, **said: str) -> bool:
    """Keep a `cause` or what was `planned`; False where it says so already."""
    row = facts_of_emergency(ticket_id) or EmergencyFacts(pk=ticket_id)
    if all(getattr(row, name) == value for name, value in said.items()):
        return False
    for name, value in said.items():
        setattr(row, name, value)
    row.said_by, row.said_at = by.name, at
    row.save()
    return True
