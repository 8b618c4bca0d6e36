"""Steps on real tickets: each fires once, however often the sweep comes by and whatever happens."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from deskhand.desk import mending, reply, triage
from deskhand.desk.releasing import release
from deskhand.jobs import queue
from deskhand.journal.models import Event
from deskhand.sla import clocks, jobs, sweeping
from deskhand.sla.models import Clock, PromiseRow, StepAct, StepFired
from deskhand.tickets.models import Ticket
from tests.cast import reader
from tests.sla import tables
from tests.sla.stepping import ask, came, clock_of, promised, step, sweep

pytestmark = pytest.mark.django_db
H, M = timedelta(hours=1), timedelta(minutes=1)
HALF, LATE = step("percent", value=50), step("due")
HOURLY = step("repeat", seconds=3600, unit="calendar", times=5)
FIRED, GONE = "fired", "superseded"


def set_status(ticket, category, *, by, at):
    status = ticket.status.scheme.statuses.get(category=category)
    triage.set_field(ticket.pk, "status", status, by=reader(by), at=at)


def set_level(ticket, level, *, by, at):
    fresh = Ticket.objects.get(pk=ticket.pk)
    priority = fresh.priority.scheme.priorities.get(level=level)
    triage.set_field(ticket.pk, "priority", priority, by=reader(by), at=at)


def events(name):
    return list(Event.objects.filter(name=name).order_by("id"))


def test_a_step_fires_once_however_often_the_sweep_comes_by(cast, at):
    promised(cast, HALF, LATE)
    ticket = ask(cast, at=at)
    for minutes in (119, 120, 121, 122, 122, 180):
        sweep(at + minutes * M)
    assert came(ticket) == [(1, 1, FIRED)]
    for minutes in (240, 241, 242, 3000):
        sweep(at + minutes * M)
    assert came(ticket) == [(1, 1, FIRED), (2, 1, FIRED)]
    [half, late] = events("step_came")
    assert (half.subject_id, half.payload["step"]) == (ticket.pk, "percent")
    assert late.payload["does"] == "notify"
    assert len(events("target_breached")) == 1


def test_next_fire_at_is_the_least_of_step_warning_and_due_time(cast, at):
    promised(cast, HALF, HOURLY)
    ticket = ask(cast, at=at)
    seen = []
    for _turn in range(5):
        next_at = clock_of(ticket).next_fire_at
        seen.append((next_at - at) / H)
        sweep(next_at + timedelta(seconds=1))
    assert seen == [2, 3, 4, 5, 6]
    assert sweep(clock_of(ticket).next_fire_at) == 0


def test_a_warning_is_told_once_at_its_instant(cast, at):
    promised(cast)
    ask(cast, at=at)
    for minutes in (179, 181, 190, 239):
        sweep(at + minutes * M)
    [near] = events("target_near")
    assert near.at == at + 3 * H and near.payload["kind"] == "resolution"


def test_after_a_downtime_only_the_latest_step_fires(cast, at):
    promised(cast, HALF, LATE, HOURLY)
    ticket = ask(cast, at=at)
    sweep(at + 7 * H + 5 * M)
    outcomes = dict.fromkeys(((1, 1), (2, 1), (3, 1), (3, 2)), GONE) | {(3, 3): FIRED}
    assert {(s, o): outcome for s, o, outcome in came(ticket)} == outcomes
    assert len(events("step_came")) == 1
    # Of what is late already nobody is told that it will soon be.
    assert not events("target_near")
    sweep(at + 8 * H + 5 * M)
    assert came(ticket)[-1] == (3, 4, FIRED)


def test_a_paused_clock_is_not_looked_at_and_goes_on_where_it_stood(cast, at):
    promised(cast, HALF)
    ticket = ask(cast, at=at)
    set_status(ticket, "waiting_requester", by=cast.ada, at=at + H)
    assert clock_of(ticket).next_fire_at is None
    sweep(at + 20 * H)
    assert came(ticket) == []
    set_status(ticket, "open", by=cast.ada, at=at + 20 * H)
    sweep(at + 20 * H + 59 * M)
    assert came(ticket) == []
    sweep(at + 21 * H + M)
    assert came(ticket) == [(1, 1, FIRED)]


def test_pauses_reopenings_and_other_facts_never_arm_a_step_anew(cast, at):
    promised(cast, HALF)
    ticket = ask(cast, at=at)
    sweep(at + 2 * H + M)
    revision = clock_of(ticket).revision
    for hours in (3, 5):
        set_status(ticket, "waiting_requester", by=cast.ada, at=at + hours * H)
        set_status(ticket, "open", by=cast.ada, at=at + (hours + 1) * H)
    set_status(ticket, "solved", by=cast.ada, at=at + 6.5 * H)
    set_status(ticket, "open", by=cast.ada, at=at + 50 * H)
    sweep(at + 51 * H)
    clock = clock_of(ticket)
    assert clock.revision > revision + 5 and clock.arming == 1
    assert came(ticket) == [(1, 1, FIRED)]


def test_an_earlier_due_time_leaves_fired_what_has_fired(cast, at):
    promised(cast, HALF, LATE, hours={1: 1, 2: 4, 3: 8, 4: 16, 5: 32})
    ticket = ask(cast, at=at)
    sweep(at + 4 * H + M)
    set_level(ticket, 2, by=cast.ada, at=at + 4 * H + 2 * M)
    assert clock_of(ticket).arming == 1
    sweep(at + 8 * H + M)
    assert came(ticket) == [(1, 1, FIRED), (2, 1, FIRED)]


def test_a_later_due_time_arms_the_steps_anew(cast, at):
    promised(cast, HALF, LATE, hours={1: 1, 2: 4, 3: 8, 4: 16, 5: 32})
    ticket = ask(cast, at=at)
    sweep(at + 4 * H + M)
    set_level(ticket, 4, by=cast.ada, at=at + 5 * H)
    assert clock_of(ticket).arming == 2
    sweep(at + 7 * H)
    assert came(ticket) == [(1, 1, FIRED)]
    sweep(at + 8 * H + M)
    sweep(at + 8 * H + 2 * M)
    assert came(ticket) == [(1, 1, FIRED)] * 2
    assert [row.arming for row in StepFired.objects.all()] == [1, 2]
    assert len(events("target_near")) == 0
    sweep(at + 12 * H + M)
    assert len(events("target_near")) == 1


def test_a_later_due_time_given_during_a_pause_arms_them_too(cast, at):
    promised(cast, HALF, hours={1: 1, 2: 4, 3: 8, 4: 16, 5: 32})
    ticket = ask(cast, at=at)
    sweep(at + 4 * H + M)
    set_status(ticket, "waiting_requester", by=cast.ada, at=at + 5 * H)
    set_level(ticket, 2, by=cast.ada, at=at + 6 * H)
    assert clock_of(ticket).arming == 1
    set_level(ticket, 4, by=cast.ada, at=at + 7 * H)
    assert clock_of(ticket).arming == 2


def test_steps_go_by_a_due_time_that_was_set_by_hand(cast, at):
    promised(cast, HALF)
    ticket = ask(cast, at=at)
    later = mending.Change(mending.Act.SET_DUE, "Agreed with Bea.", at + 12 * H)
    mending.mend(ticket.pk, clock_of(ticket).pk, later, by=reader(cast.ada), at=at + M)
    sweep(at + 3 * H)
    assert came(ticket) == []
    sweep(at + 6 * H + M)
    assert came(ticket) == [(1, 1, FIRED)]


def test_a_ticket_that_is_done_or_withdrawn_is_silent(cast, at):
    promised(cast, HALF, LATE)
    done, withdrawn = ask(cast, at=at), ask(cast, at=at)
    set_status(done, "solved", by=cast.ada, at=at + H)
    with transaction.atomic():
        locked = Ticket.objects.select_for_update().get(pk=withdrawn.pk)
        clocks.withdraw(locked, reason="merged", by=jobs.WATCH, at=at + H)
    sweep(at + 30 * H)
    assert came(done) == came(withdrawn) == []


def test_a_replaced_promise_is_silent_and_the_new_one_has_its_own_steps(cast, at):
    promised(cast, HALF, LATE)
    other = tables.policy("plain", tables.row("resolution", 10, steps=(step("percent", value=90),)))
    tables.owe(cast.cedar, other)
    ticket = ask(cast, at=at)
    sweep(at + 2 * H + M)
    by = reader(cast.ada)
    triage.set_field(ticket.pk, "organization", cast.cedar, by=by, at=at + 3 * H)
    sweep(at + 9 * H + M)
    assert came(ticket) == [(1, 1, FIRED), (1, 1, FIRED)]
    assert [row.spec["value"] for row in StepFired.objects.order_by("id")] == [50, 90]


def test_a_clock_keeps_the_steps_that_it_began_with(cast, at):
    made = promised(cast, HALF)
    ticket = ask(cast, at=at)
    tables.rewrite(made, tables.row("resolution", 4, steps=(step("percent", value=10),)), at=at + M)
    sweep(at + H)
    assert came(ticket) == []
    sweep(at + 2 * H + M)
    assert [row.spec["value"] for row in StepFired.objects.all()] == [50]


def test_a_clock_of_the_machine_that_jumps_fires_nothing_twice(cast, at):
    promised(cast, HALF, LATE, HOURLY)
    ticket = ask(cast, at=at)
    for hours in (2.1, -20, 2.2, 30, 4.5, 2.3, 30.1, 31):
        sweep(at + hours * H)
    keys = [(s, o) for s, o, _outcome in came(ticket)]
    assert sorted(keys) == [(1, 1), (2, 1), (3, 1), (3, 2), (3, 3), (3, 4), (3, 5)]


def test_a_sweep_that_lags_behind_takes_back_nothing(cast, at):
    promised(cast, HALF, hours={1: 1, 2: 4, 3: 8, 4: 16, 5: 32})
    ticket = ask(cast, at=at)
    # Late for a story of this second, and not yet for the sweep, which has a step to let fire.
    second = timedelta(seconds=1)
    set_level(ticket, 4, by=cast.ada, at=at + 8 * H + second)
    before = clock_of(ticket)
    sweep(at + 8 * H - second)
    after = clock_of(ticket)
    assert (after.state, after.due_at) == (before.state, before.due_at) == ("breached", at + 16 * H)
    sweep(at + 9 * H)
    assert len(events("target_breached")) == 1


def test_a_reply_whose_release_is_still_queued_makes_nothing_late(cast, at):
    promised(cast, LATE, kind="first_response")
    ticket = ask(cast, at=at)
    said = reply.Reply(text="On my way.")
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=at + 4 * H - M)
    sweep(at + 4 * H + M)
    assert clock_of(ticket, "first_response").state == "running"
    release(message.pk, at=at + 4 * H + 2 * M)
    sweep(at + 4 * H + 3 * M)
    assert clock_of(ticket, "first_response").state == "met"
    assert came(ticket) == [] and not events("target_breached")


def test_a_reply_that_is_never_released_holds_up_nothing_for_long(cast, at):
    promised(cast, LATE, kind="first_response")
    ticket = ask(cast, at=at)
    said = reply.Reply(text="On my way.")
    reply.reply(ticket.pk, said, by=reader(cast.ada), at=at + 4 * H - M)
    sweep(at + 4 * H + 11 * M)
    assert came(ticket) == [(1, 1, FIRED)]


def test_the_second_of_two_sweeps_with_the_same_list_changes_nothing(cast, at):
    promised(cast, HALF)
    ticket = ask(cast, at=at)
    keys = list(sweeping.due_clocks(at=at + 3 * H))
    for _worker in range(2):
        for key in keys:
            clocks.watch(key, by=jobs.WATCH, at=at + 3 * H)
    assert came(ticket) == [(1, 1, FIRED)]


def test_a_clock_that_cannot_be_read_holds_up_no_other(cast, at, monkeypatch):
    promised(cast, HALF)
    broken, sound = ask(cast, at=at), ask(cast, at=at)
    Clock.objects.filter(ticket=broken, kind="resolution").update(promised={"unit": "nonsense"})
    monkeypatch.setattr(jobs.timezone, "now", lambda: at + 2 * H + M)
    jobs.watch_clocks()
    assert came(sound) == [(1, 1, FIRED)]
    assert sweeping.due_clocks(at=at + 2 * H + M).count() == 0
    assert queue.counts().waiting > 0
    # Mended, it is found by its job.
    Clock.objects.filter(ticket=broken).update(promised=clock_of(sound).promised)
    jobs.watch_again.func(clock_of(broken).pk)
    assert came(broken) == [(1, 1, FIRED)]


def test_the_sweep_reads_one_range_of_one_index(cast, at):
    rows = sweeping.due_clocks(at=at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A table of a few rows is read from end to end and sorted otherwise.
            cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        plan = rows.explain()
        assert "clock_sweep" in plan and "Index Cond: (next_fire_at <" in plan, plan
        assert "Sort" not in plan
    else:
        plan = rows.explain()
        assert "clock_sweep" in plan and "SEARCH" in plan and "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        (step("percent"), "name a share"),
        (step("before"), "say how long"),
        (step("repeat", seconds=5), "once a minute"),
        (step("sometimes"), "cannot be"),
        (step("due", actions=[]), "say what it does"),
        (step("due", actions=[{"do": "dance"}]), "nothing that a step can do"),
        (step("due", actions=[{"do": "raise", "by": 3}]), "says nothing here"),
        (step("due", actions=[{"do": "notify", "who": []}]), "whom it tells"),
        (step("due", actions=[{"do": "notify", "who": ["king"]}]), "nobody whom"),
        (step("due", actions=[{"do": "notify", "who": [], "agents": [99999]}]), "no longer active"),
        (step("due", actions=[{"do": "reassign"}]), "to which team"),
        (step("due", actions=[{"do": "reassign", "team": 99999}]), "put away"),
        (step("due", actions=[{"do": "page"}]), "which ladder"),
        (step("due", actions=[{"do": "call", "hook": 99999}]), "which hook"),
        (step("due", actions="all"), "cannot be read"),
        (step("due", actions=[{"do": "notify", "who": [{}], "agents": "x"}]), "cannot be read"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused_with_a_sentence(cast, spec, said):
    from deskhand.sla.administration import PolicyRefused

    with pytest.raises(PolicyRefused, match=said):
        promised(cast, spec)
    assert not PromiseRow.objects.filter(version__policy__slug="stepped").exists()


def test_what_needs_no_more_words_may_be_said_shortly(cast, at):
    promised(cast, {"kind": "percent", "value": 50, "action": "notify"})
    ask(cast, at=at)
    sweep(at + 2 * H + M)
    assert StepAct.objects.get().spec == {"do": "notify", "who": ["assignee"]}


def test_what_is_doubtful_is_said(cast, at):
    from deskhand.sla import administration
    from deskhand.sla.checking import check
    from deskhand.sla.drafts import draft_of

    up = [{"do": "raise"}]
    made = promised(
        cast, step("before", seconds=36000), step("due", actions=up), step("due", actions=up)
    )
    said = [str(remark) for remark in check(draft_of(administration.latest(made)), at=at)]
    assert any("comes at once" in words for words in said)
    assert any("More than one step raises" in words for words in said)
