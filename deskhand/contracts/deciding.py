"""Under which contract a ticket goes, and what its first matching rule says of the work.

Contracts are read once a moment, each with its versions, scopes and rules, so that deciding for
many tickets asks the database nothing more.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from deskhand.contracts import conditions
from deskhand.contracts.conditions import Work
from deskhand.contracts.models import Contract, ContractVersion, CoverageRule
from deskhand.contracts.promising import periods, scope_of
from deskhand.contracts.terms import Terms
from deskhand.jobs.memory import remembered
from deskhand.people.lineage import above
from deskhand.rules import worktime
from deskhand.rules.bands import AFTER, IN
from deskhand.rules.conditions import Condition, ConditionError
from deskhand.rules.terms import Span
from deskhand.sla import scope
from deskhand.sla.calendars import arithmetic, version_at
from deskhand.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Line:
    """A rule with its condition read."""

    rule: CoverageRule
    condition: Condition


@dataclass(frozen=True, slots=True)
class Sheet:
    """A version as it is asked: for which tickets it holds, its rules in order, and the rest."""

    version: ContractVersion
    contract: Contract
    scope: Condition
    lines: tuple[Line, ...]
    terms: Terms

    def holds(self, ticket: Ticket) -> bool:
        return scope.matches(self.scope, ticket)

    def band(self, at: datetime) -> str:
        """In which band an instant lies, by the contract's business hours."""
        return IN if worktime.is_open(self.calendar(at), at) else AFTER

    def calendar(self, at: datetime) -> worktime.Calendar:
        """The business hours as they were at an instant."""
        return arithmetic(version_at(self.version.calendar, at))


@dataclass(frozen=True, slots=True)
class Decision:
    """What the contract says of work on a ticket; without a rule, what it says of all else."""

    sheet: Sheet
    effect: str
    work: Work
    line: Line | None = None
    reasons: tuple[str, ...] = ()

    @property
    def needs_approval(self) -> bool:
        return self.line is not None and self.line.rule.needs_approval


def decide(ticket: Ticket, *, place: str = "remote", is_minor: bool = False) -> Decision | None:
    """Decide for a ticket, which need not be saved yet, as of its receipt; None where no contract
    of its client holds for it."""
    sheet = sheet_for(ticket, ticket.received_at)
    if sheet is None:
        return None
    band = sheet.band(ticket.received_at)
    return decide_by(sheet, ticket, Work(band=band, place=place, is_minor=is_minor))


def decide_by(sheet: Sheet, ticket: Ticket, work: Work) -> Decision:
    """Decide by one version: the first rule that holds, else what no rule names."""
    for line in sheet.lines:
        if conditions.holds(line.condition, ticket, work):
            reasons = tuple(conditions.why(line.condition, ticket, work))
            return Decision(sheet, line.rule.effect, work, line, reasons)
    return Decision(sheet, sheet.terms.otherwise, work)


def sheet_for(ticket: Ticket, at: datetime) -> Sheet | None:
    """Return the version under which work on a ticket goes that is done at an instant."""
    organization = ticket.organization_id
    if organization is None or not _may_have(organization):
        return None
    for contract, held in _held(organization):
        day = contract.day(at)
        sheet = next((sheet for sheet, span in held if day in span), None)
        if sheet is not None and sheet.holds(ticket):
            return sheet
    return None


def sheet_of(version: ContractVersion, *, is_for_all: bool = False) -> Sheet:
    """Read a version, a draft too, as it is asked; `is_for_all` where its scope is of no matter,
    since it was chosen before."""
    rules = sorted(version.rules.all(), key=lambda rule: rule.position)
    return Sheet(
        version=version,
        contract=version.contract,
        scope=scope.read("") if is_for_all else _read_scope(version),
        lines=tuple(_lines(rules)),
        terms=Terms.of(version.terms),
    )


def _lines(rules: Iterable[CoverageRule]) -> Iterator[Line]:
    """Rules whose conditions can be read; one of which a field is gone since holds nothing."""
    for rule in rules:
        try:
            yield Line(rule, conditions.read(rule.condition))
        except ConditionError:
            continue


def _read_scope(version: ContractVersion) -> Condition:
    try:
        return scope.read(scope_of(version), scope.OF_ASSIGNMENTS)
    except ConditionError:
        return scope.read("tag:none -tag:none", scope.OF_ASSIGNMENTS)


@remembered
def _organizations() -> tuple[frozenset[int], bool]:
    """Which organizations have contracts, and whether any covers the firms below it."""
    ids = Contract.objects.order_by().values_list("organization", flat=True)
    found = frozenset(ids.distinct())
    covering = ContractVersion.objects.filter(covers_subsidiaries=True, published_at__isnull=False)
    return found, bool(found) and covering.exists()


def _may_have(organization_id: int) -> bool:
    """Whether an organization can be under a contract: most desks have few."""
    found, is_covering = _organizations()
    return organization_id in found or is_covering


@remembered
def _held(organization_id: int) -> list[tuple[Contract, list[tuple[Sheet, Span]]]]:
    """The contracts of an organization in their order, then those of the firms above it."""
    found = [(contract, _sheets(contract)) for contract in _contracts(organization_id)]
    if _organizations()[1]:
        for parent in above(organization_id):
            for contract in _contracts(parent):
                covering = [
                    (sheet, span)
                    for sheet, span in _sheets(contract)
                    if sheet.version.covers_subsidiaries
                ]
                found.append((contract, covering))
    return found


def _contracts(organization_id: int) -> list[Contract]:
    rows = Contract.objects.filter(organization=organization_id).select_related("organization")
    return list(rows.prefetch_related(*READ).order_by("position", "pk"))


# All that deciding asks of a contract, in a fixed number of statements.
READ = (
    "suspensions",
    "versions__calendar",
    "versions__policy",
    "versions__sites",
    "versions__services",
    "versions__people__addresses",
    "versions__rules",
)


def _sheets(contract: Contract) -> list[tuple[Sheet, Span]]:
    read: dict[int, Sheet] = {}
    held = []
    for version, span in periods(contract):
        version.contract = contract
        sheet = read.setdefault(version.pk, sheet_of(version))
        held.append((sheet, span))
    return held
