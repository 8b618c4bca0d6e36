"""Open tickets follow their policy as it is now, instead of as it was at their receipt: asked for
by an administrator who has seen what it does, never by itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from deskhand.catalog.models import Category
from deskhand.jobs.memory import remembering
from deskhand.journal.actor import Actor, system
from deskhand.people.models import Organization
from deskhand.sla.models import Policy, Recount
from deskhand.sla.replacing import POLICY, choose_anew
from deskhand.tickets.models import Ticket

C = Recount.Cause
OPEN = [category.value for category in Category if category.is_open]
A_BATCH = 50
# So many are tried for a preview; of more it says so.
MOST_TRIED = 100
TRIAL = system("trial")


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of open tickets: of `total`, `tried` were; so many would be promised
    something else, and so many would be due earlier than they are."""

    total: int
    tried: int
    moved: int
    earlier: int


def open_tickets(
    *, policy: Policy | None = None, organization: Organization | None = None
) -> QuerySet[Ticket]:
    """Return the open tickets that go by a policy, or those of an organization."""
    tickets = Ticket.objects.filter(status__category__in=OPEN)
    if policy is not None:
        return tickets.filter(Q(policy_choice__version__policy=policy))
    return tickets.filter(organization=organization)


@remembering(afresh=True)
def trial(tickets: QuerySet[Ticket], *, at: datetime) -> Trial:
    """Let some tickets follow, see what becomes of them, and take it all back."""
    total, some = tickets.count(), list(tickets.order_by("pk")[:MOST_TRIED])
    moved = earlier = 0
    with transaction.atomic():
        for ticket in some:
            before = ticket.due_order_at
            if choose_anew(ticket, field=POLICY, by=TRIAL, at=at, as_of=at):
                moved += 1
                earlier += ticket.due_order_at < before
        transaction.set_rollback(True)
    return Trial(total, len(some), moved, earlier)


def ask(
    *,
    policy: Policy | None = None,
    organization: Organization | None = None,
    by: Actor,
    at: datetime,
) -> Recount:
    """Let open tickets follow, in the background."""
    total = open_tickets(policy=policy, organization=organization).count()
    return Recount.objects.create(
        cause=C.POLICY if policy else C.ORGANIZATION,
        policy=policy,
        organization=organization,
        total=total,
        asked_by=by.name,
        asked_at=at,
    )


def batch(run: Recount, *, by: Actor, at: datetime) -> tuple[Sequence[Ticket], int]:
    """Let the next tickets of a run follow; returns them, and how many are promised something
    else. All go by what holds when the run was asked for."""
    tickets = open_tickets(policy=run.policy, organization=run.organization)
    keys = list(
        tickets.filter(pk__gt=run.cursor).order_by("pk").values_list("pk", flat=True)[:A_BATCH]
    )
    locked = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk")
    found = list(locked.select_related("priority", "status"))
    moved = sum(
        choose_anew(ticket, field=POLICY, by=by, at=at, as_of=run.asked_at) for ticket in found
    )
    return found, moved
