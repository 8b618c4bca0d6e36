"""Open tickets follow a policy, or what a client is owed, as it is now, when that is asked for."""

from datetime import UTC, datetime

import pytest

from deskhand.desk import mending, triage
from deskhand.jobs import queue
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.sla import recounting
from deskhand.sla.editing import follow
from deskhand.sla.explain import explain
from deskhand.sla.following import open_tickets, trial
from deskhand.sla.governing import kept
from deskhand.sla.models import Clock, Recount
from deskhand.sla.rebuild import rebuild
from deskhand.tickets.models import Ticket
from tests.cast import ask, reader
from tests.sla.stepping import sweep
from tests.sla.tables import HOUR, owe, policy, rewrite, row

pytestmark = pytest.mark.django_db

TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
BY = system("test")
STEP = {"kind": "percent", "value": 50, "action": "notify"}


def due_at(ticket: Ticket) -> datetime | None:
    return Ticket.objects.get(pk=ticket.pk).due_order_at


def go(**of) -> Recount:
    run = follow(**of, by=BY, at=TUESDAY + 3 * HOUR)
    while recounting.step(run.pk, by=BY, at=TUESDAY + 3 * HOUR):
        pass
    run.refresh_from_db()
    return run


@pytest.fixture
def gold(cast):
    made = policy("gold", row("first_response", 8))
    owe(cast.birch, made)
    return made


def test_open_tickets_are_promised_what_their_policy_says_now(cast, gold):
    ticket, done = ask(cast.bea, at=TUESDAY), ask(cast.bea, at=TUESDAY)
    other = ask(cast.cem, at=TUESDAY)
    closed = done.status.scheme.statuses.get(category="closed")
    triage.set_field(done.pk, "status", closed, by=reader(cast.ada), at=TUESDAY)
    before = due_at(done), due_at(other)
    version = rewrite(gold, row("first_response", 4), at=TUESDAY + 2 * HOUR)
    assert due_at(ticket) == TUESDAY + 8 * HOUR
    run = go(policy=gold)
    assert (run.state, run.looked_at, run.moved) == ("done", 1, 1)
    assert due_at(ticket) == TUESDAY + 4 * HOUR
    assert (due_at(done), due_at(other)) == before
    assert kept(Ticket.objects.get(pk=ticket.pk)).version == version
    now = Clock.objects.get(ticket=ticket, replaced_at=None)
    assert "open tickets follow the policy as it is now" in now.reason
    assert not list(rebuild(at=TUESDAY + 99 * HOUR, check=True))


def test_a_later_correction_does_not_bring_the_old_promise_back(cast, gold):
    ticket = ask(cast.bea, at=TUESDAY)
    rewrite(gold, row("first_response", 4), at=TUESDAY + 2 * HOUR)
    go(policy=gold)
    at = TUESDAY + 3.5 * HOUR
    triage.set_field(ticket.pk, "kind", "question", by=reader(cast.ada), at=at)
    assert due_at(ticket) == TUESDAY + 4 * HOUR


def test_a_client_that_is_owed_something_else_now(cast, gold):
    ticket = ask(cast.bea, at=TUESDAY)
    silver = policy("silver", row("first_response", 5))
    gone = cast.birch.policy_assignments.get()
    gone.ends_at = TUESDAY + HOUR
    gone.save()
    owe(cast.birch, silver, since=TUESDAY + HOUR)
    assert due_at(ticket) == TUESDAY + 8 * HOUR
    go(organization=cast.birch)
    assert due_at(ticket) == TUESDAY + 5 * HOUR


def test_a_trial_tells_and_changes_nothing(cast, gold):
    ticket = ask(cast.bea, at=TUESDAY)
    rewrite(gold, row("first_response", 4), at=TUESDAY + 2 * HOUR)
    events = Event.objects.count()
    told = trial(open_tickets(policy=gold), at=TUESDAY + 3 * HOUR)
    assert (told.total, told.tried, told.moved, told.earlier) == (1, 1, 1, 1)
    assert due_at(ticket) == TUESDAY + 8 * HOUR
    assert Event.objects.count() == events
    assert Clock.objects.filter(ticket=ticket).count() == 1


