"""An agent asks for an approval, reminds of it, or takes it back."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.contracts.approvals import asking
from deskhand.contracts.approvals.approvers import Approver
from deskhand.contracts.approvals.asking import NewApproval
from deskhand.contracts.approvals.reading import approvals_for, rights_for
from deskhand.contracts.approvals.tellings import tell_of
from deskhand.contracts.models import Approval
from deskhand.contracts.quotes import sending
from deskhand.contracts.quotes import writing as quotes
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.approvals import letters
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketNotFound, lock, need_reach, need_worker


@story
def ask(new: NewApproval, *, by: Reader, at: datetime) -> Approval:
    """Ask the client's authorised persons, and write to each with a link. Raises ContractRefused,
    NotAllowed, TicketNotFound."""
    need_worker(by)
    need_reach(by, new.organization)
    if new.ticket is not None:
        lock(new.ticket.pk, reader=by)
    approval = asking.ask(new, by=actor_of(by), at=at)
    need_somebody(approval)
    letters.write_question(approval, those_to_ask(approval), at=at)
    return approval


@story
def remind(pk: int, *, by: Reader, at: datetime) -> int:
    """Write again to those who can approve; returns to how many, none where it is not open."""
    need_worker(by)
    approval = asking.lock(visible(pk, by).pk)
    return remind_of(approval, at=at) if approval.is_open else 0


@story
def withdraw(pk: int, *, by: Reader, at: datetime) -> None:
    """Take a question back; with a quote, that is withdrawn. Raises ContractRefused."""
    need_worker(by)
    approval, actor = visible(pk, by), actor_of(by)
    quote = sending.quote_behind(approval)
    if quote is not None and approval.is_open:
        sending.withdraw(quotes.lock(quote), by=actor, at=at)
        return
    if not asking.end(asking.lock(pk), Approval.State.WITHDRAWN, by=actor, at=at):
        raise ContractRefused("", _("It is not open any more."))


def look_after(*, at: datetime) -> None:
    """End what nobody answered in time, and remind of the rest at half of its time; each by
    itself."""
    for approval in asking.expired(at=at):
        expire(approval.pk, at=at)
    for approval in asking.to_remind(at=at):
        remind_in_time(approval.pk, at=at)


@story
def expire(pk: int, *, at: datetime) -> None:
    """Nobody answered in time: it ends, and who asked is told."""
    by: Actor = asking.APPROVALS
    quote_id = sending.quote_behind(Approval.objects.get(pk=pk))
    quote = quotes.lock(quote_id) if quote_id is not None else None
    approval = asking.lock(pk)
    if approval.expires_at > at or not asking.end(approval, Approval.State.EXPIRED, by=by, at=at):
        return
    if quote is not None:
        sending.expire(quote)
    tell_of(approval, by=by, at=at)


@story
def remind_in_time(pk: int, *, at: datetime) -> None:
    """Remind once, at half of the time, of what is still open."""
    approval = asking.lock(pk)
    if approval.is_open and approval.remind_at is not None and approval.remind_at <= at:
        remind_of(approval, at=at)


def remind_of(approval: Approval, *, at: datetime) -> int:
    approval.remind_at = None
    approval.save(update_fields=["remind_at"])
    return letters.write_question(approval, those_to_ask(approval), is_reminder=True, at=at)


def those_to_ask(approval: Approval) -> Sequence[Approver]:
    """Who is written to: whoever can approve it alone, and of an estimate also who can in part
    where nobody else can."""
    rights = rights_for(approval)
    return rights.able or (rights.limited if approval.is_estimate else ())


def need_somebody(approval: Approval) -> None:
    """Raise ContractRefused where nobody of the client can approve."""
    if not those_to_ask(approval):
        words = _("Nobody at %(client)s may approve this. An administrator names who may in Setup.")
        raise ContractRefused("", words % {"client": approval.organization})


def visible(pk: int, by: Reader) -> Approval:
    """Return a question that somebody may see; raises TicketNotFound as if it did not exist."""
    found = approvals_for(by).filter(pk=pk).first()
    if found is None:
        raise TicketNotFound(pk)
    return found
