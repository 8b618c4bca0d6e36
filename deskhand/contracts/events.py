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
class ApprovalAsked:
    """A client was asked to approve something of this kind."""

    name: ClassVar[str] = "approval_asked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int | None
    approval: int
    kind: str
    organization: int
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalAnswered:
    """An authorised person of the client answered; `is_limit` where he said up to how much."""

    name: ClassVar[str] = "approval_answered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int | None
    approval: int
    kind: str
    is_approved: bool
    is_limit: bool
    organization: int
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalEnded:
    """A question for approval holds no more, without an answer or in spite of one: `why` is void,
    withdrawn or expired."""

    name: ClassVar[str] = "approval_ended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int | None
    approval: int
    kind: str
    why: str
    organization: int
    team: int | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ProjectChanged:
    """A project was begun, changed, came to a milestone, or ended, as `act` says."""

    name: ClassVar[str] = "project_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "project"

    project: int
    act: str
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class WorkDecided:
    """The account manager decided about excluded work of a client: it is charged, or it is not."""

    name: ClassVar[str] = "work_decided"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "decision"

    decision: int
    is_charged: bool
    count: int
    organization: int
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
class InvoiceSent:
    """An invoice or a reminder of one was written to the client; what it is says `letter`."""

    name: ClassVar[str] = "invoice_sent"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "invoice"

    invoice: int
    letter: str
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


@dataclass(frozen=True, slots=True)
class LedgerRecorded:
    """Something was recorded in the book of a contract; `taken` says what became of it."""

    name: ClassVar[str] = "ledger_recorded"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contract"

    ledger_event: int
    kind: str
    taken: str
    contract: int
    ticket: int | None
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class UnitsAsked:
    """A client is asked whether work may go on for which too few units are left."""

    name: ClassVar[str] = "units_asked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    unit_request: int
    units: int
    contract: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class UnitsAgreed:
    """He agreed, up to so many units in all, or declined."""

    name: ClassVar[str] = "units_agreed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    unit_request: int
    state: str
    limit: int
    contract: int
    organization: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class MaintenanceChanged:
    """A term of software maintenance was made or taken back, as `act` says."""

    name: ClassVar[str] = "maintenance_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "contract"

    contract: int
    term: int
    product: int
    act: str
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseObtained:
    """Somebody of a client obtained a file of a release."""

    name: ClassVar[str] = "release_obtained"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "release"

    release: int
    file: int
    organization: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ReleaseTold:
    """Letters about a release were written to a client; `count` may be none."""

    name: ClassVar[str] = "release_told"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "release"

    release: int
    kind: str
    count: int
    organization: int
    is_public: bool = False
