"""What happened under contracts: ids and enumerations only."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class CoverageDecided:
    """What a contract says of the work on a ticket became another thing; empty: no contract
    holds for it any more."""

    name: ClassVar[str] = "coverage_decided"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    contract: int | None
    effect: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ChargeMade:
    """A client owes money for something; no invoice asks for it yet."""

    name: ClassVar[str] = "charge_made"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "charge"

    charge: int
    source: str
    contract: int | None
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ChargeReversed:
    """A charge was taken back by another, its mirror image."""

    name: ClassVar[str] = "charge_reversed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "charge"

    charge: int
    reverses: int
    source: str
    contract: int | None
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """An invoice got its number; it asks for `total` minor units, of which `tax` are tax."""

    name: ClassVar[str] = "invoice_issued"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice"

    invoice: int
    total: int
    tax: int
    currency: str
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CreditIssued:
    """A credit note got its number; it gives back `total` minor units, of which `tax` are tax."""

    name: ClassVar[str] = "credit_issued"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice"

    invoice: int
    credits: int
    total: int
    tax: int
    currency: str
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PaymentEntered:
    """Money came in for an invoice, or went back where `amount` (minor units) is less than
    zero."""

    name: ClassVar[str] = "payment_entered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice"

    payment: int
    invoice: int
    amount: int
    currency: str
    organization: int
    is_public: bool = False
