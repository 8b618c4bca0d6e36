"""Rules are followed: what happened is read from the journal, each event once and in order, and
what an active rule says of it is done.

Nothing is asked of those who make things happen: intake and pages write their events as ever. The
work process reads on behind them; while no rule is active, it does not even look. The place up to
which was read is kept in the transaction in which a rule acts: each acts once, whatever dies.
"""

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from deskhand.automation import runs
from deskhand.automation.models import Place, Rule, RuleRun
from deskhand.automation.rulebook import Reading, followed_rules, follows_events
from deskhand.automation.triggers import RULE, begins_with, trigger_of
from deskhand.desk.performing import REFUSALS, Scene, perform
from deskhand.desk.story import story
from deskhand.jobs.memory import forget
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.journal.reading import Cursor, since
from deskhand.tickets.access import TicketNotFound, lock
from deskhand.tickets.models import Ticket

log = logging.getLogger(__name__)

GUARD = system("loop guard")
TOGETHER = 100
# What happened before a desk stood still for longer is nothing that a rule should act on now.
NEWS = timedelta(hours=72)
Outcome = RuleRun.Outcome


def has_news() -> bool:
    """Whether there is something that rules have not looked at; asked only while one is active."""
    if not follows_events(followed_rules()):
        return False
    place = Place.objects.first()
    return place is not None and bool(since(Cursor(place.xid, place.event_id), limit=1))


@story
def turn(*, at: datetime) -> bool:
    """Look at the next events, and follow the rules on the first on which one acts.

    False when there is nothing to look at, or somebody else is looking.
    """
    if not follows_events(followed_rules()):
        return False
    place = Place.objects.select_for_update(skip_locked=True).first()
    if place is None:
        return False
    events = since(Cursor(place.xid, place.event_id), limit=TOGETHER)
    if not events:
        return False
    cursor = Cursor.behind(take(events, at=at))
    place.xid, place.event_id = cursor.xid, cursor.id
    place.save()
    return True


def take(events: Sequence[Event], *, at: datetime) -> Event:
    """Look at events in order until a rule acts on one; return the last that was looked at."""
    found = followed_rules()
    told = [(e, t) for e in events if (t := trigger_of(e)) in found and at - e.at < NEWS]
    tickets = _tickets(event for event, _trigger in told)
    for event, trigger in told:
        ticket = tickets.get(event.subject_id or 0)
        if ticket is None or begins_with(event, ticket):
            continue
        if any(_is_met(each, event, ticket, at=at) for each in found[trigger]):
            _follow(event, found[trigger], at=at)
            # The tickets that were read may have changed: the rest is read anew.
            return event
    return events[-1]


def follow_one(reading: Reading, ticket: Ticket, source: str, *, depth: int, at: datetime) -> bool:
    """Do what a rule says to a locked ticket that meets it, and write down why and what.

    What fails leaves the ticket as it was. False when the loop guard stopped the rule.
    """
    rule = reading.rule
    run = runs.begin_run(rule, ticket, source, depth=depth, at=at)
    run.why = reading.why(ticket, at=at)
    if reason := runs.why_stop(ticket, depth=depth, at=at):
        run.outcome, run.did = Outcome.STOPPED, [_circles(ticket)]
        runs.stop_rule(rule, ticket, reason=reason, by=GUARD, at=at)
        forget(followed_rules)
    else:
        _act(run, rule, ticket, source, at=at)
    runs.end_run(run)
    return run.outcome != Outcome.STOPPED


def _tickets(events: Iterable[Event]) -> dict[int, Ticket]:
    keys = {event.subject_id for event in events}
    found: dict[int, Ticket] = Ticket.objects.for_facts().in_bulk(keys) if keys else {}
    return found


def _is_met(reading: Reading, event: Event, ticket: Ticket, *, at: datetime) -> bool:
    is_own = event.actor_kind == RULE and event.actor_id == reading.rule.pk
    return not is_own and reading.matches(ticket, at=at)


def _follow(event: Event, readings: Sequence[Reading], *, at: datetime) -> None:
    """Follow the rules on one event, in their order; each sees what those before it did."""
    try:
        ticket = lock(event.subject_id or 0)
    except TicketNotFound:
        return
    source, depth = f"event:{event.pk}", runs.depth_of(event)
    for reading in readings:
        if not _is_met(reading, event, ticket, at=at):
            continue
        if runs.has_run(reading.rule, ticket, source):
            continue
        if not follow_one(reading, ticket, source, depth=depth, at=at):
            return
        ticket = lock(ticket.pk)
        if reading.rule.ends:
            return


def _act(run: RuleRun, rule: Rule, ticket: Ticket, source: str, *, at: datetime) -> None:
    scene = Scene(ticket, rule, runs.actor_of_rule(rule), source, at)
    try:
        with transaction.atomic():
            run.did = perform(scene)
    except (OperationalError, InterfaceError):
        raise
    except REFUSALS as error:
        run.outcome, run.did = Outcome.FAILED, [str(error)]
    except Exception:
        # One rule that fails holds up no other, and no ticket.
        log.exception("Rule %s failed on ticket %s", rule.pk, ticket.pk)
        run.outcome, run.did = Outcome.FAILED, [_("It failed; the log of the desk says why.")]


def _circles(ticket: Ticket) -> str:
    return _("It went round in circles on #%(number)d and was switched off.") % {
        "number": ticket.pk
    }
