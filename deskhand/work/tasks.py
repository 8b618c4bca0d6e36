"""What is to be done on a ticket. The ticket is locked by whoever changes its tasks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.together import Asked, Row, read_together, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.models import Agent
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import Ticket
from deskhand.work.events import TaskChanged
from deskhand.work.models import Task

MOST = 100
TITLE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a task says."""

    title: str
    assignee: Agent | None = None
    due_on: date | None = None
    must_be_done: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How many tasks of a ticket are done, of how many."""

    done: int
    count: int


def tasks_on(ticket: Ticket) -> list[Task]:
    """Return the tasks of a ticket in their order."""
    return list(Task.objects.filter(ticket=ticket).select_related("assignee__person"))


def task_of(ticket: Ticket, key: int) -> Task:
    """Return a task of a ticket; raises TicketNotFound for one of another."""
    task = Task.objects.filter(ticket=ticket, pk=key).select_related("assignee__person").first()
    if task is None:
        raise TicketNotFound(key)
    return task


def progress_of(tickets: Iterable[Ticket]) -> dict[int, Progress]:
    """Return how far the tasks of each ticket are, where it has any; in one statement."""
    return progress_in(read_together(**progress_asked([ticket.pk for ticket in tickets])))


def progress_asked(numbers: Sequence[int]) -> dict[str, Asked]:
    """Return what to read of the tickets with these numbers, for `read_together`."""
    return {"tasks": _progress(numbers)}


@shape
def _progress(tickets: list[int]) -> QuerySet:
    rows = Task.objects.filter(ticket__in=tickets).order_by()
    done = Count("pk", filter=Q(done_at__isnull=False))
    counted = rows.values("ticket").annotate(counted=Count("pk"), done=done)
    return told(counted, ticket="ticket", count="counted", done="done")


def progress_in(found: Mapping[str, list[Row]]) -> dict[int, Progress]:
    return {row["ticket"]: Progress(row["done"], row["count"]) for row in found["tasks"]}


def held_tasks_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of the tasks that must still be done before the ticket ends, for
    `read_together`."""
    return {"held_tasks": _held(ticket.pk)}


@shape
def _held(ticket: int) -> QuerySet:
    return told(Task.objects.filter(ticket=ticket, must_be_done=True, done_at=None), id="pk")


@shape
def titles_asked(keys: list[int]) -> QuerySet:
    """Return what to read of tasks by their keys: `id` and `words`, for `read_together`."""
    return told(Task.objects.filter(pk__in=keys), id="pk", words="title")


def add_tasks(
    ticket: Ticket, new: Sequence[NewTask], *, at: datetime, checklist: int | None = None
) -> list[Task]:
    """Put tasks behind those that are there; raises TicketLocked for too many. Tells nothing."""
    last = Task.objects.filter(ticket=ticket).aggregate(last=Max("place"), count=Count("pk"))
    if last["count"] + len(new) > MOST:
        raise TicketLocked(_("A ticket bears a hundred tasks, no more."))
    place = (last["last"] or 0) + 1
    return Task.objects.bulk_create(
        Task(
            ticket=ticket,
            title=_tidy(one.title),
            assignee=one.assignee,
            due_on=one.due_on,
            must_be_done=one.must_be_done,
            place=place + number,
            checklist_id=checklist,
            made_at=at,
        )
        for number, one in enumerate(new)
    )


def add_task(ticket: Ticket, new: NewTask, *, by: Actor, at: datetime) -> Task:
    """Put one task behind those that are there; raises TicketLocked."""
    task = add_tasks(ticket, [new], at=at)[0]
    tell(task, ticket, "added", by=by, at=at)
    return task


def change(task: Task, new: NewTask, ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """Let a task say something else; False when it says that already."""
    before = (task.title, task.assignee_id, task.due_on, task.must_be_done)
    task.title, task.assignee = _tidy(new.title), new.assignee
    task.due_on, task.must_be_done = new.due_on, new.must_be_done
    if before == (task.title, task.assignee_id, task.due_on, task.must_be_done):
        return False
    task.save(update_fields=["title", "assignee", "due_on", "must_be_done"])
    tell(task, ticket, "changed", by=by, at=at)
    return True


def finish(task: Task, ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """A task is done; False when it was already."""
    if task.done_at is not None:
        return False
    task.done_at, task.done_by = at, by.name
    task.save(update_fields=["done_at", "done_by"])
    tell(task, ticket, "done", by=by, at=at)
    return True


def reopen(task: Task, ticket: Ticket, *, by: Actor, at: datetime) -> bool:
    """A task is to be done after all; False when it is open."""
    if task.done_at is None:
        return False
    task.done_at, task.done_by = None, ""
    task.save(update_fields=["done_at", "done_by"])
    tell(task, ticket, "reopened", by=by, at=at)
    return True


def remove(task: Task, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """A task was none."""
    tell(task, ticket, "removed", by=by, at=at)
    task.delete()


def put_in_order(ticket: Ticket, keys: Sequence[int]) -> None:
    """Put the tasks in this order; those that are not named stay behind them in theirs."""
    rows = list(Task.objects.filter(ticket=ticket))
    wanted = {key: place for place, key in enumerate(dict.fromkeys(keys))}
    rows.sort(key=lambda task: (wanted.get(task.pk, len(wanted)), task.place, task.pk))
    for place, task in enumerate(rows, start=1):
        task.place = place
    Task.objects.bulk_update(rows, ["place"])


def move(ticket: Ticket, key: int, *, steps: int) -> None:
    """Move one task up (negative) or down among the others."""
    keys = [task.pk for task in Task.objects.filter(ticket=ticket)]
    if key not in keys:
        raise TicketNotFound(key)
    here = keys.index(key)
    keys.insert(max(0, min(len(keys) - 1, here + steps)), keys.pop(here))
    put_in_order(ticket, keys)


def move_all(other: Ticket, ticket: Ticket) -> list[int]:
    """Let the tasks of one ticket be those of another, behind its own; returns which."""
    keys = list(Task.objects.filter(ticket=other).values_list("pk", flat=True))
    last = Task.objects.filter(ticket=ticket).aggregate(last=Max("place"))["last"] or 0
    for number, key in enumerate(keys, start=1):
        Task.objects.filter(pk=key).update(ticket=ticket, place=last + number)
    return keys


def put_back(keys: Iterable[int], other: Ticket, ticket: Ticket) -> None:
    Task.objects.filter(pk__in=list(keys), ticket=ticket).update(ticket=other)


def tell(task: Task, ticket: Ticket, act: str, *, by: Actor, at: datetime) -> None:
    event = TaskChanged(
        ticket=ticket.pk,
        task=task.pk,
        act=act,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)


def _tidy(title: str) -> str:
    line = " ".join("".join(c if c.isprintable() else " " for c in title).split())
    if not line:
        raise TicketLocked(_("Say what is to be done."))
    return line[:TITLE_LENGTH]