def test_its_page_shows_what_it_does_and_then_does_it(cast, gold, client_of):
    ticket = ask(cast.bea, at=datetime.now(UTC))
    rewrite(gold, row("first_response", 4), at=datetime.now(UTC))
    client, path = client_of(cast.asta), f"/setup/policies/{gold.pk}/open-tickets/"
    page = client.get(path).content.decode()
    assert "1 open tickets, 1 would be promised something else, 1 due earlier than now." in page
    before = due_at(ticket)
    answer = client.post(path)
    assert answer.status_code == 302
    queue.drain()
    assert due_at(ticket) == before - 4 * HOUR
    assert "1 of 1 open tickets." in client.get(answer.url).content.decode()
    page = client_of(cast.ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert "Promises follow the policy as it is now" in page
    path = f"/setup/organizations/{cast.birch.pk}/open-tickets/"
    assert "There is nothing to do." in client.get(path).content.decode()
    assert client.get("/setup/policies/999999/open-tickets/").status_code == 404


def mended(cast, ticket: Ticket, due: datetime, *, at: datetime) -> Clock:
    clock = Clock.objects.get(ticket=ticket)
    change = mending.Change(mending.Act.SET_DUE, "Agreed on the phone.", due)
    mending.mend(ticket.pk, clock.pk, change, by=reader(cast.ada), at=at)
    return clock


def test_a_due_time_that_somebody_set_stays_where_something_else_is_promised(cast, gold):
    ticket = ask(cast.bea, at=TUESDAY)
    mended(cast, ticket, TUESDAY + 20 * HOUR, at=TUESDAY + HOUR)
    rewrite(gold, row("first_response", 0.5), at=TUESDAY + 2 * HOUR)
    go(policy=gold)
    now = Clock.objects.get(ticket=ticket, replaced_at=None)
    assert (now.state, now.due_at) == ("running", TUESDAY + 20 * HOUR)
    assert now.computed_due_at == TUESDAY + 0.5 * HOUR
    told = explain(ticket.pk, at=TUESDAY + 3 * HOUR)
    assert "Due time set by hand on Tue 3 Mar 2026, 11:00 PST by Ada" in told
    assert "set by hand before, by Ada" in told and "Agreed on the phone." in told
    assert not list(rebuild(at=TUESDAY + 99 * HOUR, check=True))


def test_where_the_same_is_promised_a_clock_goes_on_and_a_breach_keeps_its_day(cast, gold):
    late, ticket = ask(cast.bea, at=TUESDAY - 48 * HOUR), ask(cast.bea, at=TUESDAY)
    held = mended(cast, ticket, TUESDAY + 20 * HOUR, at=TUESDAY + HOUR)
    sweep(at=TUESDAY + HOUR)
    by_level = {1: 1, **dict.fromkeys(range(2, 6), 8)}
    rewrite(gold, row("first_response", by_level, steps=(STEP,)), at=TUESDAY + 2 * HOUR)
    run = go(policy=gold)
    assert run.moved == 2
    broken = Clock.objects.get(ticket=late)
    assert (broken.state, broken.breached_at) == ("breached", TUESDAY - 40 * HOUR)
    going = Clock.objects.get(ticket=ticket)
    assert (going.pk, going.due_at, going.replaced_at) == (held.pk, TUESDAY + 20 * HOUR, None)
    assert going.row.steps == [STEP] and going.policy_version.number == 2
    assert going.next_fire_at == TUESDAY + 10 * HOUR
    assert go(policy=gold).moved == 0
    assert not list(rebuild(at=TUESDAY + 99 * HOUR, check=True))
