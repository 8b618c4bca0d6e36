"""Tasks and checklists in the panel of a ticket; each act answers with the list anew."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deskhand.desk import tasking
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest
from deskhand.work.checklists import offered
from deskhand.work.tasks import TITLE_LENGTH, NewTask, Progress, tasks_on

DEEDS = frozenset({"done", "reopen", "remove", "up", "down"})


class TaskForm(forms.Form):
    """What a task says."""

    title = forms.CharField(label=gettext_lazy("Task"), max_length=TITLE_LENGTH)
    due_on = forms.DateField(required=False)
    must_be_done = forms.BooleanField(required=False)

    def __init__(self, reader: Reader, *args: Any) -> None:
        super().__init__(*args)
        agents = agents_for(reader)
        self.fields["assignee"] = forms.ModelChoiceField(queryset=agents, required=False)

    @property
    def task(self) -> NewTask:
        return NewTask(**self.cleaned_data)


def tasks_context(reader: Reader, ticket: Ticket) -> dict:
    tasks = tasks_on(ticket)
    done = sum(task.done_at is not None for task in tasks)
    return {
        "tasks": tasks,
        "task_progress": Progress(done, len(tasks)),
        "checklists": offered() if reader.may_work else [],
    }


@require_POST
@agents_only
def add(request: DeskRequest, number: int) -> HttpResponse:
    """Add a task."""
    ticket_for(request.reader, number)
    form = TaskForm(request.reader, request.POST)
    if not form.is_valid():
        return _answer(request, number, refusal=_fault(form))
    try:
        tasking.add(number, form.task, by=request.reader, at=request.at)
    except TicketLocked as error:
        return _answer(request, number, refusal=str(error))
    return _answer(request, number)


@require_POST
@agents_only
def change(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Finish a task, move it, remove it, or let it say something else."""
    ticket_for(request.reader, number)
    deed = request.POST.get("act", "")
    if deed in DEEDS:
        tasking.act(number, key, deed, by=request.reader, at=request.at)
        return _answer(request, number)
    form = TaskForm(request.reader, request.POST)
    if not form.is_valid():
        return _answer(request, number, refusal=_fault(form))
    try:
        tasking.change(number, key, form.task, by=request.reader, at=request.at)
    except TicketLocked as error:
        return _answer(request, number, refusal=str(error))
    return _answer(request, number)


@require_POST
@agents_only
def order(request: DeskRequest, number: int) -> HttpResponse:
    """Put the tasks in the order into which they were dragged."""
    ticket_for(request.reader, number)
    given = request.POST.getlist("task")[:200]
    keys = [int(key) for key in given if key.isascii() and key.isdecimal() and len(key) < 19]
    tasking.order(number, keys, by=request.reader, at=request.at)
    return _answer(request, number)


@require_POST
@agents_only
def apply(request: DeskRequest, number: int) -> HttpResponse:
    """Bring the tasks of a checklist."""
    ticket_for(request.reader, number)
    key = request.POST.get("checklist", "")
    if not (key.isascii() and key.isdecimal() and len(key) < 19):
        return _answer(request, number, refusal=_("Choose a checklist."))
    try:
        made = tasking.apply(number, int(key), by=request.reader, at=request.at)
    except TicketLocked as error:
        return _answer(request, number, refusal=str(error))
    return _answer(request, number, refusal="" if made else _("Its tasks are here already."))


def _answer(request: DeskRequest, number: int, *, refusal: str = "") -> HttpResponse:
    if not request.htmx:
        if refusal:
            messages.error(request, refusal)
        return redirect("console:ticket", number)
    ticket = ticket_for(request.reader, number)
    context = {
        "ticket": ticket,
        "task_refusal": refusal,
        "agents": agents_for(request.reader),
        **tasks_context(request.reader, ticket),
    }
    status = 422 if refusal else 200
    return render(request, "console/_tasks.html", context, status=status)


def _fault(form: TaskForm) -> str:
    if "title" in form.errors:
        return _("Say what is to be done, in 200 characters at most.")
    return _("Choose a colleague and a date of the lists.")
