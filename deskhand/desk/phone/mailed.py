"""A voicemail that the telephone system mails: a letter with a sound, from where Setup says."""

from datetime import datetime

from deskhand.desk.phone.sounds import first_sound
from deskhand.desk.phone.voicemail import Voicemail, take_voicemail
from deskhand.desk.writers import Writer
from deskhand.mail.incoming import Arrival, note
from deskhand.people.phones import first_number
from deskhand.phone.reception import voicemail_senders
from deskhand.rules.sounds import sound_of
from deskhand.tickets.models import Ticket

FARTHEST = 5000


def is_voicemail(came: Arrival) -> bool:
    """Whether a letter hands a voicemail over; asks the database only where it has a sound."""
    has_sound = any(sound_of(file.content[:16]) for file in came.letter.attachments)
    return has_sound and came.letter.sender.email.lower() in voicemail_senders()


def take_mailed(came: Arrival, writer: Writer, *, at: datetime) -> Ticket:
    """Open a ticket for whoever called, whose number the letter names, or add it to one.

    A letter that no trusted relay vouches for says so on its message.
    """
    letter = came.letter
    number = first_number(letter.subject) or first_number(letter.text[:FARTHEST])
    left = Voicemail(
        key=f"letter:{came.row.pk}",
        number=number,
        sound=first_sound(file.content for file in letter.attachments),
        left_at=came.received_at,
        letter_id=came.row.pk,
        is_unverified=not writer.is_proved,
    )
    ticket = take_voicemail(left, at=at)
    note(came, f"It is a voicemail from {number or 'a number that it does not name'}")
    return ticket
