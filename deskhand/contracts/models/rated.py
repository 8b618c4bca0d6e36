"""Work that costs something by its contract, and what the account manager decided about it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.charges import Charge
from deskhand.contracts.models.contracts import Contract
from deskhand.contracts.queries import OfClientsQuerySet


class Decision(models.Model):
    """Somebody decided by name and date whether excluded work is charged, and told the client.
    Append-only. `told_on` is the day on which the client was told, `told_how` by what."""

    class Told(models.TextChoices):
        LETTER = "letter", _("by letter")
        CALL = "call", _("on the telephone")
        MEETING = "meeting", _("in a meeting")

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    is_charged = models.BooleanField()
    why = models.CharField(max_length=500)
    told_how = models.CharField(max_length=8, choices=Told.choices)
    told_whom = models.CharField(max_length=300)
    told_on = models.DateField()
    agent = models.ForeignKey("people.Agent", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    decided_at = models.DateTimeField()

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=("organization", "-id"), name="decision_of_client")]

    def __str__(self) -> str:
        return f"{self.name} {self.decided_at:%Y-%m-%d}"


class RatedWork(models.Model):
    """What one revision of an entry of time comes to, where it costs something.

    `amount` is in minor units, rounded once for the entry; `why` are the sentences that explain it,
    `seconds` what was worked and `billed_seconds` what is counted of it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waits for a decision")
        CHARGED = "charged", _("Charged")
        WAIVED = "waived", _("Not charged")
        QUOTED = "quoted", _("Part of a quote or project")
        REPLACED = "replaced", _("Said anew")

    entry = models.ForeignKey("work.TimeEntry", models.PROTECT, related_name="rated")
    revision = models.PositiveIntegerField()
    contract = models.ForeignKey(Contract, models.PROTECT, related_name="+", db_index=False)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", db_index=False)
    worked_on = models.DateField()
    text = models.CharField(max_length=500)
    seconds = models.PositiveIntegerField()
    billed_seconds = models.PositiveIntegerField()
    rate = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    tax_code = models.CharField(max_length=20, blank=True)
    why = models.JSONField(default=list)
    state = models.CharField(max_length=10, choices=State.choices)
    decision = models.ForeignKey(
        Decision, models.PROTECT, null=True, related_name="work", db_index=False
    )
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="rated")
    rated_at = models.DateTimeField()

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("entry", "revision"), name="rated_once"),
        ]
        indexes = [
            models.Index(fields=("state", "organization", "id"), name="rated_state"),
            models.Index(fields=("organization", "-id"), name="rated_of_client"),
            models.Index(fields=("ticket", "id"), name="rated_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.revision} {self.amount} {self.currency}"
