"""Calendars: the feed of an agent, what calendars answer by mail, and when he is busy elsewhere."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import icalendar
import pytest

from deskhand.consents.links import LinkRefused
from deskhand.desk.dispatch import booking, feeding, outside
from deskhand.desk.dispatch.hours import free_time
from deskhand.desk.dispatch.outside import CalendarRefused, busy_in
from deskhand.mail.reply_addresses import make
from deskhand.people.acting import NotAllowed
from deskhand.work.appointments import Plan
from deskhand.work.models import OutsideBusy
from tests import cast as stage
from tests.desk.letters import arrive, letter
from tests.notices.outside import outside as world

HOUR = timedelta(hours=1)


@pytest.fixture
def oven(cast, at):
    return stage.ask(cast.bea, at=at)


@pytest.fixture
def made(cast, oven, at):
    plan = Plan("Look, at; it", at + 24 * HOUR, at + 25 * HOUR, [cast.ada])
    return booking.book(oven.pk, plan, by=stage.reader(cast.ada), at=at)


def token(address):
    return address.rpartition("/")[2].removesuffix(".ics")


def events(text):
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def test_a_feed_tells_all_or_times_alone_and_ends(cast, made, at):
    by = stage.reader(cast.ada)
    whole = feeding.open_feed(is_busy_only=False, by=by, at=at)
    assert feeding.feed_of(by, at=at) == (whole, False)
    [event] = events(feeding.feed_behind(token(whole), at=at))
    assert str(event["SUMMARY"]) == f"Look, at; it [#{made.ticket_id}]"
    busy = feeding.open_feed(is_busy_only=True, by=by, at=at)
    [event] = events(feeding.feed_behind(token(busy), at=at))
    assert (str(event["SUMMARY"]), event.get("LOCATION")) == ("Busy", None)
    with pytest.raises(LinkRefused):
        feeding.feed_behind(token(whole), at=at)
    assert feeding.end_feed(by=by, at=at) == 1
    with pytest.raises(LinkRefused):
        feeding.feed_behind(token(busy), at=at)
    assert feeding.feed_of(by, at=at) == ("", False)


def test_a_feed_tells_nothing_that_its_agent_may_not_see_and_dies_with_him(cast, made, at):
    address = feeding.open_feed(is_busy_only=False, by=stage.reader(cast.ada), at=at)
    cast.ada.only_organizations.add(cast.cedar)
    text = feeding.feed_behind(token(address), at=at)
    assert "Look" not in text
    assert "Birch" not in text
    cast.ada.is_active = False
    cast.ada.save()
    with pytest.raises(LinkRefused):
        feeding.feed_behind(token(address), at=at)
    with pytest.raises(NotAllowed):
        feeding.open_feed(is_busy_only=False, by=stage.reader(cast.bea), at=at)


def answer(made, partstat, *, sender="bea@birch.example", sequence=0, uid=None):
    text = (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid or made.uid}@deskhand\r\nSEQUENCE:{sequence}\r\nDTSTAMP:20260304T090000Z\r\n"
        f"ATTENDEE;PARTSTAT={partstat}:mailto:{sender}\r\nORGANIZER:mailto:x@y.example\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    to = make("support@northlight.example", made.ticket.reply_key)
    mail: EmailMessage = letter(sender, subject="Accepted: Look", text="", to=(to,))
    mail.add_attachment(text.encode(), maintype="text", subtype="calendar", filename="invite.ics")
    return mail


def test_a_calendar_accepts_and_nothing_is_asked(cast, oven, made, at):
    arrive(answer(made, "ACCEPTED"), at=at + HOUR)
    made.refresh_from_db()
    oven.refresh_from_db()
    assert made.answer == "accepted"
    assert oven.category == "scheduled"
    assert not oven.messages.last().is_public


def test_who_declines_is_to_be_answered(cast, oven, made, at):
    arrive(answer(made, "DECLINED"), at=at + HOUR)
    made.refresh_from_db()
    assert made.answer == "declined"
    assert oven.messages.last().is_public


@pytest.mark.parametrize(
    "wrong",
    [
        {"sender": "carla@cedar.example"},
        {"sequence": 7},
        {"uid": "1b4e28ba-2fa1-11d2-883f-0016d3cca427"},
        {"uid": "nonsense"},
        {"sender": "bruno@birch.example"},
    ],
)
def test_what_others_or_old_invitations_say_changes_nothing(cast, oven, made, at, wrong):
    arrive(answer(made, "ACCEPTED", **wrong), at=at + HOUR)
    made.refresh_from_db()
    assert made.answer == ""


CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//y//EN
{}END:VCALENDAR
"""
EVENT = "BEGIN:VEVENT\nUID:{}\nDTSTAMP:20260101T000000Z\n{}\nEND:VEVENT\n"


