"""The book of money follows what happens: each entry point looks at one event."""

from django.utils import timezone

from deskhand.contracts.ledger import money
from deskhand.contracts.models import Charge, Contract
from deskhand.jobs.task import task
from deskhand.journal.models import Event


@task()
def post_money(event_id: int) -> None:
    """Post what was charged, invoiced, credited or paid; of a pack that was given up or taken back
    less is earned. Follows the events of these."""
    event = Event.objects.get(pk=event_id)
    money.follow(event)
    row = Charge.objects.filter(pk=event.payload.get("charge"), key__startswith="pack:").first()
    if row is not None and row.contract is not None:
        money.release(row.contract, at=timezone.now())


@task()
def release_revenue(event_id: int) -> None:
    """Let the price of units be revenue as they are used up. Follows `ledger_recorded`."""
    event = Event.objects.get(pk=event_id)
    money.release(Contract.objects.get(pk=event.payload["contract"]), at=timezone.now())
