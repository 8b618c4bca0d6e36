"""Projects as pages show them: how far they are, and budget against what was done."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from deskhand.contracts.models import Milestone, Project
from deskhand.contracts.quotes.charging import agreed_answer, charges_of
from deskhand.contracts.quotes.writing import last_version
from deskhand.contracts.wording import money
from deskhand.people.reader import Reader
from deskhand.work.models import Task, TimeEntry

PERCENT = 100


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a project stands. `seconds` is what was worked, `budget` what it may take; amounts are
    in words: agreed, planned in milestones, charged so far."""

    seconds: int
    budget: timedelta | None
    agreed: str
    planned: str
    charged: str
    tasks_done: int
    tasks: int

    @property
    def percent(self) -> int | None:
        """How much of the budget of hours is used; more than a hundred where it did not suffice."""
        if not self.budget:
            return None
        return round(self.seconds * PERCENT / self.budget.total_seconds())

    @property
    def is_over(self) -> bool:
        return (self.percent or 0) > PERCENT


def projects_for(reader: Reader) -> QuerySet[Project]:
    """Return the projects that an agent may see, with what a list shows of them."""
    rows: Any = Project.objects.visible_to(reader)
    found: QuerySet[Project] = rows.select_related(
        "organization", "manager__person", "quote"
    ).annotate(
        count=Count("milestones"),
        reached=Count("milestones", filter=Q(milestones__reached_at__isnull=False)),
    )
    return found


def standing(project: Project) -> Standing:
    """Return where a project stands, in few statements."""
    version = last_version(project.quote)
    currency = version.currency
    agreed = agreed_answer(version).amount or 0
    milestones = project.milestones.aggregate(
        planned=Sum("amount"), charged=Sum("amount", filter=Q(charge__isnull=False))
    )
    by_quote = sum(
        one.amount for one in charges_of(project.quote) if not hasattr(one, "reversed_by")
    )
    numbers = project.places.values("ticket")
    worked = TimeEntry.objects.counted().filter(ticket__in=numbers).aggregate(sum=Sum("seconds"))
    tasks = Task.objects.filter(ticket__in=numbers).aggregate(
        count=Count("pk"), done=Count("pk", filter=Q(done_at__isnull=False))
    )
    minutes = project.budget_minutes
    return Standing(
        seconds=worked["sum"] or 0,
        budget=timedelta(minutes=minutes) if minutes else None,
        agreed=money(agreed, currency),
        planned=money(milestones["planned"] or 0, currency),
        charged=money((milestones["charged"] or 0) + by_quote, currency),
        tasks_done=tasks["done"],
        tasks=tasks["count"],
    )


def milestones_of(project: Project) -> list[tuple[Milestone, str]]:
    """Return the milestones of a project in order, each with its amount in words."""
    currency = last_version(project.quote).currency
    return [
        (one, money(one.amount, currency) if one.amount else "") for one in project.milestones.all()
    ]
