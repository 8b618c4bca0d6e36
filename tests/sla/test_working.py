"""The working of a clock in words."""

import itertools
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from deskhand.rules.clock import Clock, Event
from deskhand.rules.explain import IN_A_ROW, pieces
from deskhand.rules.targets import Target
from deskhand.sla.working import Beside, sentences
from tests.rules.calendars import LONDON, NEVER, PACK_A, H, calendar, local, utc
from tests.rules.test_clock import ONE_HOUR, clock, event, retarget


def test_an_account_names_hours_pauses_and_holidays():
    paused = Clock(
        LONDON,
        Target("business", seconds=9 * 3600),
        utc("2026-12-24 12:00"),
        (
            Event(utc("2026-12-24 14:00"), "pause", reason="waiting for the requester"),
            Event(utc("2026-12-24 15:30"), "resume"),
            Event(utc("2026-12-26 12:00"), "pause"),
            Event(utc("2026-12-26 13:00"), "resume"),
            Event(utc("2026-12-29 09:30"), "stop"),
        ),
    )
    assert sentences(paused, utc("2026-12-29 10:00")) == [
        "The clock started on Thu 24 Dec 2026, 12:00 GMT.",
        "Promised: 9 h of open time.",
        "Counted: Thu 24 Dec 12:00–14:00 (2 h).",
        "Paused: Thu 24 Dec 14:00–15:30 (1 h 30 min that would have counted): "
        "waiting for the requester.",
        "Counted: Thu 24 Dec 15:30–17:00 (1 h 30 min).",
        "Not counted: Thu 24 Dec 17:00–24:00, out of hours.",
        "Not counted: Fri 25 Dec is a holiday.",
        "Not counted: Sat 26 Dec 00:00–12:00, out of hours.",
        "Paused: Sat 26 Dec 12:00–13:00 (out of hours).",
        "Not counted: Sat 26 Dec 13:00 to Mon 28 Dec 09:00, out of hours.",
        "Counted: Mon 28 Dec 09:00–14:30 (5 h 30 min).",
        "Due on Mon 28 Dec 2026, 14:30 GMT.",
        "Stopped on Tue 29 Dec 2026, 09:30 GMT.",
        "Late since Mon 28 Dec 2026, 14:30 GMT.",
    ]


@pytest.mark.parametrize(
    ("told", "at", "expected"),
    [
        pytest.param(
            clock(retarget("8 10:00", ONE_HOUR, "raised")),
            "8 10:30",
            [
                "Target changed on Mon 8 Jun 2026, 10:00 UTC: 1 h of open time, counted from the "
                "change, unless the old due time is earlier. The due time went from "
                "Mon 8 Jun 2026, 13:00 UTC to Mon 8 Jun 2026, 11:00 UTC.",
                "Counted: Mon 8 Jun 10:00–11:00 (1 h).",
                "Due on Mon 8 Jun 2026, 11:00 UTC.",
            ],
            id="a raise counts from the change",
        ),
        pytest.param(
            clock(target=Target("calendar", seconds=7200), started="12 23:00"),
            "12 23:30",
            [
                "Promised: 2 h of elapsed time.",
                "Counted: Fri 12 Jun 23:00 to Sat 13 Jun 01:00 (2 h).",
            ],
            id="elapsed time",
        ),
        pytest.param(
            clock(target=Target("business_days", n=1), started="12 18:00"),
            "12 18:30",
            [
                "Promised: the close of business day 1 after the start.",
                "Due on Mon 15 Jun 2026, 17:00 UTC.",
            ],
            id="business days",
        ),
        pytest.param(
            clock(target=Target("date", named_at=utc("12 12:00"))),
            "9 09:00",
            ["Promised: by Fri 12 Jun 2026, 12:00 UTC.", "Due on Fri 12 Jun 2026, 12:00 UTC."],
            id="a named date",
        ),
        pytest.param(
            clock("8 10:00 stop", "8 11:00 reopen", "8 12:00 stop"),
            "9 09:00",
            [
                "Not counted, solved: Mon 8 Jun 10:00–11:00 (1 h that would have counted).",
                "Kept, with 2 h to spare.",
            ],
            id="reopened and kept",
        ),
        pytest.param(
            clock(event("8 10:00 cancel", reason="merged")),
            "9 09:00",
            [
                "Cancelled on Mon 8 Jun 2026, 10:00 UTC (merged).",
                "Counted: Mon 8 Jun 09:00–10:00 (1 h).",
                "The promise was cancelled; nothing is due.",
            ],
            id="cancelled",
        ),
        pytest.param(
            clock("8 10:00 pause"),
            "8 11:00",
            [
                "Paused: Mon 8 Jun 10:00–11:00 (1 h that would have counted).",
                "No due time while the clock is paused.",
            ],
            id="paused",
        ),
        pytest.param(
            clock(event("8 15:00 correct", reason="wrong mailbox")),
            "8 16:00",
            ["Lateness forgiven on Mon 8 Jun 2026, 15:00 UTC (wrong mailbox)."],
            id="forgiven",
        ),
        pytest.param(
            clock(hours=calendar((("20:00", "02:00"),), exceptions={"2026-06-08": []})),
            "9 09:00",
            [
                "Mon 8 Jun has hours of its own: closed.",
                "Counted: Tue 9 Jun 20:00–24:00 (4 h).",
            ],
            id="a date with hours of its own, up to midnight",
        ),
        pytest.param(
            clock(started=None),
            "8 16:00",
            ["The clock has not started yet.", "Promised: 4 h of open time."],
            id="pending",
        ),
        pytest.param(
            clock(hours=NEVER),
            "8 16:00",
            ["Never due: the calendar does not offer enough open time."],
            id="never",
        ),
    ],
)
def test_an_account_tells(told, at, expected):
    found = sentences(told, utc(at))
    assert [sentence for sentence in found if sentence in expected] == expected


