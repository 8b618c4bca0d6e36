"""Clocks told by their events."""

import pytest

from deskhand.rules.clock import Clock, Event, read, with_event, with_events
from deskhand.rules.targets import Target
from tests.rules.calendars import MIN, NEVER, OFFICE, H, utc

FOUR_HOURS = Target("business", seconds=4 * 3600)
ONE_HOUR = Target("business", seconds=3600)


def clock(*facts, target=FOUR_HOURS, started="8 09:00", hours=OFFICE):
    """A clock from texts like "8 10:00 pause"; events may be given whole."""
    events = tuple(fact if isinstance(fact, Event) else event(fact) for fact in facts)
    return Clock(hours, target, utc(started) if started else None, events)


def event(text, **parts):
    day, time, kind = text.split()
    return Event(utc(f"{day} {time}"), kind, **parts)


def retarget(text, target, mode="retroactive"):
    return event(f"{text} retarget", target=target, mode=mode)


@pytest.mark.parametrize(
    ("facts", "at", "state", "due"),
    [
        pytest.param([], "8 12:00", "running", "8 13:00", id="runs"),
        pytest.param([], "8 13:00", "running", "8 13:00", id="at the due instant it still runs"),
        pytest.param([], "8 13:01", "breached", "8 13:00", id="later it is late"),
        pytest.param(["8 13:00 stop"], "9 13:00", "met", "8 13:00", id="a stop at due is met"),
        pytest.param(["8 13:01 stop"], "9 13:00", "breached", "8 13:00", id="after it is late"),
        pytest.param(["8 10:00 pause"], "9 13:00", "paused", None, id="paused has no due"),
        pytest.param(
            ["8 10:00 pause", "8 12:00 resume"], "8 14:00", "running", "8 15:00", id="resumed"
        ),
        pytest.param(
            ["8 10:00 pause", "8 11:00 pause", "8 12:00 resume"],
            "8 14:00",
            "running",
            "8 15:00",
            id="pauses do not nest",
        ),
        pytest.param(["8 10:00 resume"], "8 12:00", "running", "8 13:00", id="nothing to resume"),
        pytest.param(["8 10:00 pause", "8 12:00 stop"], "9 13:00", "met", None, id="paused, met"),
        pytest.param(["8 10:00 cancel"], "9 13:00", "cancelled", None, id="cancelled"),
        pytest.param(
            ["8 10:00 cancel", "8 11:00 stop"], "9 13:00", "cancelled", None, id="for good"
        ),
        pytest.param(
            ["8 10:00 stop", "8 12:00 reopen"], "8 14:00", "running", "8 15:00", id="reopened"
        ),
        pytest.param(
            ["8 09:30 pause", "8 10:00 stop", "8 12:00 reopen"],
            "8 14:00",
            "running",
            "8 15:30",
            id="a stop ends the pause, also for a later reopening",
        ),
        pytest.param(
            ["8 10:00 stop", "8 11:00 pause", "8 12:00 reopen"],
            "8 14:00",
            "paused",
            None,
            id="reopened while it waits for somebody",
        ),
        pytest.param(
            ["8 10:00 stop", "8 11:00 stop"], "8 14:00", "met", "8 13:00", id="stopped twice"
        ),
        pytest.param(["8 10:00 stop"], "8 09:30", "running", "8 13:00", id="not yet stopped"),
    ],
)
def test_a_four_hour_clock_shows(facts, at, state, due):
    reading = read(clock(*facts), utc(at))
    assert (reading.state, reading.due_at) == (state, utc(due) if due else None)


def test_a_breach_happens_at_the_due_time_and_not_when_somebody_looks():
    reading = read(clock(), utc("20 13:01"))
    assert reading.breached_at == utc("8 13:00")
    assert reading.remaining == 4 * H - reading.consumed < 0 * H


def test_what_remains_is_kept_at_the_stop_and_during_a_pause():
    assert read(clock("8 12:30 stop"), utc("20 12:00")).remaining == 30 * MIN
    assert read(clock("8 10:00 pause"), utc("20 12:00")).remaining == 3 * H
    assert read(clock("8 10:00 pause"), utc("20 12:00")).consumed == 1 * H
    assert read(clock("8 10:00 cancel"), utc("20 12:00")).remaining is None
    assert read(clock("8 10:00 stop", "8 12:00 cancel"), utc("20 12:00")).consumed == 1 * H


def test_lateness_is_not_counted_while_paused():
    reading = read(clock("8 14:00 pause", "8 16:00 resume"), utc("8 17:00"))
    assert (reading.state, reading.remaining) == ("breached", -2 * H)


def test_a_clock_without_start_is_pending_until_it_starts():
    pending = clock("8 12:00 start", started=None)
    before, after = (read(pending, utc(at)) for at in ("8 11:00", "8 12:00"))
    assert (before.state, before.due_at, before.started_at) == ("pending", None, None)
    assert before.remaining is None
    assert (after.state, after.due_at) == ("running", utc("8 16:00"))


def test_a_clock_has_not_started_before_its_start():
    reading = read(clock(), utc("8 08:59"))
    assert (reading.state, reading.due_at, reading.consumed) == ("pending", None, 0 * H)


def test_a_clock_that_starts_while_waiting_is_paused_at_once():
    waiting = with_events(
        clock(started=None), [event("8 12:00 start"), event("8 12:00 pause", reason="parts")]
    )
    reading = read(waiting, utc("8 13:00"))
    assert (reading.state, reading.consumed) == ("paused", 0 * H)
    assert reading.pauses[0].cause == "parts"


