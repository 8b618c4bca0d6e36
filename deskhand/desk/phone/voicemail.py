"""A voicemail becomes a ticket with its sound, and a call is owed for it.

Whoever leaves several has one ticket: the later ones are added while the first call is owed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.desk.phone import fetching_jobs
from deskhand.desk.receiving import Asked, receive
from deskhand.desk.requester import wake
from deskhand.desk.story import story
from deskhand.journal.actor import system
from deskhand.people.callers import Known, dialled, known_by
from deskhand.people.models import Person, Team
from deskhand.people.phones import spoken
from deskhand.phone.lines import lines_called
from deskhand.phone.models import PhoneCall
from deskhand.sla import callbacks, clocks
from deskhand.sla.callbacks import CallRefused, NewCallBack
from deskhand.sla.models import CallBack
from deskhand.tickets import conversation, phoned, transcripts
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel, Message, Ticket
from deskhand.tickets.opening import Opening

BY = system("telephone")
# So long later ones are added to the first.
TOGETHER = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Voicemail:
    """A message that somebody left, as a telephone system hands it over.

    `key` is its own there, `call` that of the call; `number` is as the system writes it. The sound
    is there, or at an address from which it is fetched afterwards.
    """

    key: str
    number: str = ""
    sound: NewFile | None = None
    sound_url: str = ""
    seconds: int = 0
    transcript: str = ""
    line: str = ""
    call: str = ""
    left_at: datetime | None = None
    letter_id: int | None = None
    is_unverified: bool = False


@story
def take_voicemail(left: Voicemail, *, at: datetime) -> Ticket:
    """Open a ticket for a voicemail, or add it to that of an earlier one of this number.

    The same key again adds nothing but a transcript that was not there.
    """
    if before := Message.objects.filter(once_key=_once(left)).first():
        ticket = Ticket.objects.select_for_update().get(pk=before.ticket_id)
        if left.transcript and not before.text.strip():
            transcripts.transcribe(ticket, before, left.transcript, by=BY, at=at)
        return ticket
    number = dialled(left.number)
    ticket = _waiting(number, at=at) or _open(left, number, at=at)
    message = _say(ticket, left, at=at)
    _owe(ticket, left, number, at=at)
    call = PhoneCall.objects.filter(key=left.call).first() if left.call else None
    if call is not None:
        phoned.tie(ticket, call, agent_id=None, by=BY, at=at)
    if left.sound_url:
        fetching_jobs.fetch_sound.enqueue(message.pk, left.sound_url)
    return ticket


def _once(left: Voicemail) -> str:
    return f"voicemail:{left.key}"[:64]


def _waiting(number: str, *, at: datetime) -> Ticket | None:
    """The ticket of an earlier voicemail for which a call is still owed to this number."""
    if not number:
        return None
    owed = CallBack.objects.filter(
        number=number, ended_at=None, asked_at__gt=at - TOGETHER, ticket__is_open=True
    )
    row = owed.filter(ticket__channel=Channel.VOICEMAIL).order_by("-pk").first()
    return Ticket.objects.select_for_update().get(pk=row.ticket_id) if row else None


def _open(left: Voicemail, number: str, *, at: datetime) -> Ticket:
    known = known_by(number) if number else Known()
    requester = known.person or _newcomer(number, known, at=at)
    who = str(requester or _("a withheld number"))
    if known.organization is not None and known.person is None:
        who = f"{known.organization}, {who}"
    return receive(
        Opening(
            subject=_subject(left, who),
            channel=Channel.VOICEMAIL,
            requester=requester,
            organization=known.organization,
            team=_team(left),
            needs_review=requester is None or requester.needs_review,
        ),
        Asked(),
        by=BY,
        received_at=min(left.left_at or at, at),
        at=at,
    )


def _subject(left: Voicemail, who: str) -> str:
    if not left.seconds:
        return _("Voicemail from %(who)s") % {"who": who}
    minutes, seconds = divmod(left.seconds, 60)
    words = {"who": who, "length": f"{minutes}:{seconds:02}"}
    return _("Voicemail from %(who)s, %(length)s") % words


def _newcomer(number: str, known: Known, *, at: datetime) -> Person | None:
    """Somebody of whom the number alone is known; of several who share it, nobody is chosen."""
    if not number or len(known.people) > 1:
        return None
    return Person.objects.create(
        name=spoken(number), phone=number, needs_review=True, created_at=at
    )


def _team(left: Voicemail) -> Team | None:
    found = lines_called([left.line]) if left.line else []
    return next((line.team for line in found if line.team_id), None)


def _say(ticket: Ticket, left: Voicemail, *, at: datetime) -> Message:
    is_first = not ticket.messages.exists()
    message = conversation.add(
        ticket,
        NewMessage(
            text=left.transcript[: transcripts.LONGEST],
            is_public=True,
            channel=Channel.VOICEMAIL,
            person=ticket.requester,
            author_name=str(ticket.requester or left.number or _("Withheld number")),
            letter_id=left.letter_id,
            is_unverified=left.is_unverified,
            once_key=_once(left),
            files=(left.sound,) if left.sound else (),
        ),
        by=BY,
        at=at,
        released_at=min(left.left_at or at, at),
    )
    if is_first:
        clocks.start(ticket, by=BY, at=at)
    else:
        wake(ticket, by=BY, at=at)
    return message


def _owe(ticket: Ticket, left: Voicemail, number: str, *, at: datetime) -> None:
    """Owe the call that the policy promises; one that is owed already is owed once."""
    if ticket.call_backs.filter(ended_at=None).exists():
        return
    new = NewCallBack(
        name=str(ticket.requester or _("Withheld number")),
        number=number,
        about=ticket.subject,
        person=ticket.requester,
        because=_("They left a voicemail."),
    )
    try:
        promise, started_at = callbacks.promise_of(ticket, new, by=BY, at=at)
    except CallRefused:
        # Nothing at all is promised for calls.
        return
    callbacks.note_owed(ticket, new, promise, started_at=started_at, by=BY, at=at)
