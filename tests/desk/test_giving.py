"""Rules give tickets to agents: in turn, by load, by skill, not to whoever is away."""

import threading
from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from deskhand.automation.giving import choose, note_given
from deskhand.automation.models import Absence, Duty, Given, Rule, RuleRun
from deskhand.desk import triage
from deskhand.tickets.access import lock
from tests import cast as casting
from tests.desk.ruled import follow, keep

HOUR = timedelta(hours=1)


@pytest.fixture
def team(cast):
    """Ada, Bo and Cy on the service desk."""
    made = {"ada": cast.ada}
    for name in ("Bo", "Cy"):
        made[name.lower()] = casting.agent(name, teams=[cast.service_desk])
    return made


def give(how: str = "in_turn", *, sticky: bool = False) -> Rule:
    acts = [{"do": "assign", "how": how, "sticky": sticky}]
    return keep(Rule(name="Give", trigger="opened", acts=acts))


def assignee(ticket):
    ticket.refresh_from_db()
    return str(ticket.assignee) if ticket.assignee else None


def opened(cast, at, count=1):
    """Tickets that are opened and given out one after the other."""
    made = []
    for n in range(count):
        now = at + n * timedelta(minutes=1)
        made.append(casting.ask(cast.bea, at=now))
        follow(now)
    return [assignee(ticket) for ticket in made]


@pytest.mark.django_db
def test_in_turn_each_gets_one(cast, team, at):
    give()
    names = opened(cast, at, 6)
    assert sorted(names[:3]) == sorted(names[3:]) == ["Ada", "Bo", "Cy"]
    assert Given.objects.count() == 6
    assert "next in turn" in RuleRun.objects.first().did[-1]


@pytest.mark.django_db
def test_the_least_busy_is_who_has_the_lightest_tickets(cast, team, at):
    give("least_busy")
    heavy = casting.open_ticket(requester=cast.bea, at=at)
    triage.put(heavy, "assignee", cast.ada, by=casting.doer(cast.asta), at=at)
    assert opened(cast, at, 2) == ["Bo", "Cy"]


@pytest.mark.django_db
def test_whoever_is_away_is_passed_over_and_his_substitute_stands_in(cast, team, at):
    give(sticky=True)
    before = casting.open_ticket(requester=cast.bea, at=at)
    triage.put(before, "assignee", team["cy"], by=casting.doer(cast.asta), at=at)
    assert opened(cast, at) == ["Cy"]
    day = at.date()
    Absence.objects.create(
        agent=team["cy"], begins_on=day, ends_on=day + timedelta(days=3), substitute=team["bo"]
    )
    assert opened(cast, at + HOUR) == ["Bo"]
    assert "1 is away" in RuleRun.objects.first().did[-1]


@pytest.mark.django_db
def test_working_time_skill_and_capacity_count(cast, team, at):
    give()
    Duty.objects.create(agent=team["ada"], begins=time(20), ends=time(4))
    Duty.objects.create(agent=team["bo"], capacity=1)
    Duty.objects.create(agent=team["cy"], weekdays=[2], skills=["vpn"])
    assert opened(cast, at, 3) == ["Cy", "Cy", "Cy"]
    assert opened(cast, at + timedelta(days=1)) == [None]
    assert "Nobody" in RuleRun.objects.first().did[-1]


@pytest.mark.django_db
def test_a_ticket_that_somebody_has_stays_with_him(cast, team, at):
    give()
    ticket = casting.ask(cast.bea, at=at)
    triage.take(ticket.pk, by=casting.reader(cast.nils), at=at)
    follow(at)
    assert assignee(ticket) == "Nils"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_two_given_out_at_once_go_to_two(at):
    cast = casting.gather()
    casting.agent("Bo", teams=[cast.service_desk])
    tickets = [casting.ask(cast.bea, at=at) for _n in range(2)]
    both, names = threading.Barrier(2), []

    def work(number: int) -> None:
        try:
            with transaction.atomic():
                ticket = lock(number)
                both.wait(timeout=10)
                made = choose(ticket, ticket.team, how="in_turn", sticky=False, at=at)
                triage.put(ticket, "assignee", made.agent, by=casting.doer(cast.asta), at=at)
                note_given(ticket, made.agent, at=at)
                names.append(str(made.agent))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(ticket.pk,)) for ticket in tickets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(names) == ["Ada", "Bo"]
