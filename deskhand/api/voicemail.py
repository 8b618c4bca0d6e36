"""A telephone system hands a voicemail over: the sound, or where it lies; or its transcript."""

from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from deskhand.api.mail import refusal
from deskhand.api.phone import body_of, refused
from deskhand.desk.phone.sounds import NoSound, sound_file
from deskhand.desk.phone.voicemail import Voicemail, take_voicemail
from deskhand.phone.systems.saying import Saying, Unreadable, read_body
from deskhand.provider import egress
from deskhand.tickets.conversation import NewFile

LONGEST_SECONDS = 24 * 3600


@csrf_exempt
@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Open a ticket for a voicemail; 202 with its number. The same `key` again adds nothing but a
    transcript that was not there."""
    if (answer := refused(request)) is not None:
        return answer
    try:
        said, sound = _said(request)
        left = _left(said, sound, at=timezone.now())
    except Unreadable as error:
        return refusal(422, str(error), field=error.field)
    except NoSound as error:
        return refusal(422, str(error), field="audio")
    except _TooLarge as error:
        return refusal(413, str(error))
    ticket = take_voicemail(left, at=timezone.now())
    return JsonResponse({"ticket": ticket.pk}, status=202)


class _TooLarge(Exception):
    """The sound is larger than a file may be."""


def _said(request: HttpRequest) -> tuple[Saying, NewFile | None]:
    kind = (request.content_type or "").lower()
    if kind != "multipart/form-data":
        body = body_of(request)
        if body is None:
            raise _TooLarge(_("Send the sound as a file of a form, or say where it lies."))
        return read_body(body, kind, request.META.get("QUERY_STRING", "")), None
    try:
        fields, file = request.POST, request.FILES.get("audio")
    except MultiPartParserError as error:
        raise Unreadable("body", _("This is no form.")) from error
    said = Saying({name: fields.getlist(name) for name in fields})
    if file is None:
        return said, None
    if (file.size or 0) > settings.ATTACHMENT_LIMIT:
        limit = settings.ATTACHMENT_LIMIT // 2**20
        raise _TooLarge(_("A sound may have up to %(limit)d MB.") % {"limit": limit})
    return said, sound_file(cast("BinaryIO", file.file))


def _left(said: Saying, sound: NewFile | None, *, at: datetime) -> Voicemail:
    url = said.one("audio_url", "RecordingUrl")
    transcript = said.one("transcript", "TranscriptionText")
    if sound is None and not url and not transcript:
        raise Unreadable("audio", _("Send the sound, or say where it lies."))
    if url:
        try:
            egress.check(url)
        except egress.EgressRefused as error:
            raise Unreadable("audio_url", str(error)) from error
    seconds = said.one("seconds", "RecordingDuration")
    is_number = seconds.isascii() and seconds.isdecimal() and len(seconds) < 8
    if seconds and not is_number:
        raise Unreadable("seconds", _("This is no number of seconds."))
    return Voicemail(
        key=said.needed("key", "RecordingSid", "call", "CallSid"),
        number=said.number("number", "From"),
        sound=sound,
        sound_url="" if sound else url,
        seconds=min(int(seconds or 0), LONGEST_SECONDS),
        transcript=transcript,
        line=said.one("line", "To"),
        call=said.one("call", "CallSid"),
        left_at=said.instant("at") or at,
    )
