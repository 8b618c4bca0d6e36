"""The tables of contracts: what was agreed in versions, what recurs, what is covered."""

from deskhand.contracts.models.contracts import (
    Contract,
    ContractVersion,
    Document,
    Rate,
    Suspension,
)
from deskhand.contracts.models.coverage import CoverageRule, Effect, Place, TicketCoverage
from deskhand.contracts.models.recurring import LinePrice, LineQuantity, RecurringLine

__all__ = [
    "Contract",
    "ContractVersion",
    "CoverageRule",
    "Document",
    "Effect",
    "LinePrice",
    "LineQuantity",
    "Place",
    "Rate",
    "RecurringLine",
    "Suspension",
    "TicketCoverage",
]
