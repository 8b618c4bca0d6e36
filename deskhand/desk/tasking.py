"""Agents work on the tasks of a ticket: each act locks it, so that nothing is lost."""

from collections.abc import Sequence
from datetime import datetime

from deskhand.desk.story import story
from deskhand.people.acting import actor_of
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketLocked, lock, need_worker
from deskhand.tickets.models import Ticket
from deskhand.work import checklists, tasks
from deskhand.work.models import Task
from deskhand.work.tasks import NewTask

UP, DOWN = "up", "down"


@story
def add(number: int, new: NewTask, *, by: Reader, at: datetime) -> Task:
    """Add a task. Raises TicketLocked, TicketNotFound, NotAllowed."""
    return tasks.add_task(_locked(number, by), new, by=actor_of(by), at=at)


@story
def change(number: int, key: int, new: NewTask, *, by: Reader, at: datetime) -> bool:
    """Let a task say something else. Raises TicketLocked, TicketNotFound, NotAllowed."""
    ticket = _locked(number, by)
    return tasks.change(tasks.task_of(ticket, key), new, ticket, by=actor_of(by), at=at)


@story
def act(number: int, key: int, deed: str, *, by: Reader, at: datetime) -> None:
    """Finish a task, open it again, remove it, or move it up or down.

    Raises TicketLocked for any other deed, TicketNotFound, NotAllowed.
    """
    ticket = _locked(number, by)
    task, actor = tasks.task_of(ticket, key), actor_of(by)
    if deed == "done":
        tasks.finish(task, ticket, by=actor, at=at)
    elif deed == "reopen":
        tasks.reopen(task, ticket, by=actor, at=at)
    elif deed == "remove":
        tasks.remove(task, ticket, by=actor, at=at)
    elif deed in {UP, DOWN}:
        tasks.move(ticket, key, steps=-1 if deed == UP else 1)
    else:
        raise TicketLocked(deed)


@story
def order(number: int, keys: Sequence[int], *, by: Reader, at: datetime) -> None:
    """Put tasks in an order. Raises TicketNotFound, NotAllowed."""
    tasks.put_in_order(_locked(number, by), keys)


@story
def apply(number: int, checklist: int, *, by: Reader, at: datetime) -> list[Task]:
    """Bring the tasks of a checklist. Raises TicketLocked, TicketNotFound, NotAllowed."""
    ticket = _locked(number, by)
    found = checklists.checklist_called(checklist)
    return checklists.apply(found, ticket, by=actor_of(by), at=at)


def _locked(number: int, by: Reader) -> Ticket:
    need_worker(by)
    return lock(number, reader=by)
