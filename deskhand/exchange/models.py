"""What was exported, when, by whom, and as which bytes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Target(models.TextChoices):
    """For which program a file is."""

    DATEV = "datev", _("DATEV: bookings (EXTF)")
    XERO = "xero", _("Xero: sales invoices")
    QUICKBOOKS = "quickbooks", _("QuickBooks: invoices")
    JOURNAL = "journal", _("QuickBooks: journal entries")
    CSV = "csv", _("Lines of invoices (CSV)")
    XLSX = "xlsx", _("Lines of invoices (XLSX)")


class Batch(models.Model):
    """A file that was made, kept as it was; `is_again` where invoices are on it that were exported
    before, on purpose."""

    target = models.CharField(max_length=12, choices=Target.choices)
    since = models.DateField()
    until = models.DateField()
    is_again = models.BooleanField(default=False)
    count = models.PositiveIntegerField()
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    agent = models.ForeignKey("people.Agent", models.PROTECT, related_name="+")

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.filename


class Exported(models.Model):
    """That an invoice was exported for a program: once, unless somebody wants it again."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="exported")
    target = models.CharField(max_length=12, choices=Target.choices)
    invoice = models.ForeignKey("contracts.Invoice", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("invoice", "target"), name="exported_once"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.target}"
