"""Rules on tickets that have stood for a time: once in an episode, by the ticket's own hours."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.automation import rulebook, runs
from deskhand.automation.models import Rule, RuleRun
from deskhand.automation.sweeping import standing
from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk import lingering, requester, triage
from deskhand.tickets.models import Ticket
from tests import cast as casting

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOTE = {"do": "note", "text": "Still waiting."}


def rule(*acts: dict, amount: int = 3, unit: str = "open_days", **more) -> Rule:
    made = Rule(name="Lingers", trigger="stands", amount=amount, unit=unit, acts=list(acts))
    made.category = more.pop("category", "waiting_requester")
    made.condition = more.pop("condition", "")
    return rulebook.save_rule(made, **more)


def waiting(cast, at: datetime, category: Category = Category.WAITING_REQUESTER) -> Ticket:
    ticket = casting.ask(cast.bea, at=at)
    return stand(cast, ticket, category, at=at)


def stand(cast, ticket: Ticket, category: Category, *, at: datetime) -> Ticket:
    status = status_of(ticket.status.scheme, category)
    return triage.set_field(ticket.pk, "status", status, by=casting.reader(cast.ada), at=at)


def test_business_days_are_those_of_the_ticket(cast, at):
    """From Wednesday on, three business days end with the close of Monday, in Pacific time."""
    rule(NOTE)
    ticket = waiting(cast, at + 10 * HOUR)
    close = datetime(2026, 3, 9, 17, 0, tzinfo=ZoneInfo("America/Los_Angeles"))
    assert lingering.sweep(at=close - HOUR) == 0
    assert lingering.sweep(at=close) == 1
    assert ticket.messages.filter(text="Still waiting.").count() == 1


@pytest.mark.parametrize(("unit", "hours"), [("hours", 2), ("open_hours", 24)])
def test_hours_are_those_of_the_clock_or_of_business(cast, at, unit, hours):
    """Two hours from 16:30 on, in a day that closes at 17:00 and opens at 7:30."""
    rule(NOTE, amount=2, unit=unit)
    begin = datetime(2026, 3, 4, 16, 30, tzinfo=ZoneInfo("America/Los_Angeles"))
    waiting(cast, begin)
    assert lingering.sweep(at=begin + timedelta(hours=1, minutes=59)) == 0
    assert lingering.sweep(at=begin + timedelta(hours=hours)) == 1


def test_a_rule_acts_once_in_an_episode_and_again_in_the_next(cast, at):
    rule(NOTE, amount=1, unit="hours")
    ticket = waiting(cast, at)
    assert lingering.sweep(at=at + 2 * HOUR) == 1
    assert lingering.sweep(at=at + 3 * HOUR) == 0
    requester.answer(ticket.pk, "Here", by=casting.reader(cast.bea), at=at + 4 * HOUR)
    assert lingering.sweep(at=at + 6 * HOUR) == 0
    stand(cast, ticket, Category.WAITING_REQUESTER, at=at + 6 * HOUR)
    assert lingering.sweep(at=at + 8 * HOUR) == 1


def test_a_desk_that_stood_still_makes_up_for_it_once(cast, at):
    rule(NOTE, amount=1, unit="hours")
    waiting(cast, at)
    assert lingering.sweep(at=at + 30 * DAY) == 1
    assert RuleRun.objects.count() == 1


def test_what_stays_solved_is_closed_by_the_rule_that_ships(cast, at):
    ticket = waiting(cast, at, Category.SOLVED)
    lingering.sweep(at=at + 9 * DAY)
    ticket.refresh_from_db()
    assert ticket.category == "solved"
    lingering.sweep(at=at + 16 * DAY)
    ticket.refresh_from_db()
    assert ticket.category == "closed"
    assert ticket.closed_at == at + 16 * DAY


def test_only_what_meets_the_condition_and_the_clients(cast, at):
    rule(NOTE, amount=1, unit="hours", condition="-tag:vip", organizations=(cast.birch,))
    waiting(cast, at)
    spared = waiting(cast, at)
    triage.set_field(spared.pk, "tags", ["vip"], by=casting.reader(cast.ada), at=at)
    other = casting.ask(cast.cem, at=at)
    stand(cast, other, Category.WAITING_REQUESTER, at=at)
    assert lingering.sweep(at=at + 2 * HOUR) == 1


def test_a_rule_that_was_changed_or_switched_off_meanwhile_does_not_act(cast, at):
    made = rule(NOTE, amount=1, unit="hours")
    ticket = waiting(cast, at)
    read = rulebook.followed_rules()["stands"][-1]
    rulebook.switch_rule(made, on=False)
    assert not lingering._follow(read, ticket, at=at + 2 * HOUR)


def test_the_log_is_kept_while_a_ticket_still_stands_so(cast, at):
    rule(NOTE, amount=1, unit="hours")
    waiting(cast, at)
    lingering.sweep(at=at + 2 * HOUR)
    assert not runs.old_runs(at=at + 200 * DAY).exists()
    Ticket.objects.update(closed_at=at)
    assert runs.old_runs(at=at + 200 * DAY).count() == 1


def test_what_is_due_is_found_by_an_index(cast, at):
    made = rule(NOTE, amount=1, unit="hours")
    read = rulebook.followed_rules()["stands"][-1]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        standing(read, at=at)
    sql = asked[-1]["sql"]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute(f"EXPLAIN {sql}")
        else:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "standing_since" in plan, (made, plan)
