"""Who is told of a release: shown before, told once."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from deskhand.assets.access import need_releaser
from deskhand.assets.models import Release
from deskhand.assets.releasing import ReleaseRefused
from deskhand.desk.software.telling import preview, tell
from deskhand.web.access import agents_only
from deskhand.web.console.software.releases import found
from deskhand.web.request import DeskRequest


@require_http_methods(["GET", "POST"])
@agents_only
def notice(request: DeskRequest, pk: int) -> HttpResponse:
    row = found(request, pk)
    need_releaser(request.reader)
    if row.is_draft:
        raise Http404
    if request.method == "GET":
        return _page(request, row)
    try:
        count = tell(
            row.pk,
            clients=_ids(request, "client"),
            lapsed=_ids(request, "lapsed"),
            by=request.reader,
            at=request.at,
        )
    except ReleaseRefused as error:
        return _page(request, row, refusal=str(error), status=422)
    if not count:
        messages.info(request, _("Nobody was left to be told."))
    else:
        words = ngettext("%(count)d client is told.", "%(count)d clients are told.", count)
        messages.success(request, words % {"count": count})
    return redirect("console:release", pk)


def _page(
    request: DeskRequest, row: Release, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "release": row,
        "preview": preview(row, request.reader),
        "refusal": refusal,
        "section": "software",
    }
    return render(request, "console/software/notice.html", context, status=status)


def _ids(request: DeskRequest, name: str) -> set[int]:
    given = request.POST.getlist(name)
    return {int(one) for one in given if one.isascii() and one.isdecimal() and len(one) < 18}
