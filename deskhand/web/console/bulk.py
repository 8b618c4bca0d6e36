"""One change to the tickets that are selected in a list, or to all that match it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk import bulk, bulk_jobs
from deskhand.desk.bulk import BulkNotFound, TooMany
from deskhand.desk.bulk_acts import Act, ActRefused, act_of
from deskhand.desk.bulk_choices import choices
from deskhand.desk.triage import ChangeRefused
from deskhand.jobs.together import MOST as LARGEST
from deskhand.rules.conditions import ConditionError
from deskhand.tickets.list_models import BulkChange, BulkLine
from deskhand.tickets.paging import capped_count
from deskhand.tickets.queries import TicketQuerySet
from deskhand.tickets.reading import tickets_for
from deskhand.web import refusals
from deskhand.web.access import agents_only
from deskhand.web.console.queues import narrowed
from deskhand.web.request import DeskRequest

SHOWN = 200
# What is done to a selection on a page of its own, which shows first what becomes of it.
BESIDE = {"merge": "console:merge", "macro": "console:use_macro"}
MOST_BESIDE = 50


@require_GET
@agents_only
def bar(request: DeskRequest) -> HttpResponse:
    """What can be done to a selection, and how many tickets match the list."""
    try:
        count = capped_count(_matching(request, request.GET.get("q", "")), most=bulk.MOST + 1)
    except ConditionError:
        count = 0
    context = {
        "choices": choices(request.reader, at=request.at),
        "matching": count,
        "most": bulk.MOST,
    }
    return render(request, "console/_bulk_bar.html", context)


@require_POST
@agents_only
def apply(request: DeskRequest) -> HttpResponse:
    """Change the tickets that were selected; a few at once, many in the background."""
    what, _sign, value = request.POST.get("act", "").partition("=")
    if what in BESIDE:
        return _on_its_page(request, BESIDE[what])
    try:
        value = value or request.POST.get("until" if what == "snooze" else "tag", "")
        act = act_of(what, value, reader=request.reader, at=request.at)
        numbers = _numbers(request)
        change = bulk.begin(numbers, act, by=request.reader, at=request.at)
    except (ActRefused, TooMany, ConditionError) as error:
        return refusals.unfit(request, str(error))
    back = _back(request, request.POST.get("back", ""))
    return _begun(request, change, act, back, is_many=len(numbers) > bulk.INLINE)


def _on_its_page(request: DeskRequest, name: str) -> HttpResponse:
    try:
        numbers = _numbers(request)
    except ConditionError as error:
        return refusals.unfit(request, str(error))
    if len(numbers) > MOST_BESIDE:
        words = _("Select at most %(most)d tickets for this.") % {"most": MOST_BESIDE}
        return refusals.unfit(request, words)
    return redirect(f"{reverse(name)}?{urlencode([('ticket', number) for number in numbers])}")


def _begun(
    request: DeskRequest, change: BulkChange, act: Act, back: str, *, is_many: bool
) -> HttpResponse:
    page = f"{reverse('console:bulk_change', args=[change.pk])}?{urlencode({'back': back})}"
    if act.is_final:
        task = bulk_jobs.go_on.using(run_after=request.at + bulk.PUT_OFF)
        task.enqueue(change.pk)
        _tell(request, change, change.lines.count(), _("%(act)s, in some seconds: %(count)s."))
        return redirect(back)
    if is_many:
        bulk_jobs.go_on.enqueue(change.pk)
        return redirect(page)
    bulk.go_on(change, by=request.reader, at=request.at)
    refused = change.lines.filter(outcome=BulkLine.Outcome.FAILED).count()
    if refused:
        return redirect(page)
    done = change.lines.filter(outcome=BulkLine.Outcome.CHANGED).count()
    _tell(request, change, done, _("%(act)s: %(count)s."))
    return redirect(back)


def _tell(request: DeskRequest, change: BulkChange, number: int, words: str) -> None:
    count = ngettext("%(n)d ticket", "%(n)d tickets", number) % {"n": number}
    tags = f"bulk:{change.pk}" if number else ""
    messages.success(request, words % {"act": change.words, "count": count}, extra_tags=tags)


def _numbers(request: DeskRequest) -> list[int]:
    if request.POST.get("all"):
        rows = _matching(request, request.POST.get("q", ""))
        return list(rows.order_by("pk").values_list("pk", flat=True)[: bulk.MOST])
    given = request.POST.getlist("ticket")
    return [int(one) for one in given if one.isdecimal() and int(one) <= LARGEST]


def _matching(request: DeskRequest, query: str) -> TicketQuerySet:
    return narrowed(request, tickets_for(request.reader), query.strip())


def _back(request: DeskRequest, address: str) -> str:
    """Where somebody came from; his own work where that is not here."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and address.startswith("/desk/") else reverse("console:home")


@require_GET
@agents_only
def change(request: DeskRequest, change_id: int) -> HttpResponse:
    """How far a change is, what was refused and why, and what was not undone."""
    found = _found(request, change_id)
    counted = {o.value: 0 for o in BulkLine.Outcome}
    for outcome in found.lines.values_list("outcome", flat=True):
        counted[outcome] += 1
    troubled = found.lines.filter(outcome__in=[BulkLine.Outcome.FAILED, BulkLine.Outcome.KEPT])
    total = sum(counted.values())
    left = counted["changed" if found.state == BulkChange.State.UNDOING else "waiting"]
    context = {
        "change": found,
        "counted": [(BulkLine.Outcome(name).label, n) for name, n in counted.items() if n],
        "total": total,
        "done": total - left,
        "is_running": found.state not in {BulkChange.State.DONE, BulkChange.State.UNDONE},
        "may_undo": bulk.may_undo(found, at=request.at) and counted["changed"],
        "troubled": troubled.select_related("ticket")[:SHOWN],
        "back": _back(request, request.GET.get("back", "")),
    }
    name = "console/_bulk_change.html" if request.htmx else "console/bulk_change.html"
    return render(request, name, context)


@require_POST
@agents_only
def undo(request: DeskRequest, change_id: int) -> HttpResponse:
    """Give each ticket back what it had."""
    found = _found(request, change_id)
    back = _back(request, request.POST.get("back", ""))
    try:
        bulk.undo(found, by=request.reader, at=request.at)
    except ChangeRefused as error:
        messages.error(request, str(error))
        return redirect(back)
    page = f"{reverse('console:bulk_change', args=[found.pk])}?{urlencode({'back': back})}"
    if found.state == BulkChange.State.UNDOING:
        if bulk.go_on(found, by=request.reader, at=request.at):
            bulk_jobs.go_on.enqueue(found.pk)
            return redirect(page)
        if found.lines.filter(outcome=BulkLine.Outcome.KEPT).exists():
            return redirect(page)
    messages.success(request, _("Undone."))
    return redirect(back)


def _found(request: DeskRequest, change_id: int) -> BulkChange:
    try:
        return bulk.change_for(request.reader, change_id)
    except BulkNotFound as error:
        raise Http404 from error
