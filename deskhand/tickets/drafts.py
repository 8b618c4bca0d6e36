"""What an agent is writing, kept on the server so that a dead browser loses little."""

from collections.abc import Iterable
from datetime import datetime

from deskhand.tickets.models import Attachment, Draft, Message, Ticket


def save_draft(
    ticket: Ticket, *, agent_id: int, is_public: bool, text: str, at: datetime
) -> Draft | None:
    """Keep the text of this agent on this ticket; an empty one discards a draft without files."""
    if not text.strip() and not files_of(ticket, agent_id=agent_id):
        discard_draft(ticket, agent_id=agent_id)
        return None
    draft, _is_new = Draft.objects.update_or_create(
        ticket=ticket,
        agent_id=agent_id,
        defaults={"is_public": is_public, "text": text, "saved_at": at},
    )
    return draft


def take_back_files(message: Message, *, agent_id: int, at: datetime) -> None:
    """Give the files of a withdrawn reply back to its writer's draft."""
    if not message.attachments.exists():
        return
    draft, _is_new = Draft.objects.get_or_create(
        ticket_id=message.ticket_id,
        agent_id=agent_id,
        defaults={"is_public": True, "text": message.text, "saved_at": at},
    )
    message.attachments.update(draft=draft)


def files_of(ticket: Ticket, *, agent_id: int) -> list[Attachment]:
    """Return the files that wait in this agent's draft."""
    return list(Attachment.objects.filter(draft__ticket=ticket, draft__agent=agent_id))


def hand_over_files(message: Message, keys: Iterable[str], *, agent_id: int) -> None:
    """Hang the named files of this agent's draft on the message that was made of it."""
    waiting = Attachment.objects.filter(draft__ticket=message.ticket_id, draft__agent=agent_id)
    waiting.filter(key__in=list(keys)).update(message=message, draft=None)


def draft_of(ticket: Ticket, *, agent_id: int) -> Draft | None:
    return Draft.objects.filter(ticket=ticket, agent_id=agent_id).first()


def discard_draft(ticket: Ticket, *, agent_id: int) -> None:
    Draft.objects.filter(ticket=ticket, agent_id=agent_id).delete()
