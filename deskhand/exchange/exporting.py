"""Invoices leave for a program: each once, unless somebody wants them again."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.contracts.invoices.details import locked_rules, today
from deskhand.contracts.invoices.reading import invoices_for
from deskhand.contracts.models import Invoice, SellerRules
from deskhand.exchange.events import InvoicesExported
from deskhand.exchange.models import Batch, Exported, Target
from deskhand.exchange.sheets import ExportRefused, Sheet, sheets
from deskhand.exchange.targets import tables
from deskhand.exchange.targets.datev import datev
from deskhand.exchange.targets.workbook import workbook
from deskhand.files.store import keep
from deskhand.journal.record import record
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.reader import Reader

MOST = 5000
ENDS = {Target.XLSX: "xlsx"}


@dataclass(frozen=True, slots=True)
class Asked:
    """Which invoices, by the day on which they were issued; both days inclusive."""

    target: str
    since: date
    until: date
    is_again: bool = False


@transaction.atomic
def export(asked: Asked, *, by: Reader, at: datetime) -> Batch:
    """Make a file of what was not exported for this program yet, or of all with `is_again`. Raises
    ExportRefused where nothing is left, or an account is missing."""
    if asked.until < asked.since:
        raise ExportRefused(_("The last day is before the first."))
    # One at a time, so that nothing is exported twice.
    rules = locked_rules()
    rows = list(_rows(asked, by).order_by("pk")[: MOST + 1])
    if not rows:
        raise ExportRefused(_("Nothing is left of these days that was not exported."))
    if len(rows) > MOST:
        raise ExportRefused(_("These are more than 5000 invoices. Name fewer days."))
    content = _content(asked.target, sheets(rows, rules), rules, at=at)
    batch = Batch.objects.create(
        target=asked.target,
        since=asked.since,
        until=asked.until,
        is_again=asked.is_again,
        count=len(rows),
        blob=keep(content),
        filename="",
        made_at=at,
        made_by=actor_of(by).name,
        agent_id=agent_id_of(by),
    )
    batch.filename = _name(batch, at=at)
    batch.save(update_fields=["filename"])
    Exported.objects.bulk_create(
        (Exported(batch=batch, target=asked.target, invoice=row) for row in rows),
        ignore_conflicts=True,
    )
    record(InvoicesExported(batch=batch.pk, target=asked.target), by=actor_of(by), at=at)
    return batch


def _rows(asked: Asked, by: Reader) -> QuerySet[Invoice]:
    rows = invoices_for(by).filter(issued_on__range=(asked.since, asked.until))
    if asked.target == Target.QUICKBOOKS:
        rows = rows.filter(kind=Invoice.Kind.INVOICE)
    if asked.is_again:
        return rows
    known = Exported.objects.filter(target=asked.target).values("invoice")
    return rows.exclude(pk__in=known)


def _content(target: str, found: list[Sheet], rules: SellerRules, *, at: datetime) -> bytes:
    if target == Target.DATEV:
        return datev(found, rules, at=at)
    return {
        Target.XERO: tables.xero,
        Target.QUICKBOOKS: tables.quickbooks,
        Target.JOURNAL: tables.journal,
        Target.XLSX: workbook,
    }.get(Target(target), tables.plain)(found, rules)


def _name(batch: Batch, *, at: datetime) -> str:
    day = f"{today(at):%Y-%m-%d}"
    # DATEV takes files by how their names begin.
    name = "EXTF_Buchungsstapel" if batch.target == Target.DATEV else batch.target
    return f"{name}-{batch.pk}-{day}.{ENDS.get(Target(batch.target), 'csv')}"


def batches_for(reader: Reader) -> QuerySet[Batch]:
    """Return what may be fetched again: all of them, or for who is limited to clients his own."""
    rows = Batch.objects.select_related("blob")
    return rows if reader.only_organizations is None else rows.filter(agent=reader.agent_id)
