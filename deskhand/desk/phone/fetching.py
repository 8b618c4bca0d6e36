"""The sound of a voicemail is fetched from where the telephone system keeps it."""

from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.desk.phone.sounds import NoSound, sound_file
from deskhand.desk.story import story
from deskhand.journal.actor import system
from deskhand.provider import egress
from deskhand.tickets import conversation
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel, Message

BY = system("telephone")
LARGEST = 25 * 1024 * 1024


def fetch(message_id: int, url: str, *, at: datetime) -> None:
    """Fetch the sound of a voicemail once; what cannot be had for good is said in a note.

    Raises CallFailed for what may come later.
    """
    if Message.objects.filter(pk=message_id, attachments__isnull=False).exists():
        return
    try:
        answer = egress.call("GET", url, most_bytes=LARGEST)
    except egress.EgressRefused as error:
        _note(message_id, str(error), at=at)
        return
    if len(answer.body) >= LARGEST:
        _note(message_id, _("It is larger than 25 MB."), at=at)
        return
    if answer.status >= 500 or answer.status in {404, 408, 429}:
        raise egress.CallFailed(f"the sound is not there yet: {answer.status}")
    try:
        sound = sound_file(answer.body) if answer.is_ok else None
    except NoSound as error:
        _note(message_id, str(error), at=at)
        return
    if sound is None:
        _note(message_id, _("It was refused with %(status)d.") % {"status": answer.status}, at=at)
        return
    _attach(message_id, sound)


@story
def _attach(message_id: int, sound: NewFile) -> None:
    message = Message.objects.select_for_update().get(pk=message_id)
    if not message.attachments.exists():
        conversation.attach(message, [sound])


@story
def _note(message_id: int, why: str, *, at: datetime) -> None:
    message = Message.objects.select_related("ticket").get(pk=message_id)
    words = _("The sound of this voicemail could not be fetched. %(why)s") % {"why": why}
    new = NewMessage(
        text=words,
        is_public=False,
        channel=Channel.VOICEMAIL,
        author_name=str(_("Telephone")),
        is_automatic=True,
        once_key=f"nosound:{message_id}",
    )
    if conversation.said_already(message.ticket, new.once_key) is None:
        conversation.add(message.ticket, new, by=BY, at=at, released_at=None)
