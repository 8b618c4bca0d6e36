"""What an agent does with a project; it is locked, and seen by him."""

from datetime import date, datetime

from deskhand.contracts.models import Milestone, Project
from deskhand.contracts.projects import planning, reaching
from deskhand.contracts.projects.planning import Plan
from deskhand.contracts.projects.reading import projects_for
from deskhand.contracts.quotes import writing as quotes
from deskhand.contracts.quotes.reading import quotes_for
from deskhand.desk.rated import quoting
from deskhand.desk.story import story
from deskhand.people.acting import actor_of, agent_id_of, need_charging
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.tickets.access import TicketNotFound, need_worker
from deskhand.tickets.access import lock as lock_ticket


@story
def begin(quote_id: int, *, by: Reader, at: datetime) -> Project:
    """Begin a project of an approved quote. Raises ContractRefused, NotAllowed, TicketNotFound."""
    need_worker(by)
    if not quotes_for(by).filter(pk=quote_id).exists():
        raise TicketNotFound(quote_id)
    manager, quote = Agent.objects.get(pk=agent_id_of(by)), quotes.lock(quote_id)
    project = planning.begin(quote, manager=manager, by=actor_of(by), at=at)
    quoting.follow(quote.ticket_id, by=actor_of(by), at=at)
    return project


@story
def change(pk: int, plan: Plan, *, by: Reader, at: datetime) -> None:
    planning.change(_locked(pk, by), plan, by=actor_of(by), at=at)


@story
def add_milestone(
    pk: int, title: str, *, amount: int, due_on: date | None, by: Reader
) -> Milestone:
    return planning.add_milestone(_locked(pk, by), title, amount=amount, due_on=due_on)


@story
def remove_milestone(pk: int, key: int, *, by: Reader) -> None:
    planning.remove_milestone(_milestone(_locked(pk, by), key))


@story
def reach(pk: int, key: int, *, by: Reader, at: datetime) -> Milestone:
    """Note that a milestone is reached; what it comes to is charged, once, by who may."""
    milestone = _milestone(_locked(pk, by), key)
    if milestone.amount:
        need_charging(by)
    return reaching.reach(milestone, by=actor_of(by), at=at)


@story
def link(pk: int, number: int, *, by: Reader, at: datetime) -> None:
    """Let a ticket be worked on for a project, which pays for what was done on it, too."""
    ticket = lock_ticket(number, reader=by)
    planning.link(_locked(pk, by), ticket)
    quoting.follow(number, by=actor_of(by), at=at)


@story
def unlink(pk: int, number: int, *, by: Reader, at: datetime) -> None:
    if planning.unlink(_locked(pk, by), number):
        quoting.follow(number, by=actor_of(by), at=at)


@story
def end(pk: int, *, is_done: bool, by: Reader, at: datetime) -> None:
    state = Project.State.DONE if is_done else Project.State.CANCELLED
    planning.end(_locked(pk, by), state, by=actor_of(by), at=at)


def _locked(pk: int, by: Reader) -> Project:
    need_worker(by)
    if not projects_for(by).filter(pk=pk).exists():
        raise TicketNotFound(pk)
    return planning.lock(pk)


def _milestone(project: Project, key: int) -> Milestone:
    found = project.milestones.filter(pk=key).first()
    if found is None:
        raise TicketNotFound(key)
    found.project = project
    return found
