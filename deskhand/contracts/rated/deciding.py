"""The account manager decides about excluded work, by name and date, and says how the client was
told; only then is it charged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from deskhand.contracts.events import WorkDecided
from deskhand.contracts.models import Decision, RatedWork
from deskhand.contracts.rated.charging import charge_work
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Agent, Organization
from deskhand.people.reader import Reader

MOST = 200
State = RatedWork.State
OVERSEERS = frozenset({Agent.Role.ACCOUNT_MANAGER.value, Agent.Role.ADMINISTRATOR.value})


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A decision as it is made: whether the work is charged, why, and how the client was told."""

    is_charged: bool
    why: str
    told_how: str
    told_whom: str
    told_on: date


def may_decide(reader: Reader, organization: Organization) -> bool:
    """Whether somebody may decide for a client: its account manager, or whoever has that role."""
    if organization.manager_id is not None and organization.manager_id == reader.agent_id:
        return True
    return reader.role in OVERSEERS


def need_deciding(reader: Reader, organization: Organization) -> None:
    if not may_decide(reader, organization):
        raise NotAllowed(_("The account manager of the client decides about this."))


def waiting(keys: Sequence[int], organization: Organization) -> list[RatedWork]:
    """Lock what waits for a decision of these; what was decided meanwhile is left out."""
    rows = RatedWork.objects.select_for_update(of=("self",)).filter(
        pk__in=list(keys)[:MOST], organization=organization, state=State.WAITING
    )
    return list(rows.select_related("organization", "contract", "ticket").order_by("pk"))


def decide(
    rows: Sequence[RatedWork], said: Said, *, agent: Agent, by: Actor, at: datetime
) -> Decision:
    """Decide about locked work of one client. Raises ContractRefused."""
    _check(rows, said, at=at)
    organization = rows[0].organization
    decision = Decision.objects.create(
        organization=organization,
        is_charged=said.is_charged,
        why=said.why.strip()[:500],
        told_how=said.told_how,
        told_whom=said.told_whom.strip()[:300],
        told_on=said.told_on,
        agent=agent,
        name=by.name,
        decided_at=at,
    )
    for row in rows:
        row.decision = decision
        if said.is_charged:
            charge_work(row, by=by, at=at)
        else:
            row.state = State.WAIVED
            row.save(update_fields=["state", "decision"])
    told = WorkDecided(
        decision=decision.pk,
        is_charged=decision.is_charged,
        count=len(rows),
        organization=organization.pk,
    )
    record(told, by=by, at=at)
    return decision


def _check(rows: Sequence[RatedWork], said: Said, *, at: datetime) -> None:
    if not rows:
        raise ContractRefused("", _("Choose work that waits for a decision."))
    if not said.why.strip():
        raise ContractRefused("why", _("Say why: the client reads it."))
    if not said.told_whom.strip():
        raise ContractRefused("told_whom", _("Who was told?"))
    if said.told_on > at.date():
        raise ContractRefused("told_on", _("This day is still to come. Tell the client first."))
    faulty = next((row for row in rows if said.is_charged and not row.amount), None)
    if faulty is not None:
        raise ContractRefused("", " ".join(faulty.why) or _("It comes to nothing."))
