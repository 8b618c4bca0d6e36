"""Projects at the desk: the list, and one with its milestones, tickets and budget."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from deskhand.contracts.models import Project
from deskhand.contracts.projects.planning import Plan
from deskhand.contracts.projects.reading import milestones_of, projects_for, standing
from deskhand.contracts.refusing import ContractRefused
from deskhand.desk.projects import acting
from deskhand.people.reading import agents_for
from deskhand.rules.money import minor
from deskhand.tickets.reading import tickets_for
from deskhand.web.access import agents_only
from deskhand.web.console.quotes.forms import MINUTES, MilestoneForm, PlanForm, TicketForm
from deskhand.web.request import DeskRequest

SIZE = 50
# So many tickets of a project are shown; more have their list by themselves.
MOST_TICKETS = 100


@require_GET
@agents_only
def listing(request: DeskRequest) -> HttpResponse:
    """The projects that he may see: those under way, or all."""
    is_all = request.GET.get("show") == "all"
    rows = projects_for(request.reader)
    if not is_all:
        rows = rows.filter(state=Project.State.OPEN)
    if (after := request.GET.get("after", "")).isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-pk")[: SIZE + 1])
    context = {
        "found": found[:SIZE],
        "next": found[SIZE - 1].pk if len(found) > SIZE else None,
        "is_all": is_all,
        "tab": "projects",
        "section": "quotes",
    }
    return render(request, "console/quotes/projects.html", context)


@require_POST
@agents_only
def begin(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin a project of an approved quote."""
    try:
        made = acting.begin(pk, by=request.reader, at=request.at)
    except ContractRefused as error:
        messages.error(request, str(error))
        return redirect("console:quote", pk)
    messages.success(request, _("Begun. Say who works on it, and until when."))
    return redirect("console:project", made.pk)


@require_GET
@agents_only
def project(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk), {})


def _found(request: DeskRequest, pk: int) -> Project:
    row: Project | None = projects_for(request.reader).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def _page(
    request: DeskRequest,
    row: Project,
    said: dict[str, Any],
    *,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    agents = agents_for(request.reader)
    tickets = tickets_for(request.reader).filter(project_place__project=row).order_by("-pk")
    members = list(row.members.select_related("person"))
    hours = row.budget_minutes // MINUTES if row.budget_minutes else None
    initial = {
        **{name: getattr(row, name) for name in ("name", "begins_on", "due_on", "manager")},
        "members": members,
        "budget_hours": hours,
    }
    context = {
        "project": row,
        "standing": standing(row),
        "milestones": milestones_of(row),
        "tickets": list(tickets[:MOST_TICKETS]),
        "members": members,
        "plan_form": said.get("change") or PlanForm(agents, initial=initial),
        "milestone_form": said.get("add") or MilestoneForm(),
        "ticket_form": said.get("link") or TicketForm(),
        "refusal": refusal,
        "today": request.at.date(),
        "section": "quotes",
    }
    return render(request, "console/quotes/project.html", context, status=status)


@require_POST
@agents_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Change it, add, reach or remove a milestone, link tickets, end it."""
    row, deed = _found(request, pk), request.POST.get("act", "")
    if deed in _FORMS:
        form, tell = _FORMS[deed]
        made = (
            form(agents_for(request.reader), request.POST)
            if deed == "change"
            else form(request.POST)
        )
        if not made.is_valid():
            return _page(request, row, {deed: made}, status=422)
        try:
            tell(request, row, made.cleaned_data if deed != "change" else made.plan())
        except ContractRefused as error:
            made.add_error(error.field if error.field in made.fields else None, str(error))
            return _page(request, row, {deed: made}, status=422)
    elif deed in _DEEDS:
        try:
            _DEEDS[deed](request, pk)
        except ContractRefused as error:
            return _page(request, row, {}, refusal=str(error), status=422)
    else:
        raise Http404
    messages.success(request, _("Done."))
    return redirect("console:project", pk)


def _change(request: DeskRequest, row: Project, plan: Plan) -> None:
    acting.change(row.pk, plan, by=request.reader, at=request.at)


def _add(request: DeskRequest, row: Project, said: dict[str, Any]) -> None:
    amount = minor(said["amount"], row.quote.currency) if said["amount"] else 0
    acting.add_milestone(
        row.pk, said["title"], amount=amount, due_on=said["due_on"], by=request.reader
    )


def _link(request: DeskRequest, row: Project, said: dict[str, Any]) -> None:
    if not tickets_for(request.reader).filter(pk=said["ticket"]).exists():
        raise ContractRefused("ticket", _("There is no such ticket."))
    acting.link(row.pk, said["ticket"], by=request.reader, at=request.at)


_FORMS: dict[str, tuple[Any, Any]] = {
    "change": (PlanForm, _change),
    "add": (MilestoneForm, _add),
    "link": (TicketForm, _link),
}


def _number(request: DeskRequest) -> int:
    text = request.POST.get("key", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


_DEEDS: dict[str, Any] = {
    "reach": lambda request, pk: acting.reach(
        pk, _number(request), by=request.reader, at=request.at
    ),
    "remove": lambda request, pk: acting.remove_milestone(pk, _number(request), by=request.reader),
    "unlink": lambda request, pk: acting.unlink(
        pk, _number(request), by=request.reader, at=request.at
    ),
    "done": lambda request, pk: acting.end(pk, is_done=True, by=request.reader, at=request.at),
    "cancel": lambda request, pk: acting.end(pk, is_done=False, by=request.reader, at=request.at),
}
