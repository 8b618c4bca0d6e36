"""The tables of contracts: versions, what recurs, what is covered, charged, invoiced; the book."""

from deskhand.contracts.models.approvals import Approval, ApprovalAnswer
from deskhand.contracts.models.billing import (
    CATEGORIES,
    BillingDetails,
    RevenueAccount,
    SellerRules,
    TaxCode,
    TaxRate,
)
from deskhand.contracts.models.budgets import Budget, BudgetPlan
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
from deskhand.contracts.models.ledger import (
    SECONDS,
    UNITS,
    AccountKind,
    EventKind,
    LedgerAccount,
    LedgerBalance,
    LedgerBook,
    LedgerCheck,
    LedgerEntry,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
    Taken,
)
from deskhand.contracts.models.maintenance import (
    MaintenanceTerm,
    Obtained,
    ReleaseLetter,
    ReleaseNotice,
)
from deskhand.contracts.models.payments import (
    InvoiceFile,
    InvoiceLetter,
    OpenInvoice,
    Payment,
)
from deskhand.contracts.models.projects import Milestone, Project, ProjectTicket
from deskhand.contracts.models.quotes import Quote, QuoteLine, QuoteVersion
from deskhand.contracts.models.rated import Decision, RatedWork
from deskhand.contracts.models.recurring import LinePrice, LineQuantity, RecurringLine
from deskhand.contracts.models.unit_requests import UnitRequest
from deskhand.contracts.models.verdicts import UNDECIDED, TimeVerdict

__all__ = [
    "CATEGORIES",
    "SECONDS",
    "UNDECIDED",
    "UNITS",
    "AccountKind",
    "Approval",
    "ApprovalAnswer",
    "BillingDetails",
    "Budget",
    "BudgetPlan",
    "Charge",
    "ChargeSource",
    "Contract",
    "ContractVersion",
    "CostRate",
    "CoverageRule",
    "Decision",
    "Document",
    "Effect",
    "EventKind",
    "Invoice",
    "InvoiceDraft",
    "InvoiceDraftLine",
    "InvoiceFile",
    "InvoiceLetter",
    "InvoiceLine",
    "LedgerAccount",
    "LedgerBalance",
    "LedgerBook",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerEvent",
    "LedgerLot",
    "LedgerPosting",
    "LinePrice",
    "LineQuantity",
    "MaintenanceTerm",
    "Milestone",
    "NumberSeries",
    "Obtained",
    "OpenInvoice",
    "Payment",
    "Place",
    "Project",
    "ProjectTicket",
    "Quote",
    "QuoteLine",
    "QuoteVersion",
    "Rate",
    "RatedWork",
    "RecurringLine",
    "ReleaseLetter",
    "ReleaseNotice",
    "RevenueAccount",
    "SellerRules",
    "Suspension",
    "Taken",
    "TaxCode",
    "TaxRate",
    "TicketCoverage",
    "TimeVerdict",
    "UnitRequest",
]
