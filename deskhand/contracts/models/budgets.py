"""Monthly budgets: a fixed fee with a planned engagement, or a block of hours."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.contracts.models.contracts import Contract


class Budget(models.Model):
    """The monthly budget of a contract since a month.

    Of a fixed fee the time is planned, and what goes beyond is a finding, never charged. A block is
    charged for what goes beyond; what is unused can be used for `carry_months` more, of it at most
    `cap_minutes` (None: all).
    """

    class Kind(models.TextChoices):
        FIXED_FEE = "fixed_fee", _("A fixed fee for a planned engagement")
        BLOCK = "block_hours", _("A block of hours; what goes beyond is charged")

    contract = models.OneToOneField(Contract, models.PROTECT, related_name="budget")
    kind = models.CharField(pgettext_lazy("kind", "it is"), max_length=12, choices=Kind.choices)
    first_on = models.DateField(_("first month"))
    carry_months = models.PositiveSmallIntegerField(_("unused time lives on for months"), default=0)
    cap_minutes = models.PositiveIntegerField(null=True)
    overrun_per_hour = models.DecimalField(
        _("an hour beyond costs"), max_digits=12, decimal_places=4, default=0
    )

    def __str__(self) -> str:
        return str(self.contract)


class BudgetPlan(models.Model):
    """What is planned or allowed each month, and the fee, from a day on; it holds from the first
    whole month. Append-only: an adjustment is another."""

    budget = models.ForeignKey(Budget, models.PROTECT, related_name="plans")
    since = models.DateField()
    planned_minutes = models.PositiveIntegerField()
    fee = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    why = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("budget", "since")
        constraints = [
            models.UniqueConstraint(fields=("budget", "since"), name="budget_plan_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.planned_minutes} {self.since}"
