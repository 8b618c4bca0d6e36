"""Calendars: hours as people write them, a version for each change, nonsense said at its field."""

import pytest

from deskhand.sla.models import Calendar

GOOD = {
    "name": "Night shift",
    "tz": "Europe/Berlin",
    "mon": "7:30-12:00, 13:00–17:00",
    "fri": "22:00-06:00",
    "holidays": "2026-12-25\n2026-12-26",
    "exceptions": "2026-12-24 07:30-12:00\n2026-12-31",
}


def test_a_calendar_is_made_and_reads_as_it_was_written(cast, client_of):
    client = client_of(cast.asta)
    assert client.post("/setup/calendars/new/", GOOD).status_code == 302
    made = Calendar.objects.get(name="Night shift")
    page = client.get(f"/setup/calendars/{made.pk}/").content.decode()
    assert 'value="07:30-12:00, 13:00-17:00"' in page
    assert "2026-12-24 07:30-12:00" in page


def test_a_change_is_a_new_version(cast, client_of):
    calendar = Calendar.objects.get()
    answer = client_of(cast.asta).post(f"/setup/calendars/{calendar.pk}/", GOOD)
    assert answer.status_code == 302
    assert calendar.versions.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"tz": "Mars/Base"},
        {"mon": "nonsense"},
        {"mon": "25:00-26:00"},
        {"mon": "08:00-08:61"},
        {"mon": "8-17"},
        {"holidays": "25.12.2026"},
        {"holidays": "2026-02-30"},
        {"holidays": "9999999-01-01"},
        {"exceptions": "2026-12-24 nonsense"},
        {"exceptions": "nonsense 07:30-12:00"},
    ],
    ids=lambda wrong: " ".join(*wrong.items()),
)
def test_nonsense_is_refused_with_the_rest_kept(cast, client_of, wrong):
    answer = client_of(cast.asta).post("/setup/calendars/new/", {**GOOD, **wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    typed = next(iter(wrong.values()))
    assert typed in page or "tz" in wrong
    assert "name" in wrong or 'value="Night shift"' in page
    assert Calendar.objects.count() == 1


def test_a_calendar_without_any_hours_is_said_to_be_none(cast, client_of):
    answer = client_of(cast.asta).post("/setup/calendars/new/", {"name": "Never", "tz": "UTC"})
    assert answer.status_code in {302, 422}


def test_only_administrators_change_calendars(cast, client_of):
    path = f"/setup/calendars/{Calendar.objects.get().pk}/"
    for who in (cast.ada, cast.carla):
        assert client_of(who).post(path, GOOD).status_code == 404
    assert client_of(None).post(path, GOOD)["Location"].startswith("/accounts/login/")
    assert client_of(cast.asta).get("/setup/calendars/999999/").status_code == 404
