"""Using a macro: which there are, what one would do, doing it, and taking it back."""

import re
import secrets
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.automation.acts import words_of
from deskhand.automation.macros import macro_for, macros_for
from deskhand.automation.models import Macro, MacroUse
from deskhand.desk import macros as using
from deskhand.tickets.access import need_worker
from deskhand.web import macro_pages
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

MOST_SHOWN = 20
EACH = 6
MOST_REFUSED = 5
_ON_A_TICKET = re.compile(r"^/desk/tickets/(\d{1,18})/")


@require_GET
@agents_only
def listing(request: DeskRequest) -> HttpResponse:
    """The reader's own macros."""
    need_worker(request.reader)
    return macro_pages.listing(request, site="console")


@require_http_methods(["GET", "POST"])
@agents_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make, change or remove one of the reader's own."""
    need_worker(request.reader)
    return macro_pages.edit(request, pk, site="console")


@require_http_methods(["GET", "POST"])
@agents_only
def use(request: DeskRequest) -> HttpResponse:
    """Choose a macro for the tickets that the address names, see what it would do, and do it.

    With a ticket's page or a list behind it, this is the content of a dialog.
    """
    need_worker(request.reader)
    if request.method == "POST":
        return _use(request)
    numbers = _numbers(request.GET.getlist("ticket"))
    macro = _chosen(request, request.GET.get("macro", ""))
    context: dict[str, Any] = {"numbers": numbers, "macro": macro, "back": _back(request, numbers)}
    if macro is None:
        rows = macros_for(request.reader).select_related("team", "agent")
        context["macros"] = [(row, words_of(row.acts)) for row in rows]
    else:
        shown = using.preview(macro, numbers, by=request.reader, most=MOST_SHOWN)
        context["outlooks"] = shown
        context["more"] = max(0, len(numbers) - MOST_SHOWN)
        context["can_be_used"] = any(not (one.refusal or one.is_idle) for one in shown)
        context["once_key"] = secrets.token_hex(16)
    page = "macros/_use.html" if request.htmx else "macros/use.html"
    return render(request, page, context)


def _use(request: DeskRequest) -> HttpResponse:
    macro = _chosen(request, request.POST.get("macro", ""))
    numbers = _numbers(request.POST.getlist("ticket"))
    if macro is None or not numbers:
        raise Http404
    once_key = request.POST.get("once_key", "")[:64]
    made = using.apply(macro, numbers, by=request.reader, at=request.at, once_key=once_key)
    _tell(request, made)
    return redirect(_back(request, numbers))


def _tell(request: DeskRequest, made: MacroUse) -> None:
    done = using.done_of(made)
    good = [one for one in done if not one.refusal]
    if good:
        words = ngettext("%(name)s: done.", "%(name)s: done on %(count)d tickets.", len(good))
        words = words % {"name": made.name, "count": len(good)}
        messages.success(
            request, words, extra_tags=f"undo-at:{reverse('console:undo_macro', args=[made.pk])}"
        )
    _tell_refusals(request, done)


def _tell_refusals(request: DeskRequest, done: list[using.Done]) -> None:
    refused = [one for one in done if one.refusal]
    for one in refused[:MOST_REFUSED]:
        messages.error(request, f"#{one.number}: {one.refusal}")
    if len(refused) > MOST_REFUSED:
        words = _("Nothing was changed on %(count)d more tickets.")
        messages.error(request, words % {"count": len(refused) - MOST_REFUSED})


def macros_found(request: DeskRequest, folded: str) -> dict[str, Any]:
    """What the palette offers of macros while a ticket's page is behind it."""
    behind = _ON_A_TICKET.search((request.htmx.current_url_abs_path or "") if request.htmx else "")
    if not (behind and folded):
        return {}
    rows = [row for row in macros_for(request.reader) if folded in row.name.casefold()]
    return {"macros": rows[:EACH], "behind": int(behind[1])}


@require_POST
@agents_only
def undo(request: DeskRequest, use_id: int) -> HttpResponse:
    """Take a use of a macro back, as far as nobody changed the tickets since."""
    failed = using.undo(use_id, by=request.reader, at=request.at)
    if failed:
        _tell_refusals(request, failed)
    else:
        messages.success(request, _("Taken back."))
    return redirect(_back(request))


def _chosen(request: DeskRequest, key: str) -> Macro | None:
    if not key:
        return None
    macro = macro_for(request.reader, int(key)) if key.isdecimal() and len(key) < 19 else None
    if macro is None:
        raise Http404
    return macro


def _numbers(given: list[str]) -> list[int]:
    numbers = (int(each) for each in given if each.isdecimal() and len(each) < 19)
    return list(dict.fromkeys(numbers))[: using.MOST_TICKETS]


def _back(request: DeskRequest, numbers: list[int] | None = None) -> str:
    """Where the reader came from; else the ticket, or his own work."""
    asked = request.POST.get("back") or request.GET.get("back") or ""
    if not asked and request.htmx:
        asked = request.htmx.current_url_abs_path or ""
    elif not asked and request.method == "POST":
        asked = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=False):
        return asked
    return f"/desk/tickets/{numbers[0]}/" if numbers and len(numbers) == 1 else "/desk/"
