"""What recurs each month: lines of a contract, their prices and quantities by date."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.contracts import Contract


class RecurringLine(models.Model):
    """One line of the monthly invoice, from a day to a day. `counts` names a counter of
    `counting.COUNTERS`; without `by_days` a month that it runs in costs whole."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="recurring_lines")
    name = models.CharField(_("name"), max_length=120)
    counts = models.CharField(_("counts"), max_length=20, default="flat")
    position = models.PositiveSmallIntegerField(default=0)
    begins_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    by_days = models.BooleanField(_("a part of a month is charged by its days"), default=True)

    class Meta:
        ordering = ("contract", "position", "id")

    def __str__(self) -> str:
        return self.name


class LinePrice(models.Model):
    """What one of it costs a month from a day on, in the currency of the version in force."""

    line = models.ForeignKey(RecurringLine, models.CASCADE, related_name="prices")
    valid_from = models.DateField()
    price = models.DecimalField(max_digits=12, decimal_places=4)

    class Meta:
        ordering = ("line", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("line", "valid_from"), name="line_price_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.price} {self.valid_from}"


class LineQuantity(models.Model):
    """A quantity that somebody set from a day on, and why; None: it is counted again."""

    line = models.ForeignKey(RecurringLine, models.CASCADE, related_name="quantities")
    valid_from = models.DateField()
    quantity = models.PositiveIntegerField(null=True)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("line", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("line", "valid_from"), name="line_quantity_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} {self.valid_from}"
