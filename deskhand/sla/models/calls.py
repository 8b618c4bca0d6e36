"""Calls that are owed to people, and calls that were made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.sla.models.clocks import Clock
from deskhand.tickets.models import CallOutcome


class CallBack(models.Model):
    """A call that is owed to somebody on a ticket; `clock` says by when.

    It is to be made from `ready_at` on: from where the agreed time begins, and after a call in
    vain when it is to be tried again. Whoever takes it has it for a while. It ends once, and
    `end` says how; one whose clock was cancelled is owed no more either.
    """

    class InVain(models.TextChoices):
        """What happens after the agreed tries."""

        MAIL = "mail", _("Write to them and wait for an answer")
        BACK = "back", _("Give the ticket back to its team")

    class End(models.TextChoices):
        REACHED = "reached", _("Reached")
        VOICEMAIL = "voicemail", _("Voicemail left")
        TRIED = "tried", _("Tried in vain as often as agreed")
        WITHDRAWN = "withdrawn", _("Taken back")

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="call_backs")
    clock = models.OneToOneField(Clock, models.CASCADE, related_name="call_back")
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, related_name="+", db_index=False
    )
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=60)
    about = models.CharField(max_length=300, blank=True)
    times = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField()
    agreed_tries = models.PositiveSmallIntegerField(default=3)
    in_vain = models.CharField(max_length=10, choices=InVain.choices, default=InVain.MAIL)
    tries = models.PositiveSmallIntegerField(default=0)
    last_outcome = models.CharField(max_length=12, blank=True, choices=CallOutcome.choices)
    moves = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=10, blank=True, choices=End.choices)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=("ready_at",), condition=Q(ended_at=None), name="call_owed"),
            models.Index(fields=("ended_at",), name="call_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class Call(models.Model):
    """A call that was made, at `made_at`; its note is what the message says.

    `is_answer`: it was an answer to the requester, as his policy has it.
    """

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="calls")
    call_back = models.ForeignKey(CallBack, models.CASCADE, null=True, related_name="calls")
    message = models.OneToOneField("tickets.Message", models.CASCADE, related_name="phone_call")
    agent = models.ForeignKey("people.Agent", models.PROTECT, related_name="+", db_index=False)
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices)
    made_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    seconds = models.PositiveIntegerField(default=0)
    is_answer = models.BooleanField(default=False)

    class Meta:
        ordering = ("made_at", "id")

    def __str__(self) -> str:
        return f"{self.outcome} {self.made_at}"