def test_a_long_account_sums_up_its_middle():
    long = clock(target=Target("business", seconds=100 * 8 * 3600))
    found = sentences(long, utc("8 10:00"))
    assert len(found) == 2 + (8 + 8) + 1 + (3 + 3) + 1
    assert "Counted: 89 more stretches (712 h)." in found
    assert sum((piece.lapse for piece in pieces(long, utc("8 10:00"))), 0 * H) == 800 * H


def test_an_account_is_told_in_the_calendars_zone():
    started = local("2026-11-25 16:30", "America/Los_Angeles")
    assert sentences(Clock(PACK_A, ONE_HOUR, started), started) == [
        "The clock started on Wed 25 Nov 2026, 16:30 PST.",
        "Promised: 1 h of open time.",
        "Counted: Wed 25 Nov 16:30–17:00 (30 min).",
        "Not counted: Wed 25 Nov 17:00–24:00, out of hours.",
        "Not counted: Thu 26 Nov is a holiday.",
        "Not counted: Fri 27 Nov 00:00–07:30, out of hours.",
        "Counted: Fri 27 Nov 07:30–08:00 (30 min).",
        "Due on Fri 27 Nov 2026, 08:00 PST.",
    ]


def test_the_reader_sees_it_in_his_zone_and_who_set_what():
    at = utc("8 10:00")
    held = clock(event("8 10:00 pause", reason="Waiting for requester"), event("8 11:00 resume"))
    found = sentences(
        held,
        utc("8 12:00"),
        zone=ZoneInfo("Europe/Berlin"),
        beside=Beside(doers={("pause", at): "Ada"}),
    )
    assert found[0] == "The clock started on Mon 8 Jun 2026, 11:00 CEST."
    assert (
        "Paused: Mon 8 Jun 12:00–13:00 (1 h that would have counted): Waiting for requester, "
        "set by Ada." in found
    )


def test_a_holiday_has_its_name():
    started = local("2026-11-25 16:30", "America/Los_Angeles")
    beside = Beside(holidays={"2026-11-26": "Thanksgiving"})
    found = sentences(Clock(PACK_A, ONE_HOUR, started), started, beside=beside)
    assert "Not counted: Thu 26 Nov is a holiday (Thanksgiving)." in found


def test_another_language_has_its_own_days():
    with translation.override("de"):
        found = sentences(clock(), utc("8 10:00"))
    assert "Mon " not in found[0]


def test_the_stretches_follow_each_other_without_a_gap():
    started = local("2026-11-25 16:30", "America/Los_Angeles")
    at = started + timedelta(days=1)
    row = [p for p in pieces(Clock(PACK_A, ONE_HOUR, started), at) if p.kind in IN_A_ROW]
    assert all(one.ended == two.began for one, two in itertools.pairwise(row))


def test_stretches_last_as_long_as_between_the_times_that_are_shown():
    began = utc("2026-12-28 09:00") + timedelta(seconds=10, milliseconds=700)
    told = sentences(Clock(LONDON, Target("business", seconds=9 * 3600), began), began)
    assert "Counted: Mon 28 Dec 09:00:10–17:00 (7 h 59 min 50 s)." in told
