"""The tables of contracts: versions, what recurs, what is covered, what is charged, the book."""

from deskhand.contracts.models.approvals import Approval, ApprovalAnswer
from deskhand.contracts.models.budgets import Budget, BudgetPlan
from deskhand.contracts.models.charges import Charge, ChargeSource
from deskhand.contracts.models.contracts import (
    Contract,
    ContractVersion,
    Document,
    Rate,
    Suspension,
)
from deskhand.contracts.models.coverage import CoverageRule, Effect, Place, TicketCoverage
from deskhand.contracts.models.ledger import (
    SECONDS,
    UNITS,
    AccountKind,
    EventKind,
    LedgerAccount,
    LedgerBalance,
    LedgerBook,
    LedgerEntry,
    LedgerEvent,
    LedgerLot,
    LedgerPosting,
    Taken,
)
from deskhand.contracts.models.projects import Milestone, Project, ProjectTicket
from deskhand.contracts.models.quotes import Quote, QuoteLine, QuoteVersion
from deskhand.contracts.models.rated import Decision, RatedWork
from deskhand.contracts.models.recurring import LinePrice, LineQuantity, RecurringLine
from deskhand.contracts.models.unit_requests import UnitRequest

__all__ = [
    "SECONDS",
    "UNITS",
    "AccountKind",
    "Approval",
    "ApprovalAnswer",
    "Budget",
    "BudgetPlan",
    "Charge",
    "ChargeSource",
    "Contract",
    "ContractVersion",
    "CoverageRule",
    "Decision",
    "Document",
    "Effect",
    "EventKind",
    "LedgerAccount",
    "LedgerBalance",
    "LedgerBook",
    "LedgerEntry",
    "LedgerEvent",
    "LedgerLot",
    "LedgerPosting",
    "LinePrice",
    "LineQuantity",
    "Milestone",
    "Place",
    "Project",
    "ProjectTicket",
    "Quote",
    "QuoteLine",
    "QuoteVersion",
    "Rate",
    "RatedWork",
    "RecurringLine",
    "Suspension",
    "Taken",
    "TicketCoverage",
    "UnitRequest",
]
