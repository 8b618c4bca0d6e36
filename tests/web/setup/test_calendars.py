"""The pages of a calendar: its pictures, its holidays, and what they refuse."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.jobs import queue
from deskhand.sla.models import Calendar, Clock, Recount
from tests.cast import ask

pytestmark = pytest.mark.django_db


@pytest.fixture
def calendar(cast) -> Calendar:
    return Calendar.objects.get()


def filled(page) -> dict[str, str]:
    """What the form on a page would send unchanged."""
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields} | {
        key: field.field.prepare_value(field.value() or []) for key, field in page.context["days"]
    }


def test_a_calendar_shows_its_week_its_year_and_whether_it_is_open(calendar, cast, client_of):
    page = client_of(cast.asta).get(f"/setup/calendars/{calendar.pk}/?year=2027")
    assert page.status_code == 200
    text = page.content.decode()
    assert "47 h 30 min a week" in text
    # 261 weekdays of 2027 without the twelve on which nobody works.
    assert page.context["year"].open_days == 249
    assert "It is " in text


@pytest.mark.parametrize("year", ["1", "99999999999", "abcd", "9999", "²²²²"])
def test_a_nonsense_year_shows_one_nearby(year, calendar, cast, client_of):
    page = client_of(cast.asta).get(f"/setup/calendars/{calendar.pk}/", {"year": year})
    assert page.status_code == 200


def test_a_change_is_a_new_version_that_keeps_the_names_of_holidays(calendar, cast, client_of):
    client = client_of(cast.asta)
    path, names = f"/setup/calendars/{calendar.pk}/", calendar.versions.get().names
    sent = filled(client.get(path))
    sent["sat"] = "09:00-12:00"
    sent["holidays"] += "\n2031-01-01 New Year"
    assert client.post(path, sent).status_code == 302
    version = calendar.versions.latest("number")
    assert version.number == 2
    assert version.spec["weekly"]["sat"] == [["09:00", "12:00"]]
    assert version.names == {**names, "2031-01-01": "New Year"}


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("mon", "soon", "is not a span of hours"),
        ("holidays", "Christmas", "is not a date"),
        ("exceptions", "2026-12-24 noon", "is not a span of hours"),
        ("tz", "Mars/Olympus", "Select a valid choice"),
        ("mon", "25:00-26:00", "on no clock"),
        ("mon", "09:00-17:75", "on no clock"),
        ("mon", "17:00-16:30", "ends before it starts"),
        ("mon", "09:00-09:00", "write 00:00-24:00"),
        ("holds_from", "someday", "Enter a valid date"),
    ],
)
def test_nonsense_is_refused_at_its_field(field, value, words, calendar, cast, client_of):
    client = client_of(cast.asta)
    path = f"/setup/calendars/{calendar.pk}/"
    page = client.post(path, {**filled(client.get(path)), field: value})
    assert page.status_code == 422
    assert words in page.content.decode()
    assert calendar.versions.count() == 1


def test_holidays_are_proposed_and_taken_only_when_confirmed(calendar, cast, client_of):
    client = client_of(cast.asta)
    path = f"/setup/calendars/{calendar.pk}/holidays/"
    page = client.get(path, {"country": "DE", "region": "BY"})
    assert page.status_code == 200
    assert len(page.context["found"]) > 20
    assert calendar.versions.count() == 1
    sent = {"day": ["2031-01-06 Epiphany", "nonsense"]}
    assert client.post(f"{path}confirm/", sent).status_code == 302
    version = calendar.versions.latest("number")
    assert "2031-01-06" in version.spec["holidays"]
    assert version.names["2031-01-06"] == "Epiphany"


def test_a_file_that_is_no_calendar_is_refused(calendar, cast, client_of):
    path = f"/setup/calendars/{calendar.pk}/holidays/file/"
    file = SimpleUploadedFile("x.ics", b"\x00\x01")
    page = client_of(cast.asta).post(path, {"file": file})
    assert page.status_code == 422
    assert "BEGIN:VCALENDAR" in page.content.decode()
    assert calendar.versions.count() == 1


def test_what_was_left_out_of_a_file_stands_beside_what_it_proposes(calendar, cast, client_of):
    broken = b"BEGIN:VEVENT\r\nSUMMARY:Outing\r\nDTSTART;VALUE=DATE:20301399\r\nEND:VEVENT\r\n"
    good = b"BEGIN:VEVENT\r\nSUMMARY:Epiphany\r\nDTSTART;VALUE=DATE:20310106\r\nEND:VEVENT\r\n"
    content = b"BEGIN:VCALENDAR\r\n" + broken + good + b"END:VCALENDAR\r\n"
    path = f"/setup/calendars/{calendar.pk}/holidays/file/"
    file = SimpleUploadedFile("x.ics", content)
    page = client_of(cast.asta).post(path, {"file": file})
    assert [one.name for one, _known in page.context["found"]] == ["Epiphany"]
    assert "“Outing” was left out: its line DTSTART" in page.content.decode()


def test_a_calendar_that_is_never_open_is_refused(calendar, cast, client_of):
    client = client_of(cast.asta)
    path = f"/setup/calendars/{calendar.pk}/"
    sent = filled(client.get(path)) | dict.fromkeys(
        ("mon", "tue", "wed", "thu", "fri", "sat", "sun"), ""
    )
    page = client.post(path, {**sent, "exceptions": ""})
    assert page.status_code == 422
    assert "It is never open." in page.content.decode()


def test_a_night_shift_runs_into_the_next_day(calendar, cast, client_of):
    client = client_of(cast.asta)
    path = f"/setup/calendars/{calendar.pk}/"
    assert client.post(path, {**filled(client.get(path)), "sat": "20:00-04:00"}).status_code == 302
    assert calendar.versions.latest("number").spec["weekly"]["sat"] == [["20:00", "04:00"]]


def test_what_an_edit_does_to_open_clocks_is_seen_before_it_is_saved(calendar, cast, client_of):
    now = datetime.now(UTC)
    ask(cast.bea, at=now)
    client = client_of(cast.asta)
    path = f"/setup/calendars/{calendar.pk}/"
    sent = filled(client.get(path))
    days = (str((now + timedelta(days=n)).date()) for n in range(12))
    sent["exceptions"] += "\n" + "\n".join(days)
    page = client.post(path, sent)
    assert page.status_code == 200
    assert "1 open clocks, 1 due times change, 0 become late." in page.content.decode()
    assert calendar.versions.count() == 1
    answer = client.post(path, {**sent, "agreed": "yes"})
    run = Recount.objects.get(version__calendar=calendar)
    assert answer.url == f"/setup/recounts/{run.pk}/"
    assert "0 of 1 open clocks." in client.get(answer.url).content.decode()
    before = Clock.objects.get().due_at
    queue.drain()
    assert Clock.objects.get().due_at > before
    assert "1 of 1 open clocks." in client.get(answer.url).content.decode()
    client.post(f"{answer.url}stop/")
    run.refresh_from_db()
    assert run.state == "done"


def test_a_run_is_stopped_on_its_page(calendar, cast, client_of, at):
    ask(cast.bea, at=at)
    run = Recount.objects.create(cause="calendar", asked_at=at, total=1)
    client = client_of(cast.asta)
    assert client.post(f"/setup/recounts/{run.pk}/stop/").status_code == 302
    run.refresh_from_db()
    assert run.state == "stopped"
    assert client_of(cast.ada).get(f"/setup/recounts/{run.pk}/").status_code == 404


def test_it_holds_from_a_day_that_is_named_and_says_what_it_changed(calendar, cast, client_of):
    client = client_of(cast.asta)
    path = f"/setup/calendars/{calendar.pk}/"
    day = (datetime.now(UTC) + timedelta(days=40)).date()
    sent = {**filled(client.get(path)), "sat": "09:00-12:00", "holds_from": str(day)}
    assert client.post(path, sent).status_code == 302
    version = calendar.versions.latest("number")
    zone = ZoneInfo(version.spec["tz"])
    assert version.valid_from == datetime(day.year, day.month, day.day, tzinfo=zone)
    page = client.get(path).content.decode()
    assert "Version 2, holds from" in page
    assert "Sat closed to 09:00–12:00" in page
    assert "Helpdesk with five priorities" in page
