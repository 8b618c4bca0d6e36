"""Holidays as proposals: by country and region, and from calendar files of others."""

from datetime import date

import pytest

from deskhand.sla.holidays import (
    CalendarFileRefused,
    Proposal,
    closed_days,
    countries,
    proposals,
    regions,
)

SINCE = date(2026, 11, 1)


def file_of(*lines: str) -> bytes:
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *lines, "END:VCALENDAR", ""]
    ).encode()


def event(*lines: str) -> tuple[str, ...]:
    return ("BEGIN:VEVENT", "UID:1", "DTSTAMP:20260101T000000Z", *lines, "END:VEVENT")


def test_countries_have_names_and_regions():
    assert countries()["US"] == "United States"
    assert "CA" in regions("US")
    assert regions("nowhere") == []


def test_a_region_adds_its_own_days():
    country = {p.day for p in proposals("DE", "", range(2027, 2028))}
    region = {p.day for p in proposals("DE", "BY", range(2027, 2028))}
    assert date(2027, 1, 6) in region - country
    assert proposals("DE", "nowhere", range(2027, 2028)) == []


def test_whole_days_of_a_file_are_read_and_appointments_are_not():
    content = file_of(
        *event("SUMMARY:Works outing", "DTSTART;VALUE=DATE:20270604"),
        *event("SUMMARY:Meeting", "DTSTART:20270605T100000Z"),
    )
    assert closed_days(content, since=SINCE) == [Proposal(date(2027, 6, 4), "Works outing")]


def test_an_event_of_several_days_gives_each_and_its_end_is_not_among_them():
    content = file_of(
        *event("SUMMARY:Shut", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261227")
    )
    assert [p.day.day for p in closed_days(content, since=SINCE)] == [24, 25, 26]


def test_a_yearly_event_is_carried_on_and_the_past_is_left_out():
    content = file_of(
        *event("SUMMARY:Founding", "DTSTART;VALUE=DATE:20200229", "RRULE:FREQ=YEARLY"),
        *event("SUMMARY:Old", "DTSTART;VALUE=DATE:20200101"),
    )
    assert [p.day for p in closed_days(content, since=SINCE)] == [date(2028, 2, 29)]


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
    assert closed_days(file_of(), since=SINCE) == []
