"""Ticket templates and recurring tickets in Setup."""

import pytest

from deskhand.automation.models import Recurring, TicketTemplate

pytestmark = pytest.mark.django_db
NEW = "/setup/recurring/new/"


@pytest.fixture
def template(cast) -> TicketTemplate:
    return TicketTemplate.objects.create(name="Backups", subject="Try them", text="All.")


def form(made: TicketTemplate, **more: object) -> dict[str, object]:
    return {
        "template": made.pk,
        "every": "1",
        "unit": "months",
        "by": "weekday",
        "nth": "1",
        "weekday": "0",
        "at_time": "08:00",
        "begins": "2026-03-01",
        "shift": "next",
        "is_active": "on",
        **more,
    }


def test_a_template_is_made_and_agents_begin_with_it(cast, client_of):
    client = client_of(cast.asta)
    sent = {"name": "Newcomer", "subject": "A new colleague", "text": "Make an account."}
    page = "/setup/rows/templates/new/"
    refused = client.post(page, {**sent, "asks": "nobody@birch.example"})
    assert refused.status_code == 422
    client.post(page, {**sent, "asks": "bea@birch.example", "team": cast.network.pk})
    made = TicketTemplate.objects.get()
    assert (made.requester, made.team) == (cast.bea, cast.network)
    begun = client_of(cast.ada).get(f"/desk/new/?template={made.pk}").text
    for words in ("A new colleague", "Make an account.", "Bea Birch"):
        assert words in begun


def test_the_next_days_are_shown_and_then_saved(cast, client_of, template):
    client = client_of(cast.asta)
    seen = client.post(NEW, form(template, preview="1"))
    assert seen.text.count("Monday, ") == 10
    assert not Recurring.objects.exists()
    assert client.post(NEW, form(template)).status_code == 302
    made = Recurring.objects.get()
    assert made.next_at is not None
    assert "every month on the first Monday" in client.get("/setup/recurring/").text
    client.post(f"/setup/recurring/{made.pk}/", form(template, unit="weeks", weekdays=["0", "3"]))
    made.refresh_from_db()
    assert made.pattern["weekdays"] == [0, 3]
    client.post(f"/setup/recurring/{made.pk}/", {"remove": "1"})
    assert not Recurring.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [{"unit": "weeks"}, {"every": "0"}, {"begins": "x"}, {"at_time": ""}, {"template": "99999"}],
)
def test_what_cannot_be_is_refused(cast, client_of, template, typed):
    answer = client_of(cast.asta).post(NEW, form(template, **typed))
    assert answer.status_code == 422
    assert not Recurring.objects.exists()
