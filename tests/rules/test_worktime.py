import threading
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules import worktime
from deskhand.rules.worktime import Calendar, CalendarError
from tests.rules.calendars import (
    ALL_DAYS,
    ALWAYS,
    LONDON,
    MIN,
    NEVER,
    NIGHTS,
    OFFICE,
    H,
    calendar,
    local,
    utc,
)

NY = "America/New_York"


@pytest.mark.parametrize(
    ("start", "amount", "expected"),
    [
        pytest.param("10 09:00", 4 * H, "10 13:00", id="runs straight through"),
        pytest.param("12 16:00", 4 * H, "15 12:00", id="stops over the weekend"),
        pytest.param("10 09:00", 8 * H, "10 17:00", id="ends at closing, not next morning"),
        pytest.param("10 20:00", MIN, "11 09:01", id="starts at the next opening"),
        pytest.param("10 20:00", 0 * H, "10 20:00", id="nothing added is the start unchanged"),
        pytest.param("15 12:00", -4 * H, "12 16:00", id="a negative amount is taken away"),
    ],
)
def test_add_to_office_hours(start, amount, expected):
    assert worktime.add(OFFICE, utc(start), amount) == utc(expected)


def test_sub_ends_at_an_opening_and_never_at_a_closing():
    assert worktime.sub(OFFICE, utc("15 09:00"), 8 * H) == utc("12 09:00")
    assert worktime.sub(OFFICE, utc("15 17:00"), 8 * H) == utc("15 09:00")


def test_fractions_of_a_second_are_kept():
    start = utc("10 09:00") + timedelta(microseconds=250)
    assert worktime.add(OFFICE, start, 8 * H) == utc("11 09:00") + timedelta(microseconds=250)


@pytest.mark.parametrize(
    ("day", "hours"),
    [
        pytest.param("2026-03-07", 7, id="clocks go forward"),
        pytest.param("2026-10-31", 9, id="clocks go back"),
        pytest.param("2026-06-10", 8, id="an ordinary night"),
    ],
)
def test_a_night_shift_lasts_as_long_as_it_lasts(day, hours):
    opens = local(f"{day} 20:00", NY)
    closes = worktime.close_of(NIGHTS, opens)
    assert closes is not None
    assert closes - opens == hours * H
    assert worktime.between(NIGHTS, opens, closes) == hours * H


def test_a_missing_wall_time_is_the_instant_of_the_change_for_ends_and_starts():
    change = utc("2026-03-29 01:00")
    until = calendar((("00:00", "01:30"),), tz="Europe/London", days=ALL_DAYS)
    since = calendar((("01:30", "05:00"),), tz="Europe/London", days=ALL_DAYS)
    inside = calendar((("01:15", "01:45"),), tz="Europe/London", days=("sun",))
    assert worktime.close_of(until, utc("2026-03-29 00:10")) == change
    assert worktime.next_open(since, utc("2026-03-29 00:10")) == change
    assert worktime.next_open(inside, utc("2026-03-28 12:00")) == utc("2026-04-05 00:15")


def test_a_repeated_wall_time_is_its_first_pass():
    until = calendar((("00:00", "01:30"),), tz="Europe/London", days=ALL_DAYS)
    assert worktime.close_of(until, utc("2026-10-25 00:10")) == utc("2026-10-25 00:30")
    assert not worktime.is_open(until, utc("2026-10-25 01:10"))


def test_a_zone_that_skips_a_whole_date_opens_when_the_clock_has_changed():
    apia = calendar((("00:00", "24:00"),), tz="Pacific/Apia", days=ALL_DAYS)
    before, after = utc("2011-12-28 00:00"), utc("2012-01-02 00:00")
    assert worktime.between(apia, before, after) == after - before


def test_midnight_is_not_lost_between_days_that_touch():
    split = calendar((("00:00", "12:00"), ("12:00", "24:00")), days=ALL_DAYS)
    assert worktime.between(split, utc("1 00:00"), utc("8 00:00")) == 168 * H
    assert worktime.close_of(split, utc("1 00:00")) is None
    assert worktime.open_intervals(split, utc("1 00:00"), utc("8 00:00")) == [
        (utc("1 00:00"), utc("8 00:00"))
    ]


