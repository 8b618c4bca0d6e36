"""A project is begun of an approved quote, planned in milestones, and brought to its end."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, QuerySet, Sum
from django.utils.translation import gettext as _

from deskhand.contracts.events import ProjectChanged
from deskhand.contracts.models import Milestone, Project, ProjectTicket, Quote
from deskhand.contracts.quotes.charging import agreed_answer, agreed_lines
from deskhand.contracts.quotes.writing import last_version
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.lineage import above
from deskhand.people.models import Agent
from deskhand.people.zones import zone_of
from deskhand.tickets.models import Ticket

MOST_MILESTONES = 40
MOST_MINUTES = 10_000_000
State = Project.State


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a project is: who leads it, who works on it, when, and how long it may take."""

    name: str
    begins_on: date
    due_on: date | None = None
    budget_minutes: int | None = None
    manager: Agent | None = None
    members: tuple[Agent, ...] = ()


def begin(quote: Quote, *, manager: Agent | None, by: Actor, at: datetime) -> Project:
    """Begin a project of a locked quote that is approved; where it is charged by milestones, each
    of its lines is one to begin with. Its ticket comes along. Raises ContractRefused."""
    if quote.state not in {Quote.State.APPROVED, Quote.State.CHARGED}:
        raise ContractRefused("", _("Only an approved quote becomes a project."))
    if Project.objects.filter(quote=quote).exists():
        raise ContractRefused("", _("It is a project already."))
    version = last_version(quote)
    answer = agreed_answer(version)
    project = Project.objects.create(
        organization=quote.organization,
        quote=quote,
        name=version.title,
        manager=manager,
        begins_on=at.astimezone(zone_of(None, quote.organization)).date(),
        made_at=at,
        made_by=by.name,
    )
    if quote.charging == Quote.Charging.MILESTONES:
        Milestone.objects.bulk_create(
            Milestone(
                project=project,
                position=position,
                title=line.text[:200],
                amount=line.priced.net(version.currency),
            )
            for position, line in enumerate(agreed_lines(version, answer), 1)
        )
    if quote.ticket is not None and not _is_elsewhere(quote.ticket):
        ProjectTicket.objects.create(project=project, ticket=quote.ticket)
    tell(project, "begun", by=by, at=at)
    return project


def change(project: Project, plan: Plan, *, by: Actor, at: datetime) -> None:
    """Change what a locked project is. Raises ContractRefused."""
    need_open(project)
    if not plan.name.strip():
        raise ContractRefused("name", _("What is it called?"))
    if plan.due_on is not None and plan.due_on < plan.begins_on:
        raise ContractRefused("due_on", _("It ends before it begins."))
    project.name, project.manager = plan.name.strip()[:200], plan.manager
    project.begins_on, project.due_on = plan.begins_on, plan.due_on
    project.budget_minutes = plan.budget_minutes
    project.save()
    project.members.set(plan.members)
    tell(project, "changed", by=by, at=at)


def add_milestone(
    project: Project, title: str, *, amount: int = 0, due_on: date | None = None
) -> Milestone:
    """Add a milestone to a locked project. Raises ContractRefused beyond what was agreed."""
    need_open(project)
    if not title.strip():
        raise ContractRefused("title", _("What is reached with it?"))
    if amount < 0:
        raise ContractRefused("amount", _("An amount is not less than zero."))
    if amount and project.quote.charging != Quote.Charging.MILESTONES:
        raise ContractRefused("amount", _("The quote of it is not charged by milestones."))
    if project.milestones.count() >= MOST_MILESTONES:
        raise ContractRefused("", _("At most forty milestones."))
    _need_within(project, project.milestones.all(), amount)
    last = project.milestones.aggregate(last=Max("position"))["last"] or 0
    return Milestone.objects.create(
        project=project, position=last + 1, title=title.strip()[:200], amount=amount, due_on=due_on
    )


def remove_milestone(milestone: Milestone) -> None:
    """Take a milestone out that was not reached. Raises ContractRefused."""
    if milestone.reached_at is not None:
        raise ContractRefused("", _("It was reached; what was done stays."))
    milestone.delete()


def link(project: Project, ticket: Ticket) -> None:
    """Let a ticket of the same client be worked on for a locked project. Raises ContractRefused."""
    need_open(project)
    client = ticket.organization_id
    if client is None or project.organization_id not in {client, *above(client)}:
        raise ContractRefused("ticket", _("This ticket is of another client."))
    place = ProjectTicket.objects.filter(ticket=ticket).first()
    if place is not None and place.project_id != project.pk:
        raise ContractRefused("ticket", _("This ticket is of another project."))
    if place is None:
        ProjectTicket.objects.create(project=project, ticket=ticket)


def unlink(project: Project, number: int) -> bool:
    """Take a ticket out of a project; False where it was not in it."""
    count, _by_model = project.places.filter(ticket=number).delete()
    return bool(count)


def end(project: Project, state: str, *, by: Actor, at: datetime) -> None:
    """End a locked project, done or broken off; the same again changes nothing."""
    if project.state != State.OPEN:
        return
    project.state, project.ended_at = state, at
    project.save(update_fields=["state", "ended_at"])
    tell(project, state, by=by, at=at)


def need_open(project: Project) -> None:
    if project.state != State.OPEN:
        raise ContractRefused("", _("This project has ended."))


def need_agreed(milestone: Milestone) -> None:
    """Raise ContractRefused where a milestone, with those that are charged, comes to more than was
    agreed: an estimate may be approved up to less than its lines come to."""
    reached = milestone.project.milestones.exclude(charge=None)
    _need_within(milestone.project, reached, milestone.amount)


def lock(pk: int) -> Project:
    """Lock a project for the running transaction."""
    rows = Project.objects.select_for_update(of=("self",))
    found: Project = rows.select_related("organization", "quote__contract", "quote__ticket").get(
        pk=pk
    )
    return found


def tell(project: Project, act: str, *, by: Actor, at: datetime) -> None:
    told = ProjectChanged(project=project.pk, act=act, organization=project.organization_id)
    record(told, by=by, at=at)


def _is_elsewhere(ticket: Ticket) -> bool:
    return ProjectTicket.objects.filter(ticket=ticket).exists()


def _need_within(project: Project, others: QuerySet[Milestone], amount: int) -> None:
    version = last_version(project.quote)
    agreed = agreed_answer(version).amount
    planned = others.aggregate(sum=Sum("amount"))["sum"] or 0
    if agreed is not None and planned + amount > agreed:
        words = _("All milestones come to %(sum)s then, and %(amount)s was approved.")
        currency = version.currency
        filled = {"sum": money(planned + amount, currency), "amount": money(agreed, currency)}
        raise ContractRefused("amount", words % filled)
