"""Clocks against a second method: walk the minutes and count, as a person with a pencil would."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.rules import worktime
from deskhand.rules.clock import Clock, Event, read, with_events
from deskhand.rules.targets import Target
from tests.rules.calendars import calendar, utc

HOURS = calendar((("09:00", "12:00"), ("13:00", "15:00")), holidays=["2026-06-09"])
START = utc("8 08:00")
MINUTE = timedelta(minutes=1)
DAY = 1440
OPEN = [worktime.is_open(HOURS, START + i * MINUTE) for i in range(12 * DAY)]


def walk(target, unit, facts, asof):
    """Return state, due, consumed and breach, in minutes after the start."""
    counted, counts, holding, stopped, breached = [0], True, False, None, None
    promised, due_when_stopped = 0, None

    def due(now):
        reached = next((i for i, c in enumerate(counted) if c >= target), None)
        if reached is not None or not counts:
            return reached
        left, later = target - counted[-1], now
        while left:
            left -= unit == "calendar" or OPEN[later]
            later += 1
        return later

    def look(now):
        if breached is None and stopped is None:
            owed = due(now)
            if owed is not None and owed < now:
                return max(owed, promised)
        return breached

    told = dict(facts)
    for now in range(asof + 1):
        breached = look(now) if now in told or now == asof else breached
        kind, minutes = told.get(now, ("", 0))
        if kind == "cancel":
            return "cancelled", None, counted[-1], breached, stopped
        if kind == "stop" and stopped is None:
            due_when_stopped, stopped, holding = due(now), now, False
        elif kind == "reopen" and stopped is not None:
            stopped = None
        elif kind == "retarget" and stopped is None:
            target, promised = minutes, now
        elif kind in {"pause", "resume"}:
            holding = kind == "pause"
        counts = stopped is None and not holding
        breached = look(now) if now == asof else breached
        if now < asof:
            counted.append(counted[-1] + (counts and (unit == "calendar" or OPEN[now])))
    return (
        "breached"
        if breached is not None
        else "met"
        if stopped is not None
        else "paused"
        if holding
        else "running",
        due_when_stopped if stopped is not None else due(asof),
        counted[-1],
        breached,
        stopped,
    )


moments = st.integers(0, 4 * DAY)
kinds = st.sampled_from(["pause", "resume", "stop", "reopen", "retarget", "cancel", "pause"])
facts = st.dictionaries(moments, st.tuples(kinds, st.integers(0, 600)), max_size=7)


@settings(max_examples=150, deadline=None, database=None)
@given(facts, moments, st.integers(0, 600), st.sampled_from(["business", "calendar"]))
def test_a_clock_agrees_with_walking_the_minutes(facts, asof, target, unit):
    facts = {
        at: fact
        for at, fact in facts.items()
        # What a change of target means while solved, another test says.
        if fact[0] != "retarget" or not any(kind == "stop" for kind, _ in facts.values())
    }
    events = [
        Event(
            START + at * MINUTE,
            kind,
            target=Target(unit, seconds=minutes * 60) if kind == "retarget" else None,
        )
        for at, (kind, minutes) in facts.items()
    ]
    clock = with_events(Clock(HOURS, Target(unit, seconds=target * 60), START), events)
    reading = read(clock, START + asof * MINUTE)

    def minutes_of(at):
        return None if at is None else (at - START) // MINUTE

    assert (
        reading.state,
        minutes_of(reading.due_at),
        reading.consumed // MINUTE,
        minutes_of(reading.breached_at),
        minutes_of(reading.stopped_at),
    ) == walk(target, unit, facts, asof)