def test_hours_that_never_close_may_still_end_years_ahead():
    until = calendar((("00:00", "24:00"),), days=ALL_DAYS, exceptions={"2033-06-10": []})
    assert worktime.close_of(until, utc("10 09:00")) == utc("2033-06-10 00:00")


def test_an_end_not_after_its_start_runs_into_the_next_day():
    whole = calendar((("08:00", "08:00"),), days=("wed",))
    assert worktime.close_of(whole, utc("10 08:00")) == utc("11 08:00")
    assert calendar((("20:00", "00:00"),)) == calendar((("20:00", "24:00"),))


def test_a_holiday_removes_what_it_owns_and_leaves_the_tail_of_the_evening_before():
    nights = calendar((("20:00", "04:00"),), days=ALL_DAYS, holidays=["2026-06-11"])
    assert worktime.is_open(nights, utc("11 03:59"))
    assert not worktime.is_open(nights, utc("11 20:00"))
    assert not worktime.is_open(nights, utc("12 03:00"))


def test_an_exception_replaces_a_holiday_and_a_weekday():
    parts = {
        "holidays": ["2026-06-10", "2026-06-11"],
        "exceptions": {"2026-06-10": [["10:00", "12:00"]], "2026-06-12": []},
    }
    short = calendar(**parts)
    assert worktime.between(short, utc("10 00:00"), utc("11 00:00")) == 2 * H
    assert worktime.between(short, utc("11 00:00"), utc("13 00:00")) == 0 * H


def test_the_29th_of_february_is_a_day_like_others():
    assert worktime.add(OFFICE, utc("2028-02-28 16:00"), 2 * H) == utc("2028-02-29 10:00")


def test_a_calendar_without_hours_never_opens():
    assert worktime.next_open(NEVER, utc("10 09:00")) is None
    assert worktime.add(NEVER, utc("10 09:00"), MIN) is None
    assert worktime.sub(NEVER, utc("10 09:00"), MIN) is None
    assert worktime.close_of(NEVER, utc("10 09:00")) is None
    assert worktime.business_day(NEVER, utc("10 09:00"), 1) is None


def test_a_calendar_of_one_date_offers_no_more_than_that():
    once = calendar((), exceptions={"2030-01-01": [["09:00", "10:00"]]})
    assert worktime.add(once, utc("10 09:00"), H) == utc("2030-01-01 10:00")
    assert worktime.add(once, utc("10 09:00"), H + MIN) is None
    assert worktime.sub(once, utc("2033-01-01 09:00"), H) == utc("2030-01-01 09:00")


def test_ten_years_are_added_without_walking():
    year = worktime.between(OFFICE, utc("2026-01-01 00:00"), utc("2036-01-01 00:00"))
    assert worktime.add(OFFICE, utc("2026-01-01 00:00"), year) == utc("2035-12-31 17:00")


def test_instants_without_zone_or_out_of_reach_are_refused():
    with pytest.raises(ValueError, match="time zone"):
        worktime.is_open(OFFICE, utc("10 09:00").replace(tzinfo=None))
    with pytest.raises(ValueError, match="between 1900 and 2299"):
        worktime.is_open(OFFICE, datetime(9999, 6, 10, tzinfo=UTC))
    noon = utc("10 12:00")
    assert worktime.between(OFFICE, noon, noon + H) == H
    with pytest.raises(ValueError, match="time zone"):
        worktime.between(OFFICE, noon, noon.replace(tzinfo=None))
    with pytest.raises(ValueError, match="between 1900 and 2299"):
        worktime.between(OFFICE, noon, datetime(9999, 6, 10, tzinfo=UTC))


