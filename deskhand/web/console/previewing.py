"""What is being written as its readers will see it: in the portal, as a letter, as plain text."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.letters import previewed
from deskhand.people.acting import agent_id_of
from deskhand.tickets.drafts import Sheet, draft_on
from deskhand.tickets.reading import seen_of, ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.drafting import sheet_of, typed
from deskhand.web.files import sandboxed
from deskhand.web.request import DeskRequest
from deskhand.web.written import addresses_of, marked_slots, numbers_in, written


@require_POST
@agents_only
def preview(request: DeskRequest, number: int) -> HttpResponse:
    """Show what is typed as the portal and the desk will show it."""
    draft = draft_on(sheet_of(request, ticket_for(request.reader, number)))
    files = list(draft.attachments.all()) if draft else []
    text = typed(request, "text")
    linked = seen_of(numbers_in([text]), request.reader) if "#" in text else ()
    html = marked_slots(written(text, files, linked))
    return render(request, "console/_preview.html", {"html": html})


@require_GET
@agents_only
@xframe_options_sameorigin
def letter(request: DeskRequest, number: int) -> HttpResponse:
    """Show the kept draft as the letter that its requester will get, under its own policy."""
    ticket = ticket_for(request.reader, number)
    draft = draft_on(Sheet(ticket, agent_id_of(request.reader), is_public=True))
    shown = addresses_of(list(draft.attachments.all())) if draft else {}
    typed_so_far = draft.text if draft else ""
    text, html = previewed(ticket, typed_so_far, shown, by=request.reader, at=request.at)
    if request.GET.get("as") == "text":
        html = ""
    return sandboxed(render(request, "console/preview_letter.html", {"html": html, "text": text}))
