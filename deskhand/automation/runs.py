"""The log of rules, and the guard that lets none of them go round in circles."""

import json
from datetime import datetime, timedelta

from django.db.models import Count, Max, QuerySet, TextField
from django.db.models.functions import Cast

from deskhand.automation.events import RuleRan, RuleStopped
from deskhand.automation.models import Rule, RuleRun
from deskhand.automation.triggers import RULE
from deskhand.jobs.together import Row, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.models import Event
from deskhand.journal.record import record
from deskhand.tickets.models import Ticket

# A rule's doing may let another rule act, and so on, so many times.
DEEPEST = 3
MOST_IN_A_MINUTE = 20
KEPT = timedelta(days=90)
A_MINUTE = timedelta(minutes=1)
Outcome = RuleRun.Outcome


def actor_of_rule(rule: Rule) -> Actor:
    """A rule as a doer, by its name at the time."""
    return Actor(RULE, rule.pk, rule.name)


def depth_of(event: Event) -> int:
    """How many rules stand one behind the other behind an event: 0 when none did it."""
    if event.actor_kind != RULE:
        return 0
    runs = RuleRun.objects.filter(
        ticket=event.subject_id,
        rule=event.actor_id,
        first_event__lt=event.pk,
        last_event__gte=event.pk,
    )
    run = runs.first()
    return run.depth + 1 if run else 1


def why_stop(ticket: Ticket, *, depth: int, at: datetime) -> str:
    """Say why the guard lets no rule act on this ticket now; an empty text when it may."""
    if depth > DEEPEST:
        return f"depth {depth}"
    lately = RuleRun.objects.filter(ticket=ticket, at__gt=at - A_MINUTE).count()
    return f"{lately} runs" if lately >= MOST_IN_A_MINUTE else ""


def begin_run(rule: Rule, ticket: Ticket, source: str, *, depth: int, at: datetime) -> RuleRun:
    """Begin to write down that a rule is followed; the ticket is locked."""
    return RuleRun(
        rule=rule,
        ticket=ticket,
        source=source,
        since=ticket.status_since if source.startswith("since:") else None,
        depth=depth,
        at=at,
        outcome=Outcome.DONE,
        first_event=_last_event(ticket),
    )


def episode(ticket: Ticket) -> str:
    """Name the time for which a ticket has stood where it stands: a rule acts once in it."""
    return f"since:{ticket.status_since.isoformat()}" if ticket.status_since else ""


def has_run(rule: Rule, ticket: Ticket, source: str) -> bool:
    return RuleRun.objects.filter(rule=rule, ticket=ticket, source=source).exists()


def is_followed(rule: Rule) -> bool:
    """Whether a rule is still active, and still as it was read."""
    return Rule.objects.filter(pk=rule.pk, version=rule.version, is_active=True).exists()


def end_run(run: RuleRun) -> None:
    """Write down what a rule did, in the transaction in which it did."""
    run.last_event = _last_event(run.ticket)
    run.save(force_insert=True)
    ticket = run.ticket
    event = RuleRan(
        ticket=ticket.pk,
        rule=run.rule_id,
        run=run.pk,
        outcome=run.outcome,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=actor_of_rule(run.rule), at=run.at)


def stop_rule(rule: Rule, ticket: Ticket, *, reason: str, by: Actor, at: datetime) -> None:
    """Switch a rule off that goes round in circles; administrators are told."""
    Rule.objects.filter(pk=rule.pk).update(is_active=False, stop_reason=reason[:300])
    record(RuleStopped(rule=rule.pk, ticket=ticket.pk), by=by, at=at)


def runs_of(rule: Rule, *, before: int | None = None, limit: int = 50) -> list[RuleRun]:
    """Return the latest runs of a rule, newest first."""
    rows = RuleRun.objects.filter(rule=rule).select_related("ticket")
    return list((rows.filter(pk__lt=before) if before else rows).order_by("-id")[:limit])


@shape
def runs_asked(keys: list[int]) -> QuerySet:
    """Return what to read of runs by their keys, for `read_together`."""
    as_text = {name: Cast(name, TextField()) for name in ("why", "did")}
    rows = RuleRun.objects.filter(pk__in=keys)
    return told(rows, pk="pk", name="rule__name", outcome="outcome", **as_text)


def run_in(row: Row) -> RuleRun:
    """Return a run that was read, with what can be said of it."""
    why, did = json.loads(row["why"]), json.loads(row["did"])
    rule = Rule(name=row["name"])
    return RuleRun(pk=row["pk"], rule=rule, outcome=row["outcome"], why=why, did=did)


def counts(*, at: datetime) -> dict[int, tuple[int, datetime]]:
    """Return how often each rule was followed in the last thirty days, and when last."""
    lately = RuleRun.objects.filter(at__gt=at - timedelta(days=30)).order_by()
    rows = lately.values("rule").annotate(times=Count("pk"), last=Max("at"))
    return {row["rule"]: (row["times"], row["last"]) for row in rows}


def old_runs(*, at: datetime) -> QuerySet[RuleRun]:
    """Return what is kept no longer. What a ticket still stands for is kept: it is why the rule is
    not followed again."""
    rows = RuleRun.objects.filter(at__lt=at - KEPT)
    return rows.exclude(source__startswith="since:", ticket__closed_at=None)


def _last_event(ticket: Ticket) -> int:
    rows = Event.objects.filter(subject_kind="ticket", subject_id=ticket.pk)
    return rows.order_by("-id").values_list("pk", flat=True).first() or 0
