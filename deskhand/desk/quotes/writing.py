"""An agent writes a quote, sends it, takes it back, and has it charged."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from deskhand.contracts.models import Approval, Charge, Quote
from deskhand.contracts.quotes import charging, sending
from deskhand.contracts.quotes import writing as quotes
from deskhand.contracts.quotes.reading import quotes_for
from deskhand.contracts.quotes.writing import Origin, QuoteDraft
from deskhand.desk.approvals import letters
from deskhand.desk.approvals.asking import need_somebody, those_to_ask
from deskhand.desk.rated import quoting
from deskhand.desk.story import story
from deskhand.people.acting import actor_of, agent_id_of, need_charging
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketNotFound, lock, need_reach, need_worker


@story
def begin(origin: Origin, draft: QuoteDraft, *, by: Reader, at: datetime) -> Quote:
    """Begin a quote. Raises ContractRefused, NotAllowed, TicketNotFound."""
    need_worker(by)
    need_reach(by, origin.organization)
    need_reach(by, origin.client)
    if origin.ticket is not None:
        lock(origin.ticket.pk, reader=by)
    return quotes.begin(origin, draft, by=actor_of(by), at=at)


@story
def write(pk: int, draft: QuoteDraft, *, by: Reader, at: datetime) -> None:
    """Say something else; an approval is void then. Raises ContractRefused, TicketNotFound."""
    quote = _locked(pk, by)
    quotes.write(quote, draft, by=actor_of(by), at=at)
    quoting.follow(quote.ticket_id, by=actor_of(by), at=at)


@story
def send(pk: int, *, by: Reader, at: datetime) -> Approval:
    """Send a quote to whoever can approve it. Raises ContractRefused, TicketNotFound."""
    asker = Agent.objects.get(pk=agent_id_of(by))
    approval = sending.send(_locked(pk, by), asker=asker, by=actor_of(by), at=at)
    need_somebody(approval)
    letters.write_question(approval, those_to_ask(approval), at=at)
    return approval


@story
def withdraw(pk: int, *, by: Reader, at: datetime) -> None:
    """Take a quote back. Raises ContractRefused, TicketNotFound."""
    quote = _locked(pk, by)
    sending.withdraw(quote, by=actor_of(by), at=at)
    quoting.follow(quote.ticket_id, by=actor_of(by), at=at)


@story
def charge(
    pk: int, *, came_to: Mapping[int, Decimal] | None = None, by: Reader, at: datetime
) -> list[Charge]:
    """Charge what was agreed, once. Raises ContractRefused, NotAllowed, TicketNotFound."""
    need_charging(by)
    return charging.charge_quote(_locked(pk, by), came_to=came_to, by=actor_of(by), at=at)


def _locked(pk: int, by: Reader) -> Quote:
    need_worker(by)
    if not quotes_for(by).filter(pk=pk).exists():
        raise TicketNotFound(pk)
    return quotes.lock(pk)
