"""The tables of contracts: versions, what recurs, what is covered, what is charged."""

from deskhand.contracts.models.charges import Charge, ChargeSource
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
    "Charge",
    "ChargeSource",
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
