"""An agent writes down what a voicemail says."""

from datetime import datetime

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets import transcripts
from deskhand.tickets.access import lock, need_worker
from deskhand.tickets.models import Message, Ticket


@story
def write_down(message: Message, text: str, *, by: Reader, at: datetime) -> Ticket:
    """Keep what a voicemail says, in place of what stood there; raises NoVoicemail, NotAllowed."""
    need_worker(by)
    ticket = lock(message.ticket_id, reader=by)
    fresh = ticket.messages.get(pk=message.pk)
    transcripts.transcribe(ticket, fresh, text, by=actor_of(by), at=at)
    return ticket
