"""Checklists: kept by administrators, applied by hand, or with what is asked for."""

from datetime import datetime

from django.db.models import QuerySet

from deskhand.catalog.models import RequestType
from deskhand.jobs.memory import forget, remembered
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.work.events import ChecklistApplied
from deskhand.work.models import Checklist, Task
from deskhand.work.tasks import NewTask, add_tasks

MOST_ITEMS = 40
# What marks in a list, line by line, that an item must be done.
MUST = "*"


def checklists() -> QuerySet[Checklist]:
    """Return the whole list, as Setup keeps it."""
    return Checklist.objects.select_related("request_type")


def offered() -> list[Checklist]:
    return list(Checklist.objects.filter(is_active=True))


def read_items(text: str) -> list[list[str | bool]]:
    """Read items from lines; one that begins with an asterisk must be done."""
    lines = [line.strip() for line in text.splitlines()]
    items: list[list[str | bool]] = []
    for line in lines:
        title = line.lstrip(MUST).strip()[:200]
        if title:
            items.append([title, line.startswith(MUST)])
    return items


def items_text(checklist: Checklist) -> str:
    return "\n".join(f"{MUST} {title}" if must else title for title, must in checklist.items)


def save_checklist(checklist: Checklist) -> Checklist:
    checklist.save()
    forget(_coming_with)
    return checklist


def checklist_called(key: int) -> Checklist:
    """Return one that is offered; raises TicketNotFound."""
    found = Checklist.objects.filter(pk=key, is_active=True).first()
    if found is None:
        raise TicketNotFound(key)
    return found


def apply(checklist: Checklist, ticket: Ticket, *, by: Actor, at: datetime) -> list[Task]:
    """Bring the tasks of a checklist to a locked ticket, where it has not brought them already.

    Raises TicketLocked for too many.
    """
    if Task.objects.filter(ticket=ticket, checklist=checklist).exists():
        return []
    new = [NewTask(title, must_be_done=must) for title, must in checklist.items]
    tasks = add_tasks(ticket, new, at=at, checklist=checklist.pk)
    event = ChecklistApplied(
        ticket=ticket.pk,
        checklist=checklist.pk,
        count=len(tasks),
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return tasks


def apply_with(
    request_type: RequestType | None, ticket: Ticket, *, by: Actor, at: datetime
) -> None:
    """Apply what comes with what is asked for."""
    if request_type is not None:
        for checklist in _coming_with(request_type.pk):
            apply(checklist, ticket, by=by, at=at)


@remembered
def _coming_with(request_type: int) -> list[Checklist]:
    return list(Checklist.objects.filter(request_type=request_type, is_active=True))
