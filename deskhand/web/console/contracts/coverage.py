"""Coverage beside a ticket: what its contract says of the work and why, and what if."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts import wording
from deskhand.contracts.conditions import Work
from deskhand.contracts.covering import kept
from deskhand.contracts.deciding import decide_by, sheet_of
from deskhand.contracts.models import Effect, Place
from deskhand.contracts.supposing import CannotRate, Outcome, Supposed, rate_by, roles_of
from deskhand.desk.contracts import covering as story
from deskhand.rules.rating import entries
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

MOST_MINUTES = 24 * 60
WORDS = {
    entries.Effect.OVERRUN: gettext_lazy("Beyond what is prepaid"),
    entries.Effect.TRAVEL: gettext_lazy("Travel"),
}


class WhatIfForm(forms.Form):
    """Work that is thought of; its time is the wall clock of the contract."""

    place = forms.ChoiceField(label=gettext_lazy("Where"), choices=Place.choices)
    role = forms.ChoiceField(label=gettext_lazy("As"), required=False)
    begin = forms.DateTimeField(
        label=gettext_lazy("From"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=MOST_MINUTES, initial=60
    )

    def __init__(self, roles: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(role, role) for role in roles]
        self.fields["role"] = forms.ChoiceField(label=_("As"), required=False, choices=named)
        if not roles:
            del self.fields["role"]


def panel(request: DeskRequest, ticket: Ticket) -> Mapping[str, Any]:
    """What the panel shows: the verdict with its reasons, and the work that could be supposed."""
    row = kept(ticket)
    if row is None:
        return {"organization": ticket.organization}
    sheet = sheet_of(row.version, is_for_all=True)
    now = request.at.astimezone(row.contract.zone)
    work = Work(sheet.band(ticket.received_at), place=row.place, is_minor=row.is_minor)
    roles = roles_of(sheet)
    initial = {"place": row.place, "begin": now, "minutes": 60}
    return {
        "row": row,
        "effect": Effect(row.effect).label,
        "reasons": decide_by(sheet, ticket, work).reasons,
        "places": Place.choices,
        "form": WhatIfForm(roles, initial=initial),
        "currency": row.version.currency,
    }


@require_POST
@agents_only
def say(request: DeskRequest, number: int) -> HttpResponse:
    """Note where the work is done and whether it is minor; coverage is decided anew."""
    row = story.say(
        number,
        place=request.POST.get("place", ""),
        is_minor="is_minor" in request.POST,
        by=request.reader,
        at=request.at,
    )
    ticket = ticket_for(request.reader, number)
    if request.htmx:
        context = {"ticket": ticket, **panel(request, ticket)}
        return render(request, "console/contracts/_coverage.html", context)
    if row is not None:
        messages.success(request, Effect(row.effect).label)
    return redirect("console:panel", number, "coverage")


@require_GET
@agents_only
def what_if(request: DeskRequest, number: int) -> HttpResponse:
    """What work that is supposed would come to, line by line with the rule that decides."""
    ticket = ticket_for(request.reader, number)
    row = kept(ticket)
    if row is None:
        raise Http404
    sheet = sheet_of(row.version, is_for_all=True)
    form = WhatIfForm(roles_of(sheet), request.GET)
    context: dict[str, Any] = {"ticket": ticket, "form": form}
    if form.is_valid():
        said = form.cleaned_data
        work = Supposed(
            begin=said["begin"].replace(tzinfo=row.contract.zone),
            minutes=said["minutes"],
            role=said.get("role", ""),
            place=said["place"],
            is_minor=row.is_minor,
        )
        try:
            context |= _told(rate_by(sheet, ticket, work))
        except CannotRate as error:
            context["refused"] = str(error)
    page = "console/contracts/_what_if.html" if request.htmx else "console/contracts/what_if.html"
    return render(request, page, context)


def _told(outcome: Outcome) -> dict[str, Any]:
    lines = []
    for line in outcome.rated.lines:
        rule = outcome.rules[line.rule.name].rule if line.rule is not None else None
        lines.append(
            {
                "what": WORDS.get(line.effect) or Effect(line.effect).label,
                "band": _("after hours") if line.band == "after" else _("in hours"),
                "has_band": line.band is not None,
                "minutes": round(line.seconds / 60),
                "billed": round(line.billed_seconds / 60),
                "amount": wording.money(line.amount, outcome.currency) if line.amount else "",
                "units": line.units,
                "rule": rule.name if rule else _("no rule names it"),
            }
        )
    return {"outcome": outcome, "lines": lines}
