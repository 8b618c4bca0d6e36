"""Files of what is being written: kept with the draft as soon as they are chosen."""

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.tickets.conversation import said_already
from deskhand.tickets.drafts import TooManyFiles, add_file, remove_file
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.drafting import sheet_of, typed
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files


@require_POST
@agents_only
def add(request: DeskRequest, number: int) -> HttpResponse:
    """Keep one file with the draft; the answer is its place in the composer."""
    ticket = ticket_for(request.reader, number)
    files = request.FILES.getlist("file")
    if len(files) != 1:
        return JsonResponse({"error": _("Choose a file.")}, status=422)
    if said_already(ticket, typed(request, "once_key")[:64]):
        return JsonResponse({"error": _("The message has been sent without it.")}, status=409)
    try:
        (new,) = kept_files(files)
        sheet = sheet_of(request, ticket)
        file = add_file(sheet, new, at=request.at)
    except (UploadRefused, TooManyFiles) as error:
        return JsonResponse({"error": str(error)}, status=422)
    mode = "reply" if sheet.is_public else "note"
    context = {
        "file": file,
        "of": mode,
        "ticket": ticket,
        "version": file.draft and file.draft.version,
    }
    return render(request, "console/_draft_file.html", context)


@require_POST
@agents_only
def remove(request: DeskRequest, number: int, key: str) -> HttpResponse:
    """Take a file out of the draft again."""
    ticket = ticket_for(request.reader, number)
    if not remove_file(sheet_of(request, ticket), key):
        raise Http404
    return HttpResponse(status=204)
