"""What a reply promises, read from its sentences: English and German, and nothing too eagerly."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.spoken import Standpoint, promises
from deskhand.rules.worktime import Calendar

BERLIN = ZoneInfo("Europe/Berlin")
# Wednesday 4 March 2026, 10:00 in Berlin.
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
HOURS = Calendar.from_spec(
    {
        "tz": "Europe/Berlin",
        "weekly": {
            **{day: [["08:00", "17:00"]] for day in ("mon", "tue", "wed", "thu")},
            "fri": [["08:00", "15:00"]],
        },
        "holidays": ["2026-03-09"],
    }
)
VIEW = Standpoint(AT, BERLIN, HOURS)


def read(text, view=VIEW):
    """The dates that a text promises, as the clocks of Berlin show them."""
    return [f"{said.due_at.astimezone(BERLIN):%m-%d %H:%M}" for said in promises(text, view)]


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("You have it by Friday.", "03-06 15:00"),
        ("It is done by Friday 2pm.", "03-06 14:00"),
        ("We come tomorrow at 3.", "03-05 15:00"),
        ("We come at 3pm tomorrow.", "03-05 15:00"),
        ("I call you tomorrow morning.", "03-05 12:00"),
        ("I call you tomorrow at 9:30 a.m.", "03-05 09:30"),
        ("It works again in two days.", "03-06 15:00"),
        ("It works again within 3 hours.", "03-04 13:00"),
        ("Done in 30 minutes.", "03-04 10:30"),
        ("Ready within 2 business days.", "03-06 15:00"),
        ("The part comes on the 12th.", "03-12 17:00"),
        ("The part comes on the 2nd.", "04-02 17:00"),
        ("Next Tuesday morning it is here.", "03-10 12:00"),
        ("This Thursday afternoon.", "03-05 17:00"),
        ("By the end of the week.", "03-06 15:00"),
        ("By the end of the month.", "03-31 17:00"),
        ("Next week.", "03-13 15:00"),
        ("You get it by end of day.", "03-04 17:00"),
        ("You get it today by 4pm.", "03-04 16:00"),
        ("You get it by 16:00.", "03-04 16:00"),
        ("Done on 12 March.", "03-12 17:00"),
        ("Done on March 12th at noon.", "03-12 12:00"),
        ("Done on 2026-03-12, 14:00.", "03-12 14:00"),
        ("Done by 12/3/2026.", "03-12 17:00"),
        ("Done the day after tomorrow.", "03-06 15:00"),
        ("Das klappt bis Freitag 14 Uhr.", "03-06 14:00"),
        ("Wir kommen morgen um 15 Uhr.", "03-05 15:00"),
        ("Wir melden uns morgen früh.", "03-05 12:00"),
        ("Wir melden uns übermorgen.", "03-06 15:00"),
        ("Das läuft in zwei Tagen wieder.", "03-06 15:00"),
        ("Innerhalb von 3 Stunden.", "03-04 13:00"),
        ("Spätestens am Donnerstag bis 12:30 Uhr.", "03-05 12:30"),
        ("Am 12. ist das Teil da.", "03-12 17:00"),
        ("Bis zum 12. März ist es da.", "03-12 17:00"),
        ("Bis 12.3. ist es da.", "03-12 17:00"),
        ("Bis 12.03.2026 14:00 ist es da.", "03-12 14:00"),
        ("Nächsten Dienstag Vormittag.", "03-10 12:00"),
        ("Kommenden Dienstag.", "03-10 17:00"),
        ("Heute noch, bis 16 Uhr.", "03-04 16:00"),
        ("Bis heute Abend.", "03-04 20:00"),
        ("Bis Ende der Woche.", "03-06 15:00"),
        ("Bis Feierabend.", "03-04 17:00"),
        ("On Monday, a holiday.", "03-09 17:00"),
    ],
)
def test_one_promise(text, due):
    assert read(text) == [due]


@pytest.mark.parametrize(
    "text",
    [
        "It broke last Friday.",
        "Since Monday nothing works.",
        "Seit Montag geht nichts.",
        "Could you send the list by Friday?",
        "Please answer by Friday.",
        "Bitte antworten Sie bis Freitag.",
        "> You have it by Friday.",
        "Passt Ihnen Freitag?",
        "Guten Morgen!",
        "We have 3 of them at 2 sites.",
        "Version 2.10 costs 15.30 each.",
        "You had it today at 9:00.",
        "On 12 February it rained.",
        "Call +49 211 12 34 56.",
        "The 32nd of March and 31.2.2026.",
        "We may march on.",
        "",
    ],
)
def test_what_is_no_promise(text):
    assert read(text) == []


def test_several_promises_stand_in_their_order():
    text = "The part comes on Thursday.\nWe build it in by Friday noon."
    said = promises(text, VIEW)
    assert [text[one.begin : one.end].strip(" ,") for one in said] == [one.words for one in said]
    assert read(text) == ["03-05 17:00", "03-06 12:00"]


def test_the_month_first_where_people_write_so():
    view = Standpoint(AT, BERLIN, HOURS, is_month_first=True)
    assert read("Done by 4/3/2026.", view) == ["04-03 15:00"]


def test_on_a_friday_friday_is_the_next_one():
    view = Standpoint(AT + timedelta(days=2), BERLIN, HOURS)
    assert read("By Friday.", view) == ["03-13 15:00"]


def test_a_date_without_a_year_is_next_year_s_where_that_is_nearer():
    view = Standpoint(datetime(2026, 12, 30, 9, tzinfo=UTC), BERLIN)
    assert [s.due_at.year for s in promises("Done by 5 January.", view)] == [2027]
    assert promises("Done by 5 December.", view) == []


def test_business_closes_by_its_own_clock():
    """Who writes from New York promises the close of a business in Berlin."""
    view = Standpoint(AT, ZoneInfo("America/New_York"), HOURS)
    assert read("By Friday.", view) == ["03-06 15:00"]
    assert read("By Friday 5pm.", view) == ["03-06 23:00"]


def test_over_the_change_of_clocks_the_wall_clock_holds():
    view = Standpoint(datetime(2026, 3, 28, 9, tzinfo=UTC), BERLIN)
    assert read("Tomorrow at 14:00.", view) == ["03-29 14:00"]
    assert read("Tomorrow at 2:30 am.", view) == ["03-29 03:30"]


words = st.sampled_from(
    "by on at until bis um am the next in two 3 12 12th 12. 31. 31.2. 2026-02-30 99 24:00 25:61 "
    "3pm Friday Freitag tomorrow morgen nächsten March März may days Tagen hours week end of day "
    "month noon , . ? ! \n > ".split(" ")
)
moments = st.integers(0, 20 * 366 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
zones = st.sampled_from([BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Apia")])


@given(st.lists(words, max_size=25).map(" ".join) | st.text(max_size=200), moments, zones)
def test_whatever_is_written_what_is_found_lies_ahead_and_in_the_text(text, at, zone):
    said = promises(text, Standpoint(at, zone, HOURS))
    place = 0
    for one in said:
        assert at < one.due_at <= at + timedelta(days=366)
        assert one.due_at.tzinfo is UTC
        assert place <= one.begin < one.end <= len(text)
        assert one.words in text
        place = one.end


def test_a_long_text_is_read_quickly():
    text = "on the next Friday at 3 pm in two days by 12. March " * 500
    assert len(promises(text, VIEW)) > 0
