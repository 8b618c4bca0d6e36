"""Who pays: the client that holds the contract, also for work on tickets of the firms below it; the
client of the ticket is named on the line then."""

from django.utils.translation import gettext as _

from deskhand.contracts.models import Contract
from deskhand.people.models import Organization
from deskhand.tickets.models import Ticket


def payer(contract: Contract | None, organization: Organization) -> Organization:
    """Return who pays for work on something of an organization."""
    return contract.organization if contract is not None else organization


def named(text: str, ticket: Ticket | None, contract: Contract | None) -> str:
    """Return the text of a line, with the client of its ticket where another pays."""
    client = ticket.organization if ticket is not None else None
    if client is None or contract is None or client.pk == contract.organization_id:
        return text
    words = _("%(text)s (for %(client)s)")
    return words % {"text": text, "client": client}
