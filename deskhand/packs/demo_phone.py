"""The telephone of the demo provider: its lines, the calls of the last two days, most of them about
a ticket, some missed, and a voicemail."""

import io
import math
import wave
from datetime import datetime, timedelta

from deskhand.desk.phone import tying, voicemail
from deskhand.desk.phone.sounds import sound_file
from deskhand.desk.phone.voicemail import Voicemail
from deskhand.packs.demo_people import Firm
from deskhand.people.callers import learn
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Person
from deskhand.phone.hearing import Heard
from deskhand.phone.models import Line, PhoneCall
from deskhand.tickets.models import Channel, Ticket

SYSTEM = "generic"
DESK_LINE = "200"
# Numbers of a block that is kept for stories.
NUMBER, STRANGER = "+12065550{}", "+12065550199"
MOST = 14
MISSED = (4, 9)
SAID = "Hello, it is about our scanner again, it stopped this morning. Please call me back."
MINUTE = timedelta(minutes=1)


def ring(firm: Firm, *, at: datetime) -> None:
    """Give each agent a line, and tell of the calls that came to them."""
    Line.objects.create(extension=DESK_LINE, team=firm.teams["service-desk"], note="Main number")
    for n, agent in enumerate(firm.agents, start=201):
        Line.objects.create(extension=str(n), agent=agent)
    rows = Ticket.objects.filter(
        channel=Channel.PHONE, requester__isnull=False, received_at__lt=at - 10 * MINUTE
    )
    tickets = list(rows.select_related("requester").order_by("-received_at")[:MOST])
    # The earliest first, as they came.
    for n, ticket in reversed(list(enumerate(tickets))):
        if ticket.requester is not None:
            _about(firm, ticket, ticket.requester, n)
    _called(STRANGER, "202", began_at=at - 95 * MINUTE, minutes=0)
    _left_a_message(tickets[0].requester if tickets else None, at=at)


def _about(firm: Firm, ticket: Ticket, person: Person, n: int) -> None:
    """The call by which a ticket came in; before some of them one that nobody took."""
    number = NUMBER.format(120 + n)
    learn(person, number)
    place = n % len(firm.agents)
    if n in MISSED:
        _called(number, DESK_LINE, began_at=ticket.received_at - 25 * MINUTE, minutes=0)
    began_at = ticket.received_at - 3 * MINUTE
    call = _called(number, str(201 + place), began_at=began_at, minutes=4 + n % 7)
    by = reader_of_person(firm.agents[place].person)
    tying.attach(ticket.pk, call.pk, by=by, at=ticket.received_at)


def _called(number: str, line: str, *, began_at: datetime, minutes: int) -> PhoneCall:
    """One call to a line; taken after some seconds, or by nobody where it took no minutes."""
    answered_at = began_at + timedelta(seconds=14) if minutes else None
    ended_at = began_at + (minutes * MINUTE if minutes else timedelta(seconds=40))
    said = Heard(
        system=SYSTEM,
        key=f"demo-{number}-{began_at:%s}",
        number=number,
        lines=(line,),
        began_at=began_at,
        answered_at=answered_at,
        ended_at=ended_at,
    )
    return tying.hear_all([said], at=ended_at)[0]


def _left_a_message(person: Person | None, *, at: datetime) -> None:
    left = Voicemail(
        key="demo-1",
        number=person.phone if person is not None else STRANGER,
        sound=sound_file(_tone()),
        seconds=3,
        transcript=SAID,
        line=DESK_LINE,
        left_at=at - 50 * MINUTE,
    )
    voicemail.take_voicemail(left, at=at - 50 * MINUTE)


def _tone() -> bytes:
    """Three quiet seconds to be heard in the player."""
    rate, out = 8000, io.BytesIO()
    with wave.open(out, "wb") as sound:
        sound.setparams((1, 1, rate, 0, "NONE", ""))
        sound.writeframes(
            bytes(128 + int(24 * math.sin(2 * math.pi * 330 * n / rate)) for n in range(3 * rate))
        )
    return out.getvalue()
