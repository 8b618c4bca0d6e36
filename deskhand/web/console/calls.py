"""Telephone calls: the board of those that are owed, and what an agent does about one."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk import phoning
from deskhand.desk.phoning import LoggedCall, NotOwed
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Team
from deskhand.people.phones import spoken
from deskhand.people.reading import all_teams
from deskhand.sla import call_board
from deskhand.sla.call_board import TakenAlready
from deskhand.sla.callbacks import CallRefused, NewCallBack, NewTime
from deskhand.sla.owed_board import KINDS, owed_page
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import CallOutcome, Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.call_forms import OUTCOMES, CallBackForm, LogForm, MoveForm
from deskhand.web.console.ticket import page
from deskhand.web.request import DeskRequest

DAY = timedelta(days=1)


@require_GET
@agents_only
def board(request: DeskRequest) -> HttpResponse:
    """Whom we owe a call, the next one first."""
    return _board(request)


def _board(request: DeskRequest, *, form: LogForm | None = None, status: int = 200) -> HttpResponse:
    teams, team = teams_shown(request)
    midnight = _midnight(request.at)
    shown = call_board.board(
        request.reader, team_id=team.pk if team else None, ends_at=midnight + DAY, at=request.at
    )
    context = {
        "board": shown,
        "teams": teams,
        "team": team,
        "form": form or LogForm(initial={"once_key": secrets.token_hex(16)}),
        "held_until": call_board.held_until(shown.mine),
        "done": call_board.ended_since(request.reader, midnight),
        "outcomes": OUTCOMES,
        "section": "calls",
        "is_part": request.htmx.target == "board",
    }
    template = "console/_call_board.html" if context["is_part"] else "console/calls.html"
    return render(request, template, context, status=status)


def teams_shown(request: DeskRequest) -> tuple[list[Team], Team | None]:
    """Return the teams to choose from, and the one that is chosen."""
    teams = list(all_teams(request.reader))
    return teams, next((one for one in teams if one.slug == request.GET.get("team")), None)


def _midnight(at: datetime) -> datetime:
    """When today began for whoever looks."""
    return localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


@require_GET
@agents_only
def owed(request: DeskRequest, what: str) -> HttpResponse:
    """Dates, or updates, that are owed, the next one first."""
    if what not in KINDS:
        raise Http404
    teams, team = teams_shown(request)
    page_shown = owed_page(
        request.reader,
        KINDS[what],
        team_id=team.pk if team else None,
        after=request.GET.get("after", ""),
    )
    context = {
        "what": what,
        "page": page_shown,
        "is_first": not request.GET.get("after"),
        "teams": teams,
        "team": team,
        "section": "calls",
    }
    if request.htmx.target == "owed-rows":
        return render(request, "console/_owed_rows.html", context)
    return render(request, "console/owed.html", context)


@require_POST
@agents_only
def take_next(request: DeskRequest) -> HttpResponse:
    """Have the next call that is owed."""
    teams = {team.slug: team.pk for team in all_teams(request.reader)}
    slug = request.POST.get("team", "")
    team_id = teams.get(slug)
    row = phoning.take_next(team_id=team_id, by=request.reader, at=request.at)
    if row is None:
        messages.success(request, _("Nobody waits for a call now."))
    return _to_board(slug if team_id else "")


def _to_board(slug: str) -> HttpResponse:
    answer = redirect("console:calls")
    if slug:
        answer["Location"] += f"?team={slug}"
    return answer


@require_POST
@agents_only
def hold(request: DeskRequest, number: int, call_id: int) -> HttpResponse:
    """Take one call, keep it longer, or leave it to others."""
    ticket_for(request.reader, number)
    try:
        if request.POST.get("act") == "leave":
            phoning.leave(number, call_id, by=request.reader, at=request.at)
        else:
            phoning.take(number, call_id, by=request.reader, at=request.at)
    except TakenAlready as error:
        messages.error(request, _("%(name)s is about to call.") % {"name": error})
    except (NotOwed, NotAllowed) as error:
        messages.error(request, str(error))
    return redirect("console:calls")


@require_POST
@agents_only
def log(request: DeskRequest, number: int) -> HttpResponse:
    """Log a call that was made, from the ticket or from the board."""
    ticket = ticket_for(request.reader, number)
    form = LogForm(request.POST)
    is_board = request.POST.get("then") == "board"
    if not form.is_valid():
        return _refused(request, ticket, form, is_board=is_board)
    try:
        _log(request, ticket, form.cleaned_data)
    except CallRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _refused(request, ticket, form, is_board=is_board)
    except (NotOwed, TicketLocked) as error:
        form.add_error(None, str(error))
        return _refused(request, ticket, form, is_board=is_board)
    outcome = CallOutcome(form.cleaned_data["outcome"]).label
    messages.success(request, _("Logged: %(outcome)s.") % {"outcome": outcome})
    return redirect("console:calls") if is_board else redirect("console:ticket", number)


def _log(request: DeskRequest, ticket: Ticket, cleaned: dict[str, Any]) -> None:
    said = LoggedCall(
        outcome=CallOutcome(cleaned["outcome"]),
        note=cleaned["note"],
        is_public=cleaned["is_public"],
        made_at=cleaned["made_at"],
        seconds=60 * (cleaned["minutes"] or 0),
        once_key=cleaned["once_key"] or None,
    )
    phoning.log(ticket.pk, said, call_id=cleaned["call"], by=request.reader, at=request.at)


def _refused(
    request: DeskRequest, ticket: Ticket, form: LogForm, *, is_board: bool
) -> HttpResponse:
    if is_board:
        return _board(request, form=form, status=422)
    return page(request, ticket, status=422, log_form=form)


@require_POST
@agents_only
def owe(request: DeskRequest, number: int) -> HttpResponse:
    """Owe somebody a call on a ticket."""
    ticket = ticket_for(request.reader, number)
    form = CallBackForm(ticket, request.POST)
    if not form.is_valid():
        return page(request, ticket, status=422, call_form=form)
    is_requester = form.cleaned_data["name"] == str(ticket.requester or "")
    new = NewCallBack(**form.cleaned_data, person=ticket.requester if is_requester else None)
    try:
        row = phoning.owe(number, new, by=request.reader, at=request.at)
    except CallRefused as error:
        form.add_error(error.field, str(error))
        return page(request, ticket, status=422, call_form=form)
    except TicketLocked as error:
        form.add_error(None, str(error))
        return page(request, ticket, status=422, call_form=form)
    messages.success(request, _("%(number)s is to be called.") % {"number": spoken(row.number)})
    return redirect("console:ticket", number)


@require_POST
@agents_only
def change(request: DeskRequest, number: int, call_id: int) -> HttpResponse:
    """Move a call that is owed to another time, or take it back; each with a reason."""
    ticket = ticket_for(request.reader, number)
    try:
        if request.POST.get("act") == "withdraw":
            why = request.POST.get("why", "").replace("\0", "")
            phoning.withdraw(number, call_id, why=why, by=request.reader, at=request.at)
            messages.success(request, _("Nobody is to be called any more."))
            return redirect("console:ticket", number)
        form = MoveForm(request.POST)
        if not form.is_valid():
            return page(request, ticket, status=422, move_form=form, moved_call=call_id)
        phoning.move(
            number, call_id, NewTime(**form.cleaned_data), by=request.reader, at=request.at
        )
        messages.success(request, _("The call is owed for the new time."))
    except (CallRefused, NotOwed) as error:
        messages.error(request, str(error))
    return redirect("console:ticket", number)
