"""Which tickets have stood long enough for a rule: found by one range of one index.

No time is shorter in business hours than by the clock, so the clock alone says which tickets come
into question; of those, the few that have not stood long enough are told by their calendar.
"""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from deskhand.automation.models import Rule, RuleRun
from deskhand.automation.rulebook import Reading, rule_reader
from deskhand.rules import worktime
from deskhand.rules.worktime import Calendar
from deskhand.tickets.conditions import compile_to_q
from deskhand.tickets.models import Ticket

TOGETHER = 200
Unit = Rule.Unit
Place = tuple[datetime, int]


def standing(
    reading: Reading, *, at: datetime, after: Place | None = None, limit: int = TOGETHER
) -> list[Ticket]:
    """Return tickets that meet a rule and may have stood long enough, the longest first, behind a
    place; those on which it acted in this episode are left out."""
    rule = reading.rule
    rows = Ticket.objects.filter(
        category=rule.category, closed_at=None, status_since__lte=at - shortest(rule)
    )
    if rule.pk is not None:
        acted = RuleRun.objects.filter(
            rule=rule, ticket=OuterRef("pk"), since=OuterRef("status_since")
        )
        rows = rows.filter(~Exists(acted))
    if reading.organizations is not None:
        rows = rows.filter(organization__in=reading.organizations)
    if reading.condition is not None:
        rows = rows.filter(compile_to_q(reading.condition, at=at, reader=rule_reader()))
    if after is not None:
        since, pk = after
        later = Q(status_since__gt=since) | Q(status_since=since, pk__gt=pk)
        rows = rows.filter(later, status_since__gte=since)
    return list(rows.for_list().order_by("status_since", "pk")[:limit])


def is_due(rule: Rule, ticket: Ticket, calendar: Calendar | None, *, at: datetime) -> bool:
    """Whether a ticket has stood long enough by the hours that it goes by; by the clock where it
    has none."""
    since, amount = ticket.status_since, rule.amount or 0
    if since is None:
        return False
    if rule.unit == Unit.OPEN_HOURS and calendar is not None:
        due_at = worktime.add(calendar, since, timedelta(hours=amount))
    elif rule.unit == Unit.OPEN_DAYS and calendar is not None:
        due_at = worktime.business_day(calendar, since, amount, rule="date")
    else:
        due_at = since + _span(rule)
    return due_at is not None and due_at <= at


def shortest(rule: Rule) -> timedelta:
    """The shortest time by the clock in which so much can pass: a business day ends with its
    close, so that the first may end within hours."""
    if rule.unit == Unit.OPEN_DAYS:
        return timedelta(days=max(0, (rule.amount or 0) - 1))
    return _span(rule)


def _span(rule: Rule) -> timedelta:
    amount = rule.amount or 0
    hours = rule.unit in {Unit.HOURS, Unit.OPEN_HOURS}
    return timedelta(hours=amount) if hours else timedelta(days=amount)
