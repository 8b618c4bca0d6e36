"""Quotes and open questions in lists."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from deskhand.contracts.approvals.reading import amount_words, answered_words, approvals_for
from deskhand.contracts.models import Approval, Quote
from deskhand.contracts.quotes.reading import quotes_for
from deskhand.contracts.wording import money
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

SIZE = 50
State = Quote.State
# What each tab shows: the states, none of them for all.
TABS = (
    ("open", _("Open"), (State.DRAFT, State.SENT, State.APPROVED)),
    ("waiting", _("Waiting for the client"), (State.SENT,)),
    ("approved", _("To be done or charged"), (State.APPROVED,)),
    ("all", _("All"), ()),
)


@require_GET
@agents_only
def quotes(request: DeskRequest) -> HttpResponse:
    """The quotes that he may see, the latest first."""
    tab = request.GET.get("show", "open")
    states = next((states for name, _title, states in TABS if name == tab), TABS[0][2])
    rows = quotes_for(request.reader)
    if states:
        rows = rows.filter(state__in=states)
    if slug := request.GET.get("org", ""):
        rows = rows.filter(organization__slug=slug)
    if (after := request.GET.get("after", "")).isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    context = {
        "found": [(one, money(one.net, one.currency)) for one in found[:SIZE]],
        "next": found[SIZE - 1].pk if len(found) > SIZE else None,
        "shown": tab,
        "tab": "quotes",
        "tabs": [(name, title) for name, title, _states in TABS],
        "section": "quotes",
    }
    return render(request, "console/quotes/listing.html", context)


@require_GET
@agents_only
def approvals(request: DeskRequest) -> HttpResponse:
    """What clients were asked, open questions or all, the latest first."""
    is_all = request.GET.get("show") == "all"
    rows = approvals_for(request.reader)
    if not is_all:
        rows = rows.filter(state=Approval.State.OPEN)
    if (after := request.GET.get("after", "")).isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    context = {
        "found": [(one, amount_words(one), answered_words(one)) for one in found[:SIZE]],
        "next": found[SIZE - 1].pk if len(found) > SIZE else None,
        "is_all": is_all,
        "tab": "approvals",
        "section": "quotes",
    }
    return render(request, "console/quotes/approvals.html", context)
