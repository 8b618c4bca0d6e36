"""What is said in a voicemail, written down: it is the text of its message."""

from datetime import datetime

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.events import VoicemailTranscribed
from deskhand.tickets.models import Channel, Message, Ticket

LONGEST = 20_000


class NoVoicemail(ValueError):
    """Only of a voicemail can be written down what is said in it."""


def transcribe(ticket: Ticket, message: Message, text: str, *, by: Actor, at: datetime) -> None:
    """Write down what a voicemail says, in place of what was written before; raises NoVoicemail."""
    if message.channel != Channel.VOICEMAIL or message.ticket_id != ticket.pk:
        raise NoVoicemail
    message.text = text.strip()[:LONGEST]
    message.save(update_fields=["text"])
    event = VoicemailTranscribed(
        ticket=ticket.pk,
        message=message.pk,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
