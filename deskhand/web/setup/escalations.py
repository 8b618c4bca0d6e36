"""The log of steps that came, what they did, and a dry run for one ticket."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deskhand.connectors.hooks import calls_by
from deskhand.connectors.models import HookCall
from deskhand.oncall.models import Page
from deskhand.oncall.paging import pages_by
from deskhand.sla.forecast import forecast, steps_that_came
from deskhand.sla.models import StepAct, StepFired
from deskhand.sla.stepping import actions_of
from deskhand.sla.stepwords import action_words, step_words
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.step_sentences import names_of_things

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One act of a step with what became of it; `more` is what came later."""

    act: StepAct
    words: str
    more: str


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    number, before = _number(request, "ticket"), _number(request, "before")
    ticket, unknown = _ticket(request, number)
    rows = steps_that_came(A_PAGE + 1, before=before, ticket=number)
    names = names_of_things()
    coming = [
        (step, step_words(step.spec), [action_words(act, names) for act in actions_of(step.spec)])
        for step in (forecast(ticket, at=request.at) if ticket else ())
    ]
    context = {
        "rows": _lines(rows[:A_PAGE]),
        "before": rows[A_PAGE - 1].pk if len(rows) > A_PAGE else None,
        "asked": request.GET.get("ticket", "")[:20],
        "ticket": ticket,
        "unknown": unknown,
        "coming": coming,
    }
    return render(request, "setup/escalations.html", context)


def _number(request: DeskRequest, name: str) -> int | None:
    text = request.GET.get(name, "").strip().lstrip("#")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _ticket(request: DeskRequest, number: int | None) -> tuple[Ticket | None, bool]:
    if number is None:
        return None, False
    try:
        return ticket_for(request.reader, number), False
    except TicketNotFound:
        return None, True


def _lines(rows: list[StepFired]) -> list[tuple[StepFired, str, list[Line]]]:
    sources = {f"step:{act.pk}" for row in rows for act in row.acts.all()}
    later: dict[str, Any] = {**pages_by(sources), **calls_by(sources)}
    return [
        (row, step_words(row.spec), [_line(act, later) for act in row.acts.all()]) for row in rows
    ]


def _line(act: StepAct, later: dict[str, Any]) -> Line:
    found = later.get(f"step:{act.pk}")
    more = ""
    if isinstance(found, Page):
        more = _("%(state)s: %(name)s") % {"state": found.get_state_display(), "name": found.agent}
        more = more if found.agent else str(found.get_state_display())
    elif isinstance(found, HookCall):
        more = str(found.get_state_display())
        if found.why:
            words = {"state": more, "tries": found.attempts, "why": found.why}
            more = _("%(state)s after %(tries)d tries: %(why)s") % words
    return Line(act, act.why or str(act.get_state_display()), more)
