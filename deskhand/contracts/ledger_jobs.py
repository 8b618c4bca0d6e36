"""The book of money follows what happens: each entry point looks at one event."""

from django.utils import timezone

from deskhand.contracts.ledger import money
from deskhand.contracts.models import Contract
from deskhand.jobs.task import task
from deskhand.journal.models import Event


@task()
def post_money(event_id: int) -> None:
    """Post what was charged, invoiced, credited or paid. Follows the events of these."""
    money.follow(Event.objects.get(pk=event_id))


@task()
def release_revenue(event_id: int) -> None:
    """Let the price of units be revenue as they are used up. Follows `ledger_recorded`."""
    event = Event.objects.get(pk=event_id)
    money.release(Contract.objects.get(pk=event.payload["contract"]), at=timezone.now())
