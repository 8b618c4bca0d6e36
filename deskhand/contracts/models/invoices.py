"""Invoices: drafts that are still written, and what was issued and never changes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models.charges import Charge
from deskhand.contracts.models.contracts import Contract
from deskhand.contracts.queries import InvoiceQuerySet, OfClientsQuerySet


class InvoiceDraft(models.Model):
    """An invoice that is still written. `group` says for what charges it is gathered, so that there
    is one of each; none where somebody began it anew to say another one again.
    """

    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="+")
    group = models.CharField(max_length=60, unique=True, null=True)
    currency = models.CharField(max_length=3)
    until = models.DateField()
    note = models.TextField(_("words above the lines"), max_length=2000, blank=True)
    began_at = models.DateTimeField()
    began_by = models.CharField(max_length=200)

    objects = OfClientsQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=("organization", "id"), name="draft_of_client")]

    def __str__(self) -> str:
        return f"{self.organization} {self.until}"


class InvoiceDraftLine(models.Model):
    """A line of a draft: a charge, or a line of a credited invoice that is said again.

    `put_off` is why it is left for a later invoice; it stays here, so that nobody gathers it again,
    and is free when this one is issued.
    """

    draft = models.ForeignKey(InvoiceDraft, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    charge = models.OneToOneField(
        Charge, models.PROTECT, null=True, related_name="draft_line", unique=True
    )
    replaces = models.OneToOneField(
        "contracts.InvoiceLine", models.PROTECT, null=True, related_name="draft_line"
    )
    text = models.CharField(_("text"), max_length=500)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.BigIntegerField()
    charged_on = models.DateField()
    tax_code = models.CharField(_("tax"), max_length=20, blank=True)
    put_off = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.text


class NumberSeries(models.Model):
    """The last number that was given in a series and year; its row is locked to give the next."""

    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("prefix", "year"), name="series_once"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.year}: {self.last}"


class Invoice(models.Model):
    """An invoice, or a credit note that takes one back in whole or in part. Never changed.

    Amounts are in minor units; those of a credit note are less than zero. `seller`, `buyer` and
    `taxes` are what was printed. `of_draft` is the draft that it was, so that two clicks issue one.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        CREDIT = "credit", _("Credit note")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    prefix = models.CharField(max_length=10)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=40, unique=True)
    organization = models.ForeignKey(
        "people.Organization", models.PROTECT, related_name="+", db_index=False
    )
    contract = models.ForeignKey(Contract, models.PROTECT, null=True, related_name="+")
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credit_notes")
    why = models.CharField(max_length=300, blank=True)
    of_draft = models.BigIntegerField(null=True, unique=True)
    once_key = models.CharField(max_length=100, null=True, unique=True)
    currency = models.CharField(max_length=3)
    issued_on = models.DateField()
    due_on = models.DateField()
    first_on = models.DateField()
    last_on = models.DateField()
    language = models.CharField(max_length=10)
    seller = models.JSONField()
    buyer = models.JSONField()
    note = models.TextField(blank=True)
    net = models.BigIntegerField()
    tax = models.BigIntegerField()
    total = models.BigIntegerField()
    taxes = models.JSONField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("prefix", "year", "number"), name="number_once"),
        ]
        indexes = [
            models.Index(fields=("organization", "id"), name="invoice_of_client"),
            models.Index(fields=("issued_on", "id"), name="invoice_of_day"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_credit(self) -> bool:
        return self.kind == self.Kind.CREDIT


class InvoiceLine(models.Model):
    """A line as it was issued. It points to its charge, to the line that it gives back, or to the
    credited line that it says again, whose first one is its `root`. What a credit note gives back
    is charged again, unless it `gives_up`. `rate` is in thousandths of a percent."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines", db_index=False)
    position = models.PositiveIntegerField()
    charge = models.OneToOneField(Charge, models.PROTECT, null=True, related_name="invoice_line")
    credits = models.ForeignKey("self", models.PROTECT, null=True, related_name="credited_by")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="said_again_by")
    gives_up = models.ForeignKey(Charge, models.PROTECT, null=True, related_name="given_up_on")
    text = models.CharField(max_length=500)
    quantity = models.DecimalField(max_digits=14, decimal_places=4)
    unit = models.CharField(max_length=40, blank=True)
    unit_price = models.DecimalField(max_digits=14, decimal_places=4)
    amount = models.BigIntegerField()
    charged_on = models.DateField()
    tax_code = models.CharField(max_length=20, blank=True)
    category = models.CharField(max_length=2)
    rate = models.IntegerField()

    class Meta:
        ordering = ("position", "id")
        indexes = [models.Index(fields=("invoice", "position"), name="line_of_invoice")]

    def __str__(self) -> str:
        return self.text

    @property
    def origin(self) -> Charge | None:
        """The charge that it asks for, over however many rewritings."""
        first = self.root or self.replaces or self
        return first.charge