def busy(cast, at, *lines, uid="a"):
    text = CALENDAR.format("".join(EVENT.format(uid, one) for one in lines))
    return busy_in(text.encode(), cast.ada, at=at)


def test_when_an_agent_is_busy_elsewhere(cast, at):
    day = datetime(2026, 3, 5, tzinfo=UTC)
    once = "DTSTART:20260305T100000Z\nDTEND:20260305T110000Z"
    assert busy(cast, at, once) == [(day + 10 * HOUR, day + 11 * HOUR)]
    assert busy(cast, at, once + "\nTRANSP:TRANSPARENT") == []
    assert busy(cast, at, once + "\nSTATUS:CANCELLED") == []
    assert busy(cast, at, once, uid="x@deskhand") == []
    # A day is one of his own: of Berlin.
    assert busy(cast, at, "DTSTART;VALUE=DATE:20260305") == [(day - HOUR, day + 23 * HOUR)]
    assert busy(cast, at, "DTSTART:broken", once) == [(day + 10 * HOUR, day + 11 * HOUR)]


def test_what_comes_again_keeps_its_time_on_the_wall_when_clocks_change(cast, at):
    weekly = (
        "DTSTART;TZID=Europe/Berlin:20260301T100000\nDURATION:PT1H\n"
        "RRULE:FREQ=WEEKLY;UNTIL=20260406T000000Z\nEXDATE;TZID=Europe/Berlin:20260315T100000"
    )
    found = [f"{begin:%m-%d %H}" for begin, _end in busy(cast, at, weekly)]
    assert found == ["03-08 09", "03-22 09", "03-29 08", "04-05 08"]
    assert busy(cast, at, "DTSTART:20260301T100000Z\nRRULE:FREQ=SECONDLY") == []


@pytest.mark.parametrize("content", [b"", b"<html>", b"BEGIN:VCALENDAR\nx\nEND:VCALENDAR"])
def test_what_is_no_calendar_is_refused(cast, at, content):
    with pytest.raises(CalendarRefused):
        busy_in(content, cast.ada, at=at)


def test_a_calendar_elsewhere_is_read_through_the_one_way_out(cast, at, settings, tmp_path):
    settings.DATA, settings.DESKHAND_INTERNAL_HOSTS = tmp_path, frozenset({"127.0.0.1"})
    by = stage.reader(cast.ada)
    once = EVENT.format("a", "DTSTART:20260305T170000Z\nDTEND:20260305T180000Z")
    with world() as found:
        # Larger than what other calls read.
        padding = "X-PAD:" + "x" * 100_000 + "\n"
        found.answers = [(200, CALENDAR.format(padding + once).encode()), (404, b"")]
        outside.keep_address(f"{found.url}/secret.ics", by=by, at=at)
        assert outside.read(cast.ada.pk, at=at) == 1
        assert found.calls[0].path == "/secret.ics"
        assert outside.read(cast.ada.pk, at=at + HOUR) == 0
    row = outside.calendar_of(by)
    assert (row.host, row.fault) == ("127.0.0.1", "It answers 404.")
    assert OutsideBusy.objects.get().begins_at == datetime(2026, 3, 5, 17, tzinfo=UTC)


def test_an_address_within_is_refused_and_what_was_known_stays(cast, at, settings, tmp_path):
    settings.DATA = tmp_path
    by = stage.reader(cast.ada)
    for wrong in ("", "ftp://x.example/", "http://x.example/", "https://u:p@x.example/"):
        with pytest.raises(CalendarRefused):
            outside.keep_address(wrong, by=by, at=at)
    outside.keep_address("webcal://127.0.0.1/a.ics", by=by, at=at)
    OutsideBusy.objects.create(agent=cast.ada, begins_at=at + 32 * HOUR, ends_at=at + 33 * HOUR)
    assert outside.waiting() == [cast.ada.pk]
    assert outside.read(cast.ada.pk, at=at) == 0
    assert "not public" in outside.calendar_of(by).fault
    free = free_time([cast.ada], at + 32 * HOUR, at + 34 * HOUR, at=at)[cast.ada.pk]
    assert free == [(at + 33 * HOUR, at + 34 * HOUR)]
    outside.forget_address(by=by, at=at)
    assert not OutsideBusy.objects.exists()
