"""What must hold of working time for every calendar, instant and length."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from deskhand.rules import clock as clocks
from deskhand.rules import explain, pauses, worktime
from deskhand.rules.almanac import instant, wall
from deskhand.rules.clock import Clock, Event
from deskhand.rules.explain import pieces
from deskhand.rules.pauses import Pause
from deskhand.rules.targets import Target
from deskhand.rules.worktime import WEEKDAYS, Calendar

quickly = settings(max_examples=40, deadline=None, database=None)

ZONES = (
    "UTC",
    "America/Los_Angeles",
    "Europe/London",
    "Australia/Lord_Howe",
    "Africa/Cairo",
    "America/Santiago",
    "Asia/Kolkata",
)
# Days around changes of the clock in those zones, where arithmetic breaks if it breaks.
CHANGES = (
    date(2026, 3, 8),
    date(2026, 3, 29),
    date(2026, 4, 4),
    date(2026, 4, 5),
    date(2026, 4, 24),
    date(2026, 9, 6),
    date(2026, 10, 4),
    date(2026, 10, 25),
    date(2026, 10, 29),
    date(2026, 11, 1),
)


def clock_face(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


intervals = st.tuples(st.integers(0, 1439), st.integers(0, 1440)).map(
    lambda pair: [clock_face(pair[0]), clock_face(pair[1])]
)
hours = st.lists(intervals, max_size=3)
some_dates = st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str) | st.sampled_from(
    [str(day) for day in CHANGES]
)
specs = st.fixed_dictionaries(
    {
        "tz": st.sampled_from(ZONES),
        "weekly": st.dictionaries(st.sampled_from(WEEKDAYS), hours, min_size=1),
        "holidays": st.lists(some_dates, max_size=4),
        "exceptions": st.dictionaries(some_dates, hours, max_size=3),
    }
)
calendars = specs.map(Calendar.from_spec)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(  # noqa: DTZ001
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)
lengths = st.integers(0, 200 * 3600).map(lambda seconds: timedelta(seconds=seconds))


@quickly
@given(calendars, instants, lengths)
def test_what_is_added_lies_between(calendar, start, amount):
    end = worktime.add(calendar, start, amount)
    assume(end is not None)
    assert worktime.between(calendar, start, end) == amount
    assert worktime.between(calendar, end, start) == -amount
    if amount:
        moment = timedelta(seconds=1)
        assert worktime.is_open(calendar, end - moment)


@quickly
@given(calendars, instants, lengths)
def test_sub_is_the_inverse_of_add(calendar, end, amount):
    start = worktime.sub(calendar, end, amount)
    assume(start is not None)
    assert worktime.between(calendar, start, end) == amount
    if amount:
        assert worktime.is_open(calendar, start)
        assert worktime.sub(calendar, worktime.add(calendar, start, amount), amount) == start


@quickly
@given(calendars, instants, lengths, lengths)
def test_adding_twice_is_adding_the_sum(calendar, start, first, second):
    assume(worktime.next_open(calendar, start) is not None)
    half_way = worktime.add(calendar, start, first)
    assert half_way is None or (
        worktime.add(calendar, half_way, second) == worktime.add(calendar, start, first + second)
        or not second
    )


@quickly
@given(calendars, st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_lengths_of_neighbours_add_up(calendar, three):
    a, b, c = three
    parts = worktime.between(calendar, a, b) + worktime.between(calendar, b, c)
    assert worktime.between(calendar, a, c) == parts
    stretches = worktime.open_intervals(calendar, a, c)
    assert sum((end - begin for begin, end in stretches), timedelta()) == parts
    assert all(before[1] < after[0] for before, after in pairwise(stretches))


@quickly
@given(calendars, instants, instants)
def test_measuring_again_gives_the_same_and_backwards_the_opposite(calendar, a, b):
    """The second time the hours are at hand already."""
    first = worktime.between(calendar, a, b)
    assert worktime.between(calendar, a, b) == first
    assert worktime.between(calendar, b, a) == -first
    assert worktime.between(calendar, a, a) == timedelta()


@quickly
@given(calendars, instants, instants, lengths, st.integers(0, 5))
def test_a_later_report_is_never_due_earlier(calendar, one, other, amount, n):
    early, late = sorted((one, other))
    assume(worktime.next_open(calendar, late) is not None)
    for target in (
        Target("business", seconds=int(amount.total_seconds())),
        Target("calendar", seconds=int(amount.total_seconds())),
        Target("business_days", n=n + 1, edge="open"),
    ):
        dues = [target.due(start, calendar=calendar) for start in (early, late)]
        assume(None not in dues)
        assert dues[0] <= dues[1]


@quickly
@given(st.sampled_from(ZONES), st.integers(1, 1439), st.lists(some_dates, max_size=3), instants)
def test_splitting_an_interval_changes_nothing(zone, minute, holidays, at):
    whole, halves = (
        Calendar.from_spec(
            {"tz": zone, "weekly": dict.fromkeys(WEEKDAYS, parts), "holidays": holidays}
        )
        for parts in (
            [["00:00", "24:00"]],
            [["00:00", clock_face(minute)], [clock_face(minute), "24:00"]],
        )
    )
    later = at + timedelta(days=40)
    assert worktime.open_intervals(whole, at, later) == worktime.open_intervals(halves, at, later)


@settings(quickly, max_examples=100)
@given(st.sampled_from(ZONES), st.sampled_from(CHANGES), st.integers(-1440, 2880))
def test_a_wall_time_is_the_first_instant_at_which_the_wall_clock_shows_it_or_more(
    zone, day, minute
):
    tz = ZoneInfo(zone)
    shown = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    at = (shown - timedelta(hours=16)).replace(tzinfo=UTC)
    while at.astimezone(tz).replace(tzinfo=None) < shown:
        at += timedelta(minutes=1)
    assert instant(wall(tz, shown.date(), shown.hour * 60 + shown.minute)) == at


offsets = st.integers(0, 14 * 86_400).map(lambda seconds: timedelta(seconds=seconds))
stretches_of = st.lists(st.tuples(offsets, offsets), max_size=5)
units = st.sampled_from(["business", "calendar"])


@quickly
@given(calendars, instants, lengths, units, stretches_of)
def test_the_time_counted_until_due_is_the_target(calendar, start, amount, unit, stretches):
    paused = [Pause(start + begin, start + begin + length) for begin, length in stretches]
    due = pauses.due(calendar, start, amount, unit=unit, pauses=paused)
    assume(due is not None)
    assert pauses.elapsed(calendar, start, due, unit=unit, pauses=paused) == amount
    assert pauses.due(calendar, start, amount, unit=unit) <= due
    assert pauses.due(calendar, start, amount, unit=unit, pauses=paused * 2) == due


kinds = st.sampled_from(["pause", "resume", "stop", "reopen", "retarget", "cancel", "correct"])
told = st.lists(st.tuples(offsets, kinds, st.integers(0, 100_000)), max_size=8)


def events_of(start, facts):
    return [
        Event(
            start + offset,
            kind,
            target=Target("business", seconds=seconds) if kind in {"retarget", "correct"} else None,
        )
        for offset, kind, seconds in facts
    ]


@quickly
@given(calendars, instants, told, offsets, st.randoms(use_true_random=False))
def test_a_clock_reads_the_same_however_late_its_events_arrive(calendar, start, facts, after, dice):
    facts = list({fact[0]: fact for fact in facts}.values())
    at, clock = start + after, Clock(calendar, Target("business", seconds=40_000), start)
    events = events_of(start, facts)
    in_order = clocks.with_events(clock, events)
    dice.shuffle(events)
    late = clock
    for event in events:
        late = clocks.with_event(late, event)
    assert clocks.read(late, at) == clocks.read(in_order, at)
    assert clocks.read(Clock(calendar, clock.target, start, tuple(events)), at) == clocks.read(
        in_order, at
    )


@quickly
@given(calendars, instants, told, offsets)
def test_a_reading_agrees_with_itself(calendar, start, facts, after):
    at = start + after
    clock = Clock(calendar, Target("calendar", seconds=40_000), start)
    reading = clocks.read(clocks.with_events(clock, events_of(start, facts)), at)
    assert (reading.state == "met") == (reading.met_at is not None)
    assert reading.met_at in {None, reading.stopped_at}
    assert timedelta() <= reading.consumed <= at - start
    assert reading.breached_at is None or reading.breached_at <= at
    if reading.state == "breached":
        assert reading.breached_at is not None
    if reading.state in {"paused", "running"} and reading.remaining is not None and reading.due_at:
        assert reading.due_at >= at or "correct" in {kind for _, kind, _ in facts}


targets = st.one_of(
    st.builds(Target, units, seconds=st.integers(0, 400_000)),
    st.builds(Target, st.just("business_days"), n=st.integers(0, 4)),
    st.builds(Target, st.just("date"), named_at=instants),
)
modes = st.sampled_from(["retroactive", "prospective", "proportional", "raised"])
changes = st.builds(lambda offset, target, mode: (offset, target, mode), offsets, targets, modes)


@quickly
@given(calendars, instants, targets, told, st.lists(changes, max_size=2), offsets)
def test_an_account_adds_up_to_what_is_promised(calendar, start, target, facts, changed, after):
    at = start + after
    events = [
        *(event for event in events_of(start, facts) if event.kind not in {"retarget", "cancel"}),
        *(Event(start + o, "retarget", target=t, mode=m) for o, t, m in changed),
    ]
    clock = clocks.with_events(Clock(calendar, target, start), events)
    reading, promise = clocks.read(clock, at), clocks.promise(clock, at)
    assert explain.facts(clock, at)[0].kind == "started"
    binding = promise.binding(reading.stopped_at or at, reading.pauses)
    if binding is not None and binding.target.counts and reading.due_at is not None:
        counted = [piece.lapse for piece in pieces(clock, at) if piece.kind == "counted"]
        assert sum(counted, timedelta()) == binding.target.amount
