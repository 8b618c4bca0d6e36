"""What is said in a voicemail, written down: it is the text of its message."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.events import VoicemailTranscribed
from deskhand.tickets.models import Channel, Message, Ticket

LONGEST, MOST_FORMER = 20_000, 20


class NoVoicemail(ValueError):
    """Only of a voicemail can be written down what is said in it."""


def transcribe(ticket: Ticket, message: Message, text: str, *, by: Actor, at: datetime) -> None:
    """Write down what a voicemail says, in place of what was written before, which is kept with who
    replaced it; raises NoVoicemail."""
    if message.channel != Channel.VOICEMAIL or message.ticket_id != ticket.pk:
        raise NoVoicemail
    text = text.strip()[:LONGEST]
    if text == message.text:
        return
    if message.text:
        former = {"text": message.text, "by": by.name, "at": at.isoformat()}
        message.former_texts = [*(message.former_texts or []), former][-MOST_FORMER:]
    message.text = text
    message.save(update_fields=["text", "former_texts"])
    event = VoicemailTranscribed(
        ticket=ticket.pk,
        message=message.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
