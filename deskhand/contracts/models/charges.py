"""What a client is charged, before and after an invoice asks for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.contracts.models.contracts import Contract
from deskhand.contracts.queries import ChargeQuerySet


class ChargeSource(models.TextChoices):
    """Of what a charge came."""

    TIME = "time", _("Work")
    RECURRING = "recurring", _("Recurring")
    UNITS = "units", _("Incident units")
    OVERRUN = "overrun", _("Beyond the block")
    QUOTE = "quote", pgettext_lazy("offer", "Quote")
    MILESTONE = "milestone", _("Milestone")
    RELEASE = "release", _("Software maintenance")
    BY_HAND = "by_hand", _("By hand")


class Charge(models.Model):
    """One line of money that a client owes, without tax, rounded once. Append-only: what was
    wrong is reversed by another that names it, and made anew.

    `key` says what it came of, so that nothing is charged twice. `charged_on` is the date of
    work, by which an invoice takes it up. `amount` is in minor units, less than zero where it
    gives back. `why` are the sentences that explain it, in order: rule, rate, rounding.
    `decided` says who agreed to it, when and where, where somebody had to. One that `adjusts`
    another says what an invoice or a credit note made of that: no invoice takes it up.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    contract = models.ForeignKey(
        Contract, models.PROTECT, null=True, related_name="charges", db_index=False
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, related_name="+", db_index=False
    )
    source = models.CharField(max_length=12, choices=ChargeSource.choices)
    key = models.CharField(max_length=120, unique=True)
    charged_on = models.DateField()
    text = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    tax_code = models.CharField(max_length=20, blank=True)
    why = models.JSONField(default=list)
    decided = models.CharField(max_length=300, blank=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    adjusts = models.ForeignKey("self", models.PROTECT, null=True, related_name="adjustments")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)

    objects = ChargeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=("organization", "charged_on", "id"), name="charge_of_client"),
            models.Index(fields=("contract", "charged_on", "id"), name="charge_of_contract"),
            models.Index(fields=("ticket", "id"), name="charge_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.amount} {self.currency}"
