"""Billing as somebody at the desk tells it: for the clients that he may see."""

from collections.abc import Iterable
from datetime import date, datetime

from deskhand.contracts.invoices import details, gathering
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.models import Organization
from deskhand.people.reader import Reader


def gather(clients: Iterable[Organization], *, until: date, by: Reader, at: datetime) -> int:
    """Gather what these clients owe up to a day, each in a transaction of its own; returns how many
    drafts got something."""
    return sum(_gather(client, until=until, by=by, at=at) for client in clients)


@story
def _gather(client: Organization, *, until: date, by: Reader, at: datetime) -> int:
    made = gathering.gather(until=until, by=actor_of(by), at=at, organization=client)
    return len(made)


def missing(client: Organization) -> list[str]:
    """Return in words what has to be said before an invoice of a client can be issued."""
    found = []
    for ask in (details.seller_now, lambda: details.buyer_now(client)):
        try:
            ask()
        except ContractRefused as error:
            found.append(str(error))
    if not details.tax_codes().exists():
        found.append(details.no_tax_words())
    return found
