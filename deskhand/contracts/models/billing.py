"""What invoices go by: the firm as seller, its taxes, and how each client is billed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deskhand.contracts.models.charges import ChargeSource
from deskhand.rules.invoicing import Category

CATEGORIES = [
    (Category.STANDARD.value, _("taxed")),
    (Category.ZERO.value, _("taxed at zero")),
    (Category.EXEMPT.value, _("exempt")),
    (Category.REVERSE.value, _("reverse charge: the client owes the tax")),
    (Category.INTRA.value, _("supply within the European Union")),
    (Category.EXPORT.value, _("export")),
    (Category.OUTSIDE.value, _("outside of the scope of tax")),
]


class TaxCode(models.Model):
    """A kind of tax, such as the standard rate. `words` are printed where it applies."""

    code = models.CharField(_("short name"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    category = models.CharField(
        pgettext_lazy("tax", "what it is"),
        max_length=2,
        choices=CATEGORIES,
        default=Category.STANDARD.value,
    )
    words = models.CharField(_("words on the invoice"), max_length=300, blank=True)
    is_default = models.BooleanField(_("used where nothing else is said"), default=False)
    quickbooks = models.CharField(_("tax code in QuickBooks"), max_length=40, blank=True)
    xero = models.CharField(_("tax rate in Xero"), max_length=60, blank=True)
    datev = models.CharField(_("tax key (BU) in DATEV"), max_length=4, blank=True)

    class Meta:
        ordering = ("code",)
        constraints = [
            models.UniqueConstraint(
                fields=("is_default",), condition=Q(is_default=True), name="one_default_tax"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TaxRate(models.Model):
    """How much it is from a day on, by the day of the work."""

    tax = models.ForeignKey(TaxCode, models.CASCADE, related_name="rates")
    valid_from = models.DateField()
    percent = models.DecimalField(max_digits=6, decimal_places=3)

    class Meta:
        ordering = ("tax", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("tax", "valid_from"), name="tax_rate_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.percent} {self.valid_from}"


class SellerRules(models.Model):
    """The firm as it stands on invoices, and how it makes them; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    legal_name = models.CharField(_("name on invoices"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    vat_id = models.CharField(_("VAT number"), max_length=30, blank=True)
    tax_number = models.CharField(_("tax number"), max_length=30, blank=True)
    contact_email = models.EmailField(_("e-mail address for questions"), blank=True)
    iban = models.CharField(_("bank account (IBAN)"), max_length=40, blank=True)
    bic = models.CharField(_("bank (BIC)"), max_length=20, blank=True)
    foot = models.TextField(_("words below the lines"), max_length=1000, blank=True)
    terms_days = models.PositiveSmallIntegerField(_("days to pay"), default=14)
    invoice_prefix = models.CharField(
        _("numbers of invoices begin with"), max_length=10, default="INV"
    )
    credit_prefix = models.CharField(
        _("numbers of credit notes begin with"), max_length=10, default="CN"
    )
    in_advance = models.BooleanField(
        _("what recurs is charged at the beginning of its month"), default=False
    )
    gathers = models.BooleanField(_("drafts are made on the first of each month"), default=True)
    remind_days = models.PositiveSmallIntegerField(
        _("days after which a reminder leaves by itself"), default=0
    )
    datev_consultant = models.CharField(_("consultant number"), max_length=7, blank=True)
    datev_client = models.CharField(_("client number"), max_length=5, blank=True)
    account_length = models.PositiveSmallIntegerField(_("digits of accounts"), default=4)
    year_begins = models.PositiveSmallIntegerField(_("month in which the year begins"), default=1)
    debtor_account = models.CharField(_("account of debtors"), max_length=40, blank=True)
    tax_account = models.CharField(_("account of taxes that are owed"), max_length=40, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_seller")]

    def __str__(self) -> str:
        return self.legal_name


class BillingDetails(models.Model):
    """How a client is billed: name and address as its books want them, terms, whom to send to."""

    organization = models.OneToOneField(
        "people.Organization", models.CASCADE, related_name="billing"
    )
    legal_name = models.CharField(_("name on invoices"), max_length=200, blank=True)
    street = models.CharField(_("street"), max_length=200, blank=True)
    more = models.CharField(_("second line of the address"), max_length=200, blank=True)
    postcode = models.CharField(_("postcode"), max_length=20, blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    vat_id = models.CharField(_("VAT number"), max_length=30, blank=True)
    reference = models.CharField(_("their reference"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    send_to = models.TextField(_("invoices go to"), max_length=1000, blank=True)
    terms_days = models.PositiveSmallIntegerField(_("days to pay"), null=True, blank=True)
    tax = models.ForeignKey(
        TaxCode, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("tax")
    )
    by_contract = models.BooleanField(_("an invoice for each contract"), default=False)
    debtor_account = models.CharField(_("account in the books"), max_length=20, blank=True)

    def __str__(self) -> str:
        return self.legal_name or str(self.organization)


class RevenueAccount(models.Model):
    """In which account of the books revenue of a kind stands; kind empty: all other."""

    source = models.CharField(
        _("kind"), max_length=12, choices=ChargeSource.choices, blank=True, unique=True
    )
    account = models.CharField(_("account"), max_length=40)

    class Meta:
        ordering = ("source",)

    def __str__(self) -> str:
        return f"{self.source} {self.account}"
