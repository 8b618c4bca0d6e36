"""The palette, and the page of everything that was found: tickets, people, organizations."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deskhand.search import building, finding
from deskhand.search.directory import find_organizations, find_people
from deskhand.search.finding import BEST, NEWEST, Search
from deskhand.search.reading import read
from deskhand.web.access import agents_only
from deskhand.web.console.macros import macros_found
from deskhand.web.console.rail import queues_of
from deskhand.web.request import DeskRequest

EACH = 6
SIZE = 25
BESIDE = 5
LONGEST = 4_000


@require_GET
@agents_only
def find(request: DeskRequest) -> HttpResponse:
    """The palette: tickets by number or word, people, organizations, and places to go."""
    words = _typed(request)
    search = Search(request.reader, request.at, size=EACH)
    exact = finding.with_number(words, search)
    found = [exact] if exact else finding.glance(read(words), search)
    folded = words.casefold()
    context = {
        "words": words,
        "tickets": found,
        **_others(request, words, most=EACH),
        **macros_found(request, folded),
        "queues": [q for q in queues_of(request) if folded in q.title.casefold()][:EACH],
    }
    page = "console/_found.html" if request.htmx else "console/find.html"
    return render(request, page, context)


@require_GET
@agents_only
def search(request: DeskRequest) -> HttpResponse:
    """Everything that has the words, page by page, each with the words in their place."""
    words = _typed(request)
    order = request.GET.get("order", "")
    after = request.GET.get("after", "")
    asked = Search(request.reader, request.at, order=order, after=after, size=SIZE)
    findings = finding.find(read(words), asked)
    context = {
        "words": words,
        "findings": findings,
        "exact": finding.with_number(words, asked) if not after else None,
        "is_first": not after,
        "is_built": building.is_built(),
        "orders": [(BEST, _("Best match")), (NEWEST, _("Newest"))],
        **(_others(request, words, most=BESIDE) if words and not after else {}),
    }
    return render(request, "console/search.html", context)


def _typed(request: DeskRequest) -> str:
    return request.GET.get("q", "").strip()[:LONGEST]


def _others(request: DeskRequest, words: str, *, most: int) -> dict:
    """Who is called so, for words of two letters and more."""
    if len(words) < 2:
        return {}
    return {
        "people": find_people(words, reader=request.reader, most=most),
        "organizations": find_organizations(words, reader=request.reader, most=most),
    }
