"""Side conversations: the table. Their messages are notes of the ticket, so that no requester can
ever read one; only what is written in them reaches the other side."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class SideConversation(models.Model):
    """Letters with a third party about a ticket, under a subject and a reply address of their own.

    `number` is what the other side calls the matter. `draft` is what was not sent yet.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        WAITING = "waiting", _("Waits for them")
        ANSWERED = "answered", _("They answered")
        ENDED = "ended", _("Ended")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="sides")
    subject = models.CharField(_("subject"), max_length=300)
    addresses = models.JSONField(default=list)
    number = models.CharField(max_length=60, blank=True)
    reply_key = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    draft = models.TextField(blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    asked_at = models.DateTimeField(null=True)
    remind_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("remind_at",), condition=Q(remind_at__isnull=False), name="side_to_remind"
            ),
            models.Index(fields=("number",), condition=~Q(number=""), name="side_number"),
        ]

    def __str__(self) -> str:
        return self.subject
