"""The original of a letter: its HTML in a frame without rights, its source as a file."""

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from deskhand.mail.incoming import letter_of
from deskhand.mail.models import Letter
from deskhand.tickets.models import Message
from deskhand.tickets.reading import message_for
from deskhand.web.access import agents_only
from deskhand.web.files import download, sandboxed
from deskhand.web.letter_page import html_of, laid_open
from deskhand.web.request import DeskRequest


def _message(request: DeskRequest, message_id: int) -> tuple[Message, Letter]:
    message = message_for(request.reader, message_id, at=request.at)
    if message.letter is None:
        raise Http404
    return message, message.letter


@require_GET
@agents_only
def original(request: DeskRequest, message_id: int) -> HttpResponse:
    """The whole letter as it came, and the trace of what was decided on it."""
    message, letter = _message(request, message_id)
    context = {
        **laid_open(letter, request.reader),
        "message": message,
        "ticket": message.ticket,
    }
    return render(request, "console/original.html", context)


@require_GET
@agents_only
@xframe_options_sameorigin
def html(request: DeskRequest, message_id: int) -> HttpResponse:
    """The letter's cleaned HTML at its own address: no scripts, no forms, nothing from outside."""
    letter = letter_of(_message(request, message_id)[1])
    response = render(request, "console/letter_html.html", {"html": html_of(letter)})
    return sandboxed(response)


@require_GET
@agents_only
def source(request: DeskRequest, message_id: int) -> FileResponse:
    """The source, byte by byte, to save."""
    message, letter = _message(request, message_id)
    return download(letter.raw, filename=f"letter-{message.pk}.eml", content_type="message/rfc822")