def test_threads_may_share_a_calendar():
    shared, found = calendar(tz="Europe/London"), []

    def ask(year):
        start = utc(f"{year}-06-10 00:00")
        found.append(worktime.between(shared, start, start + timedelta(days=365 * 3)))

    threads = [threading.Thread(target=ask, args=(1990 + 5 * i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    apart = calendar(tz="Europe/London")
    expected = [
        worktime.between(
            apart,
            start := utc(f"{1990 + 5 * i}-06-10 00:00"),
            start + timedelta(days=365 * 3),
        )
        for i in range(6)
    ]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("received", "session", "date", "rollover"),
    [
        pytest.param("9 12:00", "10", "10", "10", id="Tuesday at noon"),
        pytest.param("9 20:00", "10", "10", "11", id="Tuesday evening"),
        pytest.param("10 03:00", "10", "11", "11", id="Wednesday before dawn"),
        pytest.param("13 12:00", "15", "15", "16", id="Saturday"),
        pytest.param("10 09:00", "11", "11", "11", id="at opening"),
        pytest.param("9 17:00", "10", "10", "11", id="at closing"),
    ],
)
def test_the_next_business_day_by_three_rules(received, session, date, rollover):
    for rule, day in (("session", session), ("date", date), ("rollover", rollover)):
        assert worktime.business_day(OFFICE, utc(received), 1, rule=rule) == utc(f"{day} 17:00")


def test_the_same_business_day_is_the_first_not_yet_closed():
    assert worktime.business_day(OFFICE, utc("10 16:59"), 0) == utc("10 17:00")
    assert worktime.business_day(OFFICE, utc("10 17:00"), 0) == utc("11 17:00")
    assert worktime.business_day(NIGHTS, local("2026-06-10 02:00", NY), 0) == local(
        "2026-06-10 04:00", NY
    )


def test_business_days_pass_over_holidays_and_may_end_at_opening():
    assert worktime.business_day(LONDON, utc("2026-12-24 12:00"), 1) == utc("2026-12-28 17:00")
    assert worktime.business_day(OFFICE, utc("10 12:00"), 3, edge="open") == utc("15 09:00")
    assert worktime.business_day(OFFICE, utc("10 12:00"), 2600) == utc("2036-05-28 17:00")


@pytest.mark.parametrize(
    ("spec", "reason"),
    [
        ([], "must be an object"),
        ({}, "tz must be the name"),
        ({"tz": "Mars/Olympus"}, "no known time zone"),
        ({"tz": "../etc/passwd"}, "no known time zone"),
        ({"tz": "America"}, "no known time zone"),
        ({"tz": "UTC", "names": {}}, "no part 'names'"),
        ({"tz": "UTC", "weekly": {"monday": []}}, "no day 'monday'"),
        ({"tz": "UTC", "weekly": []}, "weekly must be"),
        ({"tz": "UTC", "weekly": {"mon": "09:00"}}, "must be a list"),
        ({"tz": "UTC", "weekly": {"mon": [["09:00"]]}}, r"\[start, end\]"),
        ({"tz": "UTC", "weekly": {"mon": [["9:00", "17:00"]]}}, "no time of day"),
        ({"tz": "UTC", "weekly": {"mon": [["09:00", "24:01"]]}}, "no time of day"),
        ({"tz": "UTC", "weekly": {"mon": [["24:00", "08:00"]]}}, "only be an end"),
        ({"tz": "UTC", "weekly": {"mon": [[9, 17]]}}, "no time of day"),
        ({"tz": "UTC", "holidays": "2026-12-25"}, "must be a list"),
        ({"tz": "UTC", "holidays": ["2026-02-29"]}, "no date"),
        ({"tz": "UTC", "holidays": [None]}, "no date"),
        ({"tz": "UTC", "exceptions": {"Christmas": []}}, "no date"),
        ({"tz": "UTC", "exceptions": ["2026-12-25"]}, "must be an object"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused_in_one_line(spec, reason):
    with pytest.raises(CalendarError, match=reason) as refusal:
        Calendar.from_spec(spec)
    assert "\n" not in str(refusal.value)


def test_a_bad_number_edge_or_rule_of_business_days_is_refused():
    for wrong in ({"n": -1}, {"n": 1, "edge": "noon"}, {"n": 1, "rule": "lunar"}):
        with pytest.raises(ValueError, match="business days need"):
            worktime.business_day(ALWAYS, utc("10 09:00"), **wrong)