def test_a_pending_clock_takes_a_new_target_and_can_be_cancelled():
    shorter = clock(retarget("8 10:00", ONE_HOUR), "8 12:00 start", started=None)
    assert read(shorter, utc("8 12:00")).due_at == utc("8 13:00")
    assert read(clock("8 10:00 cancel", started=None), utc("8 12:00")).state == "cancelled"
    assert read(clock("8 10:00 stop", started=None), utc("8 12:00")).state == "pending"


def test_events_of_one_change_are_told_in_their_due_order():
    change = [retarget("8 12:00", ONE_HOUR), event("8 12:00 pause"), event("8 12:00 stop")]
    reading = read(with_events(clock(), change), utc("9 12:00"))
    assert (reading.state, reading.met_at, reading.due_at) == (
        "met",
        utc("8 12:00"),
        utc("8 13:00"),
    )


def test_an_event_that_arrives_late_is_put_in_its_place():
    late = clock("8 15:00 stop")
    assert read(late, utc("9 12:00")).state == "breached"
    corrected = with_event(late, event("8 12:00 stop"))
    assert read(corrected, utc("9 12:00")).met_at == utc("8 12:00")


def test_a_shorter_target_already_used_up_is_broken_at_the_change():
    reading = read(clock(retarget("8 12:00", ONE_HOUR)), utc("8 12:30"))
    assert (reading.state, reading.due_at) == ("breached", utc("8 10:00"))
    assert reading.breached_at == utc("8 12:00")


def test_raising_never_breaks_a_promise_by_itself():
    reading = read(clock(retarget("8 12:30", ONE_HOUR, "raised")), utc("8 12:31"))
    assert (reading.state, reading.due_at) == ("running", utc("8 13:00"))
    assert reading.remaining == 29 * MIN


def test_a_breach_stays_whatever_the_target_becomes():
    reading = read(clock(retarget("8 15:00", Target("business", seconds=99_999))), utc("8 16:00"))
    assert (reading.state, reading.breached_at) == ("breached", utc("8 13:00"))


def test_a_change_of_target_while_solved_counts_when_reopened():
    facts = ["8 10:00 stop", retarget("8 11:00", ONE_HOUR, "prospective"), "8 12:00 reopen"]
    solved = read(clock(*facts), utc("8 11:30"))
    assert (solved.state, solved.due_at) == ("met", utc("8 13:00"))
    assert read(clock(*facts), utc("8 12:30")).due_at == utc("8 13:00")
    again = ["8 12:00 stop", retarget("8 13:00", ONE_HOUR), "8 14:00 reopen"]
    assert read(clock(*again), utc("8 15:00")).breached_at == utc("8 14:00")
    twice = [*facts, "8 12:30 stop", "8 14:30 reopen"]
    assert read(clock(*twice), utc("8 14:45")).due_at == utc("8 15:00")


def test_a_corrected_target_clears_a_breach_that_it_would_not_have_been():
    right = Target("business", seconds=8 * 3600)
    running = read(clock(event("8 15:00 correct", target=right)), utc("8 16:00"))
    assert (running.state, running.due_at, running.breached_at) == ("running", utc("8 17:00"), None)
    met = read(clock("8 14:00 stop", event("8 15:00 correct", target=right)), utc("9 12:00"))
    assert (met.state, met.met_at) == ("met", utc("8 14:00"))
    at_due = read(clock("8 17:00 stop", event("9 10:00 correct", target=right)), utc("9 12:00"))
    assert (at_due.state, at_due.met_at) == ("met", utc("8 17:00"))


def test_a_corrected_target_that_was_broken_too_is_broken_at_its_own_due():
    facts = [event("8 15:00 correct", target=ONE_HOUR)]
    assert read(clock(*facts), utc("8 16:00")).breached_at == utc("8 10:00")
    assert read(clock("8 14:00 stop", *facts), utc("8 16:00")).breached_at == utc("8 10:00")
    changed = [retarget("8 11:00", Target("business", seconds=7200)), *facts]
    assert read(clock(*changed), utc("8 16:00")).breached_at == utc("8 10:00")


def test_lateness_forgiven_stays_forgiven_until_the_target_changes():
    forgiven = clock("8 15:00 correct", "8 16:00 stop")
    assert read(forgiven, utc("8 15:30")).state == "running"
    assert read(forgiven, utc("9 12:00")).met_at == utc("8 16:00")
    again = clock("8 15:00 correct", retarget("8 16:00", ONE_HOUR))
    assert read(again, utc("8 16:30")).breached_at == utc("8 16:00")


def test_days_and_dates_go_on_during_a_pause():
    days = clock("8 10:00 pause", target=Target("business_days", n=1))
    assert read(days, utc("8 12:00")).state == "running"
    assert read(days, utc("9 17:01")).breached_at == utc("9 17:00")
    named = clock("8 10:00 pause", target=Target("date", named_at=utc("8 11:00")))
    assert read(named, utc("8 10:30")).remaining == 30 * MIN
    assert read(named, utc("8 12:00")).remaining == -60 * MIN
    assert read(named, utc("9 09:00")).remaining == -22 * H


def test_a_clock_that_never_falls_due_runs_for_ever():
    reading = read(clock(hours=NEVER), utc("20 12:00"))
    assert (reading.state, reading.due_at, reading.remaining) == ("running", None, None)


@pytest.mark.parametrize(
    "parts",
    [
        {"kind": "begin"},
        {"kind": "retarget"},
        {"kind": "retarget", "target": ONE_HOUR, "mode": "sideways"},
    ],
)
def test_an_event_that_makes_no_sense_is_refused(parts):
    with pytest.raises(ValueError, match=r"clock knows no event|needs a target and a mode"):
        Event(utc("8 12:00"), **parts)
