"""Pages: somebody who was paged says that he has it, on the ticket or by the link he was sent.

Whatever follows a link by itself sees a question and changes nothing.
"""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.consents.links import Ended, LinkRefused
from deskhand.desk import paging
from deskhand.desk.paging import PageNotFound
from deskhand.oncall.models import Page
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_link(request: DeskRequest, token: str) -> HttpResponse:
    """Ask whether he has it, without signing in; it is said by a press alone."""
    try:
        if request.method == "POST":
            paging.acknowledge_by(token, at=request.at)
            return redirect("page", token)
        asked = paging.asked_by(token, at=request.at)
    except LinkRefused as refused:
        if refused.why == Ended.UNKNOWN:
            raise Http404 from refused
        return render(request, "console/page_ended.html", status=410)
    except PageNotFound as refused:
        raise Http404 from refused
    is_mine = asked.page.agent is not None and asked.page.agent.pk == asked.reader.agent_id
    context = {"page": asked.page, "name": asked.reader.name, "is_mine": is_mine}
    return render(request, "console/page.html", context)


@require_POST
@agents_only
def acknowledge(request: DeskRequest, page_id: int) -> HttpResponse:
    """Say on the ticket that one has it."""
    try:
        page = paging.acknowledge(page_id, way="desk", by=request.reader, at=request.at)
    except PageNotFound as refused:
        raise Http404 from refused
    if page.state == Page.State.ACKNOWLEDGED and page.agent is not None:
        if page.agent.pk == request.reader.agent_id:
            messages.success(request, _("You have it. Nobody else is asked any more."))
        else:
            messages.info(request, _("%(name)s had it before you.") % {"name": page.agent})
    return redirect("console:ticket", page.ticket_id)
