"""Lengths of work as people type them, in English and German, with and without spaces."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.rules.spoken.lengths import DAY, Fault, Length, LengthRefused, read
from deskhand.rules.worked import NoSuchTime, day_seconds, overlap, stretch

BERLIN = ZoneInfo("Europe/Berlin")
MINUTES = {
    75: "75 | 1h 15m | 1h15m | 1h15 | 1 h 15 | 1:15 | 1:15 h | 1,25h | 1.25 h | 1,25 | 75m "
    "| 75 min | 75 Minuten | 1 Std. 15 Min. | 1 Stunde und 15 Minuten | 1 hour and 15 minutes "
    "| 1 hr, 15 mins | 1\u00a0h\u00a015\u00a0min | 75' ",
    30: "30 | ½ | ½h | 0:30 | 0,5 | 30m ",
    90: "1½ h | 1:30 | 90 | 1.5 | 1,5 Std ",
    24 * 60: "24h | 24:00 | 1440 ",
}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [(text.strip(), minutes) for minutes, texts in MINUTES.items() for text in texts.split("|")],
)
def test_a_length_is_read(text, minutes):
    assert read(text) == Length(minutes * 60)


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("9-10:30", time(9), time(10, 30)),
        ("9:00–10.30 Uhr", time(9), time(10, 30)),
        ("von 9 bis 10", time(9), time(10)),
        ("from 9 to 10pm", time(21), time(22)),
        ("11-1 pm", time(11), time(13)),
        ("9am - 1pm", time(9), time(13)),
        ("22-1", time(22), time(1)),
        ("22-24", time(22), time(0)),
    ],
)
def test_a_stretch_is_read(text, begin, end):
    assert read(text) == Length(None, begin, end)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.UNREAD),
        ("soon", Fault.UNREAD),
        ("h", Fault.UNREAD),
        ("1:75", Fault.UNREAD),
        ("1h1h", Fault.UNREAD),
        ("7e3", Fault.UNREAD),
        ("25-26", Fault.UNREAD),
        ("13-14 pm", Fault.UNREAD),
        ("9" * 61, Fault.UNREAD),
        ("\u0661\u0662", Fault.UNREAD),
        ("0", Fault.NOTHING),
        ("0:00", Fault.NOTHING),
        ("9-9", Fault.NOTHING),
        ("-3h", Fault.MINUS),
        ("- 3", Fault.MINUS),
        ("25h", Fault.TOO_LONG),
        ("999999", Fault.TOO_LONG),
    ],
)
def test_what_is_no_length_is_refused(text, fault):
    with pytest.raises(LengthRefused) as refusal:
        read(text)
    assert refusal.value.fault is fault


def test_a_bare_number_counts_as_the_asker_says():
    assert read("8", bare_seconds=3600) == Length(8 * 3600)
    assert read("8m", bare_seconds=3600) == Length(8 * 60)
    with pytest.raises(LengthRefused):
        read("75", bare_seconds=3600)


@settings(max_examples=60)
@given(minutes=st.integers(1, 24 * 60))
def test_every_way_of_writing_a_length_says_the_same(minutes):
    hours, rest = divmod(minutes, 60)
    quarter = f"{minutes * 100 // 60 / 100:.2f}".replace(".", ",") if minutes % 15 == 0 else None
    ways = [f"{minutes}", f"{minutes} min", f"{minutes}m", f"{hours}:{rest:02d}"]
    ways += [f"{hours}h {rest}m", f"{hours} Std. {rest} Min.", f"{hours}h{rest:02d}"]
    ways += [f"{quarter} h", f"{quarter}"] if quarter else []
    assert {read(way).seconds for way in ways} == {minutes * 60}


@settings(max_examples=60)
@given(text=st.text(max_size=80))
def test_any_text_is_read_or_refused(text):
    try:
        found = read(text)
    except LengthRefused:
        return
    assert found.seconds is None or 0 < found.seconds <= DAY


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))
CLOCKS = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))


@settings(max_examples=60)
@given(day=DAYS, begin=CLOCKS, end=CLOCKS)
def test_a_stretch_has_the_times_of_day_that_were_said(day, begin, end):
    if begin == end:
        return
    try:
        began, ended = stretch(day, begin, end, BERLIN)
    except NoSuchTime:
        return
    assert timedelta() < ended - began <= timedelta(hours=25)
    assert began.astimezone(BERLIN).time() == begin
    assert ended.astimezone(BERLIN).time() == end
    assert began.astimezone(BERLIN).date() == day


@settings(max_examples=60)
@given(day=DAYS)
def test_days_are_as_long_as_the_clocks_let_them(day):
    assert day_seconds(day, BERLIN) in {23 * 3600, 24 * 3600, 25 * 3600}


def test_an_hour_that_came_twice_is_counted_once_unless_it_must_be_twice():
    night = date(2026, 10, 25)
    began, ended = stretch(night, time(2, 15), time(2, 45), BERLIN)
    assert ended - began == timedelta(minutes=30)
    began, ended = stretch(night, time(2, 45), time(2, 15), BERLIN)
    assert ended - began == timedelta(hours=24, minutes=30)


def test_overlaps_add_up():
    at = datetime(2026, 3, 4, 9, tzinfo=UTC)
    hour = timedelta(hours=1)
    others = [(at - hour, at + hour / 2), (at + hour, at + 3 * hour), (at + 9 * hour, at + hour)]
    assert overlap(at, at + 2 * hour, others) == hour + hour / 2
