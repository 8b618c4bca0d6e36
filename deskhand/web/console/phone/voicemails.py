"""What a voicemail says, written down by an agent."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk.phone.transcribing import write_down
from deskhand.tickets.reading import message_for
from deskhand.tickets.transcripts import NoVoicemail
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def transcribe(request: DeskRequest, message_id: int) -> HttpResponse:
    """Keep what is said in a voicemail."""
    message = message_for(request.reader, message_id, at=request.at)
    text = request.POST.get("text", "").replace("\0", "")
    if not text.strip():
        messages.error(request, _("Write down what they say."))
        return redirect("console:ticket", message.ticket_id)
    try:
        write_down(message, text, by=request.reader, at=request.at)
    except NoVoicemail as error:
        raise Http404 from error
    messages.success(request, _("It is written down, and found by its words."))
    return redirect("console:ticket", message.ticket_id)
