"""A month of time is closed: the books of all contracts are closed with it, and what went beyond a
block of hours is charged."""

from datetime import date

from django.utils import timezone

from deskhand.contracts.ledger.books import kept_contracts
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.ledger import overruns
from deskhand.desk.ledger.keeping import close_book
from deskhand.jobs.task import task
from deskhand.journal.actor import Actor
from deskhand.journal.models import Event
from deskhand.rules.rating.budgets import Month


@task()
def close_books(event_id: int) -> None:
    """Close each book with a month that was closed. Follows `time_month_closed`; a month that is
    opened again opens no book."""
    event = Event.objects.get(pk=event_id)
    if not event.payload["is_closed"]:
        return
    closed = Month.of(date.fromisoformat(event.payload["begins_on"]))
    month = closed.after()
    by = Actor(event.actor_kind, event.actor_id, event.actor_name)
    for contract in kept_contracts():
        try:
            close_book(contract, month.first, by=by, at=timezone.now())
        except ContractRefused:
            # It did not hold in that month: there is nothing to close.
            continue
    since = min(overruns.months_touched(closed))
    for budget in overruns.blocks():
        overruns.charge_forward(budget, since, closing=closed, by=by, at=timezone.now())
