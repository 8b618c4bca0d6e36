"""What an agent is writing, kept on the server so that a dead browser loses little."""

from datetime import datetime

from deskhand.tickets.models import Draft, Ticket


def save_draft(
    ticket: Ticket, *, agent_id: int, is_public: bool, text: str, at: datetime
) -> Draft | None:
    """Keep the text of this agent on this ticket; an empty text discards the draft."""
    if not text.strip():
        discard_draft(ticket, agent_id=agent_id)
        return None
    draft, _is_new = Draft.objects.update_or_create(
        ticket=ticket,
        agent_id=agent_id,
        defaults={"is_public": is_public, "text": text, "saved_at": at},
    )
    return draft


def draft_of(ticket: Ticket, *, agent_id: int) -> Draft | None:
    return Draft.objects.filter(ticket=ticket, agent_id=agent_id).first()


def discard_draft(ticket: Ticket, *, agent_id: int) -> None:
    Draft.objects.filter(ticket=ticket, agent_id=agent_id).delete()


def drafted(tickets: list[Ticket], *, agent_id: int) -> set[int]:
    """Return on which of these tickets the agent has something unsent."""
    found = Draft.objects.filter(agent=agent_id, ticket__in=[t.pk for t in tickets])
    return set(found.values_list("ticket", flat=True))
