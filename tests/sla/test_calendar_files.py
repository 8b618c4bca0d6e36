"""Whole days of calendar files of others, as proposals."""

from datetime import date

import pytest

from deskhand.sla.calendar_files import CalendarFileRefused, closed_days
from deskhand.sla.holidays import Proposal

SINCE = date(2026, 11, 1)


def file_of(*lines: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""]
    ).encode()


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT")


def days_of(content: bytes) -> list[Proposal]:
    return closed_days(content, since=SINCE).days


def test_whole_days_of_a_file_are_read_and_appointments_are_not():
    content = file_of(
        *event("SUMMARY:Works outing", "DTSTART;VALUE=DATE:20270604"),
        *event("SUMMARY:Meeting", "DTSTART:20270605T100000Z"),
    )
    assert closed_days(content, since=SINCE).days == [Proposal(date(2027, 6, 4), "Works outing")]


def test_an_event_of_several_days_gives_each_and_its_end_is_not_among_them():
    content = file_of(
        *event("SUMMARY:Shut", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")
    )
    assert [p.day.day for p in days_of(content)] == [24, 25, 26]


def test_a_yearly_event_is_carried_on_and_the_past_is_left_out():
    content = file_of(
        *event("SUMMARY:Founding", "DTSTART;VALUE=DATE:20200229", "RRULE:FREQ=YEARLY"),
        *event("SUMMARY:Old", "DTSTART;VALUE=DATE:20200101"),
    )
    assert [p.day for p in days_of(content)] == [date(2028, 2, 29)]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\x89PNG", id="a picture"),
        pytest.param(b"x" * 2_000_000, id="too large"),
    ],
)
def test_what_is_no_calendar_file_is_refused(content):
    with pytest.raises(CalendarFileRefused):
        closed_days(content, since=SINCE)


def test_a_file_without_days_proposes_none():
    assert closed_days(file_of(), since=SINCE).days == []


def whole(name: str, *lines: str) -> tuple[str, ...]:
    return event(f"SUMMARY:{name}", *lines)


def test_thanksgiving_is_the_fourth_thursday_of_each_year():
    rule = "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH"
    found = days_of(file_of(*whole("Thanksgiving", "DTSTART;VALUE=DATE:20241128", rule)))
    assert [p.day.isoformat() for p in found] == [
        "2026-11-26",
        "2027-11-25",
        "2028-11-23",
        "2029-11-22",
        "2030-11-28",
        "2031-11-27",
    ]


@pytest.mark.parametrize(
    ("rule", "years"),
    [
        ("FREQ=YEARLY;UNTIL=20281225", [2026, 2027, 2028]),
        ("FREQ=YEARLY;UNTIL=20281225T230000Z", [2026, 2027, 2028]),
        ("FREQ=YEARLY;COUNT=3", [2026]),
        ("FREQ=YEARLY;INTERVAL=2", [2026, 2028, 2030]),
        ("FREQ=MONTHLY;INTERVAL=12;COUNT=4", [2026, 2027]),
    ],
)
def test_a_rule_ends_where_it_says_and_skips_what_it_skips(rule, years):
    content = file_of(*whole("Christmas", "DTSTART;VALUE=DATE:20241225", f"RRULE:{rule}"))
    assert [p.day.year for p in days_of(content)] == years


def test_what_was_cancelled_moved_or_taken_out_of_a_series_is_not_proposed():
    begins, rule = "DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=YEARLY;COUNT=4"
    content = file_of(
        *whole("Eve", begins, rule, "EXDATE;VALUE=DATE:20271224"),
        *whole("Eve, moved", "RECURRENCE-ID;VALUE=DATE:20281224", "DTSTART;VALUE=DATE:20281222"),
        *whole("Outing", "DTSTART;VALUE=DATE:20270604", "STATUS:CANCELLED"),
    )
    read = closed_days(content, since=SINCE)
    assert [(p.day.isoformat(), p.name) for p in read.days] == [
        ("2026-12-24", "Eve"),
        ("2028-12-22", "Eve, moved"),
        ("2029-12-24", "Eve"),
    ]
    assert read.left_out == ["1 cancelled event was left out."]


def test_a_cancelled_day_of_a_series_is_not_proposed():
    content = file_of(
        *whole("Eve", "DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=YEARLY;COUNT=2"),
        *whole("Eve", "RECURRENCE-ID;VALUE=DATE:20271224", "STATUS:CANCELLED"),
    )
    assert [p.day.year for p in days_of(content)] == [2026]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "DTSTART;TZID=America/New_York:20261225T000000",
            "DTEND;TZID=America/New_York:20261227T000000",
        ),
        ("DTSTART:20261225T000000", "DURATION:P2D"),
        ("DTSTART;VALUE=DATE:20261225", "DURATION:P2D"),
        (
            "DTSTART;TZID=W. Europe Standard Time:20261225T000000",
            "DTEND;TZID=Nowhere:20261227T000000",
        ),
    ],
)
def test_from_midnight_to_midnight_is_whole_days_of_their_own_zone(lines):
    assert [p.day.day for p in days_of(file_of(*whole("Shut", *lines)))] == [25, 26]


def test_a_broken_event_holds_up_no_other_and_is_told():
    content = file_of(
        *whole("Thirteenth month", "DTSTART;VALUE=DATE:20261325"),
        *whole("No day"),
        *whole("Never", "DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=SOMETIMES"),
        *whole("Forever", "DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=YEARLY;INTERVAL=0"),
        *whole("By seconds", "DTSTART;VALUE=DATE:20261224", "RRULE:FREQ=SECONDLY"),
        *whole("Meeting", "DTSTART:20261224T100000Z"),
        *whole("Good", "DTSTART;VALUE=DATE:20261224"),
    )
    read = closed_days(content, since=SINCE)
    assert [p.name for p in read.days] == ["Good"]
    assert [words.split(" was left out")[0] for words in read.left_out] == [
        "“Thirteenth month”",
        "“No day”",
        "“Never”",
        "“Forever”",
        "“By seconds”",
        "1 event with hours",
    ]
    assert "DTSTART" in read.left_out[0]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"day;name\r\n2026-12-24;Eve", "BEGIN:VCALENDAR"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\n", "broken off"),
        (b"BEGIN:VCALENDAR\r\nno colon\r\nEND:VCALENDAR\r\n", "no colon"),
    ],
)
def test_a_refusal_says_what_is_wrong(content, words):
    with pytest.raises(CalendarFileRefused, match=words):
        closed_days(content, since=SINCE)


def test_more_days_than_can_be_looked_through_are_cut_off_and_that_is_told():
    content = file_of(*whole("Each week", "DTSTART;VALUE=DATE:20261101", "RRULE:FREQ=DAILY"))
    read = closed_days(content, since=SINCE)
    assert len(read.days) == 500
    assert "500" in read.left_out[-1]
