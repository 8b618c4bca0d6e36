"""Money beside a ticket: what it drew, what was charged and why, and which invoice asks for it."""

from collections.abc import Mapping
from typing import Any

from deskhand.contracts.invoices import details
from deskhand.contracts.trail.of_ticket import trail_of
from deskhand.desk.ledger.keeping import refusal_words
from deskhand.tickets.models import Ticket
from deskhand.web.console.pieces.origins import links
from deskhand.web.request import DeskRequest


def money_context(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """What a ticket came to, in both directions."""
    trail = trail_of(ticket, request.reader, today=details.today(request.at))
    found = links(one.charge for one in trail.charged)
    return {
        "trail": trail,
        "drawn": [(one, refusal_words(one.event)) for one in trail.drawn],
        "charged": [(one, found.get(one.charge.pk)) for one in trail.charged],
    }
