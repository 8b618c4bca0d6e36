"""What a client is asked when too few units are left, and for what his answer holds."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.contracts.events import UnitsAgreed, UnitsAsked
from deskhand.contracts.models import Contract, UnitRequest
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Person
from deskhand.tickets.models import Ticket

State = UnitRequest.State
MOST = 10_000


class AgreedAlready(ContractRefused):
    """It was answered before; what was said then holds."""


def may_agree(contract: Contract) -> list[Person]:
    """Return who may agree for a client: its people who may read its contracts."""
    people = Person.objects.filter(
        memberships__organization=contract.organization_id, memberships__reads_contracts=True
    )
    return list(people.prefetch_related("addresses").order_by("name", "pk").distinct())


def ask(
    contract: Contract, ticket: Ticket, person: Person, new: UnitRequest, *, by: Actor, at: datetime
) -> UnitRequest:
    """Keep what somebody is asked; raises ContractRefused for who may not agree. The same person is
    asked once while he has not answered."""
    if person.pk not in {one.pk for one in may_agree(contract)}:
        words = _("%(name)s may not agree for the client. Choose somebody who reads its contracts.")
        raise ContractRefused("person", words % {"name": person})
    waiting = UnitRequest.objects.filter(ticket=ticket, person=person, state=State.OPEN).first()
    if waiting is not None:
        return waiting
    new.contract, new.ticket, new.person = contract, ticket, person
    new.asked_at, new.asked_by = at, by.name
    new.save(force_insert=True)
    told = UnitsAsked(
        unit_request=new.pk,
        units=new.units,
        ticket=ticket.pk,
        contract=contract.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(told, by=by, at=at)
    return new


def decide(request_id: int, state: str, *, limit: int = 0, by: Actor, at: datetime) -> UnitRequest:
    """Keep what the client answers, once. Raises AgreedAlready, ContractRefused."""
    row = UnitRequest.objects.select_for_update(of=("self",)).get(pk=request_id)
    if row.state != State.OPEN:
        raise AgreedAlready("", _("This was answered already: %s.") % row.get_state_display())
    if state not in {State.ONCE, State.UP_TO, State.DECLINED}:
        raise ContractRefused("", _("Agree, agree up to an amount, or decline."))
    if state == State.UP_TO and not row.units <= limit <= MOST:
        words = _("Agree to at least %(least)d and at most %(most)d units.")
        raise ContractRefused("limit", words % {"least": row.units, "most": MOST})
    row.state, row.decided_at = state, at
    row.limit = {State.ONCE: row.units, State.UP_TO: limit}.get(State(state), 0)
    row.save(update_fields=["state", "decided_at", "limit"])
    told = UnitsAgreed(
        unit_request=row.pk,
        state=row.state,
        limit=row.limit,
        ticket=row.ticket_id,
        contract=row.contract_id,
        organization=row.contract.organization_id,
    )
    record(told, by=by, at=at)
    return row


def agreed(ticket: Ticket, *, locks: bool = False) -> UnitRequest | None:
    """Return what the client has agreed to on a ticket of which something is left."""
    rows = UnitRequest.objects.filter(
        ticket=ticket, state__in=(State.ONCE, State.UP_TO)
    ).select_related("person")
    if locks:
        rows = rows.select_for_update(of=("self",))
    return next((row for row in rows if row.left > 0), None)


def use(row: UnitRequest, units: int) -> None:
    """Note that so many of the agreed units are used; agreed once, all of them."""
    row.used = row.limit if row.state == State.ONCE else min(row.used + units, row.limit)
    row.save(update_fields=["used"])
