"""An authorised person answers: by the link of a letter, in the portal, or to an agent who notes
it.

What he answers to is locked, so that of two clicks, or two colleagues, the first counts and the
second finds it.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.consents.links import Ended, LinkRefused
from deskhand.contracts.approvals import answering, asking
from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.approvals.approvers import Approver, approver
from deskhand.contracts.approvals.tellings import tell_of
from deskhand.contracts.models import Approval, ApprovalAnswer, Quote, QuoteVersion
from deskhand.contracts.quotes import sending
from deskhand.contracts.quotes import writing as quotes
from deskhand.contracts.quotes.charging import charge_quote
from deskhand.contracts.quotes.reading import net_of, optional_positions
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.approvals import letters
from deskhand.desk.approvals.asking import visible
from deskhand.desk.rated import quoting
from deskhand.desk.story import story
from deskhand.journal.actor import Actor
from deskhand.people.acting import actor_of, person_id_of
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Membership, Person
from deskhand.people.reader import Reader
from deskhand.tickets.access import need_worker

Via = ApprovalAnswer.Via


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as whoever has the link of a letter sees it; `who` is None where he may not
    approve any more."""

    approval: Approval
    person: Person
    who: Approver | None


def behind(token: str, *, at: datetime) -> Asked:
    """Tell what a link asks, and change nothing; raises LinkRefused."""
    return _asked(links.look(token, purposes=letters.PURPOSES, at=at).subject)


@story
def answer_by_link(token: str, said: Answer, *, at: datetime) -> ApprovalAnswer:
    """Answer by a link. Raises LinkRefused, ApprovalEnded, MayNotApprove, ContractRefused."""
    asked = _asked(links.redeem(token, purposes=letters.PURPOSES, at=at).subject)
    by = actor_of(reader_of_person(asked.person).as_requester())
    said = replace(said, via=Via.LINK.value)
    return _answer(asked.approval, said, person_id=asked.person.pk, by=by, at=at)


@story
def answer(pk: int, said: Answer, *, by: Reader, at: datetime) -> ApprovalAnswer:
    """As `answer_by_link`, of who is signed in to the portal. Raises TicketNotFound too."""
    by = by.as_requester()
    approval = visible(pk, by)
    said = replace(said, via=Via.PORTAL.value)
    return _answer(approval, said, person_id=person_id_of(by), by=actor_of(by), at=at)


@story
def note(pk: int, said: Answer, *, person_id: int, by: Reader, at: datetime) -> ApprovalAnswer:
    """An agent notes what an authorised person told him, by whose name it stands."""
    need_worker(by)
    approval, actor = visible(pk, by), actor_of(by)
    said = replace(said, via=Via.TOLD.value, noted_by=actor.name, mark=approval.mark)
    return _answer(approval, said, person_id=person_id, by=actor, at=at)


def _answer(
    found: Approval, said: Answer, *, person_id: int, by: Actor, at: datetime
) -> ApprovalAnswer:
    quote_id = sending.quote_behind(found)
    # The quote before its question, as everywhere, so that two never wait for one another.
    quote = quotes.lock(quote_id) if quote_id is not None else None
    approval = asking.lock(found.pk)
    answering.need_open(approval, at=at)
    if quote is not None:
        said = _totalled(approval.quote_version, said)
    row = answering.answer(approval, said, person_id=person_id, by=by, at=at)
    if quote is not None:
        _follow(quote, row, by=by, at=at)
    tell_of(approval, by=by, at=at)
    letters.write_answer(approval, row, at=at)
    return row


def _totalled(version: QuoteVersion, said: Answer) -> Answer:
    """An answer with what the chosen optional lines come to."""
    if not set(said.chosen) <= optional_positions(version):
        raise ContractRefused("chosen", _("Choose among the lines that are optional."))
    return replace(said, total=net_of(version, said.chosen))


def _follow(quote: Quote, row: ApprovalAnswer, *, by: Actor, at: datetime) -> None:
    sending.answered(quote, row)
    if row.is_approved:
        quoting.follow(quote.ticket_id, by=by, at=at)
    is_flat = not row.approval.is_estimate
    if row.is_approved and is_flat and quote.charging == Quote.Charging.APPROVED:
        charge_quote(quote, by=by, at=at)


def _asked(subject: str) -> Asked:
    """Raises LinkRefused where he belongs to the client no more, or nothing is behind it."""
    _head, pk, person_id = subject.split(":")
    rows = Approval.objects.select_related(
        "organization", "ticket", "answer", "quote_version__quote"
    )
    approval = rows.filter(pk=int(pk)).first()
    place = Membership.objects.filter(person=int(person_id)).select_related("person__agent")
    member = place.filter(organization=approval.organization_id).first() if approval else None
    if approval is None or member is None:
        raise LinkRefused(Ended.REVOKED)
    person = member.person
    return Asked(approval, person, approver(person.pk, approval.organization_id))
