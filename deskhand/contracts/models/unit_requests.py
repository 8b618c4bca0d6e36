"""What a client was asked when too few units were left, and what he answered."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.contracts import Contract


class UnitRequest(models.Model):
    """Whether work on a ticket may go on that no unit is left for, asked of somebody who may agree.

    `units` are those that it needs now, each at `unit_price` minor units. Agreed once it holds for
    one charge; up to an amount, for so many units (`limit`), of which `used` are used.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Asked")
        ONCE = "once", _("Agreed once")
        UP_TO = "up_to", _("Agreed up to an amount")
        DECLINED = "declined", _("Declined")

    contract = models.ForeignKey(
        Contract, models.PROTECT, related_name="unit_requests", db_index=False
    )
    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    units = models.PositiveIntegerField()
    unit_price = models.BigIntegerField()
    currency = models.CharField(max_length=3, blank=True)
    what = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    limit = models.PositiveIntegerField(default=0)
    used = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("ticket", "-id"), name="unit_request_of_ticket"),
            models.Index(fields=("contract", "-id"), name="unit_request_of_contract"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(used__lte=F("limit")), name="unit_request_limit"),
        ]

    def __str__(self) -> str:
        return self.what

    @property
    def left(self) -> int:
        """For how many more units it holds."""
        return self.limit - self.used
