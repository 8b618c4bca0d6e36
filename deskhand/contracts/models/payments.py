"""What becomes of an invoice: its paper, the letters with it, what came in and what is open."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.contracts.models.invoices import Invoice


class OpenInvoice(models.Model):
    """What is still open of an invoice: a sum that is kept, of the invoice, its credits and its
    payments. `dunned` is how often somebody was reminded."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="state")
    due_on = models.DateField()
    paid = models.BigIntegerField(default=0)
    credited = models.BigIntegerField(default=0)
    open = models.BigIntegerField()
    sent_at = models.DateTimeField(null=True)
    dunned = models.PositiveSmallIntegerField(default=0)
    dunned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=("due_on", "invoice"), condition=~Q(open=0), name="invoice_open"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.open}"


class Payment(models.Model):
    """Money that came in for an invoice, or went back (less than zero). Never changed: what was
    entered wrongly is taken back by another."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments")
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    received_on = models.DateField()
    note = models.CharField(_("note"), max_length=200, blank=True)
    key = models.CharField(max_length=100, unique=True)
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=200)

    class Meta:
        ordering = ("received_on", "id")

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


class InvoiceLetter(models.Model):
    """A letter with an invoice, or a reminder of it; `key` lets each leave once."""

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        REMINDER = "reminder", pgettext_lazy("invoice", "Reminder")

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=100, unique=True)
    outgoing = models.ForeignKey("mail.OutgoingLetter", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.key


class InvoiceFile(models.Model):
    """The paper of an invoice as it was first made; the same bytes ever after."""

    invoice = models.OneToOneField(Invoice, models.PROTECT, related_name="file")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    has_data = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.invoice)
