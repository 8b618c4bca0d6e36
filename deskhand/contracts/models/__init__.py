"""The tables of contracts: versions, what recurs, what is covered, charged and invoiced."""

from deskhand.contracts.models.billing import (
    CATEGORIES,
    BillingDetails,
    RevenueAccount,
    SellerRules,
    TaxCode,
    TaxRate,
)
from deskhand.contracts.models.charges import Charge, ChargeSource
from deskhand.contracts.models.contracts import (
    Contract,
    ContractVersion,
    Document,
    Rate,
    Suspension,
)
from deskhand.contracts.models.costs import CostRate
from deskhand.contracts.models.coverage import CoverageRule, Effect, Place, TicketCoverage
from deskhand.contracts.models.invoices import (
    Invoice,
    InvoiceDraft,
    InvoiceDraftLine,
    InvoiceLine,
    NumberSeries,
)
from deskhand.contracts.models.payments import (
    InvoiceFile,
    InvoiceLetter,
    OpenInvoice,
    Payment,
)
from deskhand.contracts.models.recurring import LinePrice, LineQuantity, RecurringLine

__all__ = [
    "CATEGORIES",
    "BillingDetails",
    "Charge",
    "ChargeSource",
    "Contract",
    "ContractVersion",
    "CostRate",
    "CoverageRule",
    "Document",
    "Effect",
    "Invoice",
    "InvoiceDraft",
    "InvoiceDraftLine",
    "InvoiceFile",
    "InvoiceLetter",
    "InvoiceLine",
    "LinePrice",
    "LineQuantity",
    "NumberSeries",
    "OpenInvoice",
    "Payment",
    "Place",
    "Rate",
    "RecurringLine",
    "RevenueAccount",
    "SellerRules",
    "Suspension",
    "TaxCode",
    "TaxRate",
    "TicketCoverage",
]
