"""The tables of contracts: versions, what recurs, what is covered, what is charged."""

from deskhand.contracts.models.approvals import Approval, ApprovalAnswer
from deskhand.contracts.models.charges import Charge, ChargeSource
from deskhand.contracts.models.contracts import (
    Contract,
    ContractVersion,
    Document,
    Rate,
    Suspension,
)
from deskhand.contracts.models.coverage import CoverageRule, Effect, Place, TicketCoverage
from deskhand.contracts.models.projects import Milestone, Project, ProjectTicket
from deskhand.contracts.models.quotes import Quote, QuoteLine, QuoteVersion
from deskhand.contracts.models.rated import Decision, RatedWork
from deskhand.contracts.models.recurring import LinePrice, LineQuantity, RecurringLine

__all__ = [
    "Approval",
    "ApprovalAnswer",
    "Charge",
    "ChargeSource",
    "Contract",
    "ContractVersion",
    "CoverageRule",
    "Decision",
    "Document",
    "Effect",
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
    "TicketCoverage",
]
