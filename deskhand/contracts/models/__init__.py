"""The tables of contracts: what was agreed in versions, and what recurs."""

from deskhand.contracts.models.contracts import (
    Contract,
    ContractVersion,
    Document,
    Rate,
    Suspension,
)
from deskhand.contracts.models.recurring import LinePrice, LineQuantity, RecurringLine

__all__ = [
    "Contract",
    "ContractVersion",
    "Document",
    "LinePrice",
    "LineQuantity",
    "Rate",
    "RecurringLine",
    "Suspension",
]
