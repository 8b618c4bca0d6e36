"""Questions as pages show them: with their answers, in words, and who may answer."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.contracts.approvals.approvers import Approver, approvers_of
from deskhand.contracts.models import Approval, ApprovalAnswer
from deskhand.contracts.wording import money
from deskhand.jobs.together import told
from deskhand.people.reader import Reader
from deskhand.people.zones import zone_of
from deskhand.tickets.models import Ticket


def approvals_for(reader: Reader) -> QuerySet[Approval]:
    """Return the questions that somebody may see, with what a list shows of them."""
    rows = Approval.objects.visible_to(reader)
    return rows.select_related("organization", "ticket", "answer", "quote_version__quote")


def approvals_on(ticket: Ticket) -> list[Approval]:
    """Return the questions about a ticket, the latest first."""
    rows = Approval.objects.filter(ticket=ticket)
    rows = rows.select_related("answer", "organization", "quote_version__quote")
    return list(rows.order_by("-pk")[:20])


def read_again(approval: Approval) -> Approval:
    """Return a question as it stands now, after somebody else may have answered it."""
    rows = Approval.objects.select_related(
        "organization", "ticket", "answer", "quote_version__quote"
    )
    found: Approval = rows.get(pk=approval.pk)
    return found


def approvals_asked(ticket: Ticket) -> dict[str, QuerySet]:
    """Return what to read, for `read_together`, to know whether a ticket has any."""
    return {"approvals": told(Approval.objects.filter(ticket=ticket), id="pk")}


@dataclass(frozen=True, slots=True)
class Told:
    """What a requester is told of a question about his ticket: never what it costs."""

    approval: Approval
    by: str
    may_open: bool


def told_on(ticket: Ticket, reader: Reader) -> list[Told]:
    """Return what the requester of a ticket is told of approvals: whose answer it waits for, or
    who gave it."""
    states = (Approval.State.OPEN, Approval.State.APPROVED, Approval.State.DECLINED)
    rows = Approval.objects.filter(ticket=ticket, state__in=states).select_related("answer")
    return [_told(one, reader) for one in rows.order_by("pk")[:10]]


def _told(approval: Approval, reader: Reader) -> Told:
    row = answer_of(approval)
    by = row.name if row is not None else rights_for(approval).names
    return Told(approval, by, approval.organization_id in reader.approves | reader.contracts)


def answer_of(approval: Approval) -> ApprovalAnswer | None:
    return getattr(approval, "answer", None)


@dataclass(frozen=True, slots=True)
class Rights:
    """Who may answer a question: `able` alone, `limited` up to his limit only."""

    able: tuple[Approver, ...]
    limited: tuple[Approver, ...]

    @property
    def names(self) -> str:
        return str(_(" or ")).join(str(one.person) for one in self.able)


def rights_for(approval: Approval) -> Rights:
    """Return who may approve a question; an estimate may be approved up to less."""
    able: list[Approver] = []
    limited: list[Approver] = []
    for one in approvers_of(approval.organization_id):
        is_able = one.may_approve(approval.amount, approval.currency)
        (able if is_able else limited).append(one)
    return Rights(tuple(able), tuple(limited))


def amount_words(approval: Approval) -> str:
    """Say what is asked for; empty where money is not in question."""
    return "" if approval.amount is None else money(approval.amount, approval.currency)


def answered_words(approval: Approval) -> str:
    """Say who agreed or declined, when and how, in one sentence; empty without an answer."""
    row = answer_of(approval)
    if row is None:
        return ""
    filled = {
        "name": row.name,
        "day": _moment(row.answered_at, approval),
        "via": row.get_via_display(),
        "amount": money(row.amount, approval.currency) if row.amount is not None else "",
    }
    if not row.is_approved:
        return _("%(name)s declined on %(day)s, %(via)s.") % filled
    if row.is_limit:
        return _("%(name)s approved up to %(amount)s on %(day)s, %(via)s.") % filled
    if row.amount is not None:
        return _("%(name)s approved %(amount)s on %(day)s, %(via)s.") % filled
    return _("%(name)s approved on %(day)s, %(via)s.") % filled


def _moment(instant: datetime, approval: Approval) -> str:
    local = instant.astimezone(zone_of(None, approval.organization))
    return formats.date_format(local, "j F Y, H:i")
