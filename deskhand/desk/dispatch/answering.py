"""What a calendar program answers to our invitation, as it comes in by mail (RFC 5546 REPLY)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import icalendar

from deskhand.journal.actor import Actor
from deskhand.rules.letter.model import Letter
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import tell
from deskhand.work.models import Appointment

LARGEST = 200_000
ANSWERS = {
    "ACCEPTED": Appointment.Answer.ACCEPTED,
    "TENTATIVE": Appointment.Answer.TENTATIVE,
    "DECLINED": Appointment.Answer.DECLINED,
}


@dataclass(frozen=True, slots=True)
class Said:
    """What was answered, to which event, as it stood under which number."""

    uid: UUID
    sequence: int
    answer: Appointment.Answer


def answer_in(letter: Letter) -> Said | None:
    """Return the answer to an invitation that a letter holds; None where it holds none."""
    for file in letter.attachments:
        if file.content_type == "text/calendar" and len(file.content) <= LARGEST:
            said = _read(file.content)
            if said is not None:
                return said
    return None


def note_answer(ticket: Ticket, said: Said, *, by: Actor, at: datetime) -> bool:
    """Keep what the requester's calendar answered; False where it is about something that we do
    not know, or that has changed since."""
    row = ticket.appointments.select_for_update().filter(uid=said.uid).first()
    if row is None or not row.is_live or said.sequence != row.sequence:
        return False
    if row.answer != said.answer:
        row.answer = said.answer
        row.save(update_fields=["answer"])
        tell(row, ticket, "answered", by=by, at=at)
    return True


def _read(content: bytes) -> Said | None:
    try:
        calendar = icalendar.Calendar.from_ical(content)
        if str(calendar.get("METHOD", "")).upper() != "REPLY":
            return None
        [event] = calendar.walk("VEVENT")
        uid = UUID(str(event["UID"]).removesuffix("@deskhand"))
        attendee = event["ATTENDEE"]
        one = attendee[0] if isinstance(attendee, list) else attendee
        answer = ANSWERS[str(one.params["PARTSTAT"]).upper()]
        return Said(uid, int(event.get("SEQUENCE", 0)), answer)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        # Anybody can send anything here; what is no answer is a letter like others.
        return None
