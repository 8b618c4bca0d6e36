"""What agents are told of answers: who asked, and the account manager of the client."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.contracts.approvals.reading import answered_words
from deskhand.contracts.asked_for import work_on_invoices
from deskhand.contracts.models import Approval
from deskhand.journal.actor import Actor
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Notice
from deskhand.notices.subjects import Line
from deskhand.notices.telling import Telling, tell
from deskhand.people.models import Agent
from deskhand.people.reader import Reader

APPROVAL = "approval"


def tell_of(approval: Approval, *, by: Actor, at: datetime) -> list[Notice]:
    """Tell of an answer, or that nobody answered in time; of the same state once."""
    people = {agent.person_id for agent in _who(approval) if agent.is_active}
    people.discard(by.id if by.kind == "requester" else None)
    return tell(
        [
            Telling(
                person_id=person,
                kind=Kind.APPROVAL,
                source=f"approval:{approval.pk}:{approval.state}",
                subject_kind=APPROVAL,
                subject_id=approval.pk,
                at=at,
                actor=by,
            )
            for person in sorted(people)
        ],
        at=at,
    )


def _who(approval: Approval) -> list[Agent]:
    found: list[Agent | None] = [approval.asker, approval.organization.manager]
    return [agent for agent in found if agent is not None]


class Approvals:
    """Questions for approval as subjects of notices."""

    def visible_to(self, reader: Reader) -> QuerySet[Approval] | bool:
        if not reader.is_agent:
            return False
        return Approval.objects.visible_to(reader)

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        rows = Approval.objects.select_related("organization", "answer", "ticket")
        found = rows.in_bulk({notice.subject_id for notice in notices})
        return {
            notice.pk: _line(found[notice.subject_id])
            for notice in notices
            if notice.subject_id in found
        }


def _words(approval: Approval) -> Iterator[str]:
    yield answered_words(approval) or _("Nobody answered in time.")
    is_quote = approval.kind == Approval.Kind.QUOTE and approval.state == Approval.State.APPROVED
    if is_quote and approval.ticket is not None:
        names = {line.invoice.name for line in work_on_invoices(approval.ticket)}
        if names:
            words = _("Work on its ticket was invoiced already: %(invoices)s. Give it back there.")
            yield words % {"invoices": ", ".join(sorted(names))}


def _line(approval: Approval) -> Line:
    return Line(
        name=str(approval.organization),
        title=approval.title,
        words=" ".join(_words(approval)),
        url=f"/desk/approvals/{approval.pk}/",
    )
