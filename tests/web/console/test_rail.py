"""The rail: what tells its lists apart where icons stand alone, and which groups are folded."""

import pytest

from deskhand.people.models import Team
from deskhand.web.console.rail import Queue, with_marks


def test_lists_of_one_icon_are_told_apart_by_letters():
    names = ("Service desk", "Service delivery", "Networks", "Level 1", "Level 2", "Über uns", "!")
    queues = [Queue(name, name, "users", "due") for name in names]
    marks = [one.mark for one in with_marks([*queues, Queue("late", "Late", "alarm", "due")])]
    assert marks == ["SD", "Se", "Ne", "L1", "L2", "ÜU", "!", ""]


@pytest.mark.django_db
def test_letters_stand_beside_each_of_several_teams(cast, client_of):
    page = client_of(cast.ada).get("/desk/").content.decode()
    assert "rail-mark" not in page
    cast.ada.teams.add(Team.objects.create(name="Field work", slug="field-work"))
    page = client_of(cast.ada).get("/desk/").content.decode()
    assert ">FW</span>" in page


@pytest.mark.django_db
def test_a_group_stays_folded_in_this_browser(cast, client_of):
    client = client_of(cast.ada)
    assert 'data-fold="own" open' in client.get("/desk/").content.decode()
    client.cookies["folded"] = "own.nosuch"
    page = client.get("/desk/").content.decode()
    assert 'data-fold="own">' in page and 'data-fold="firm" open' in page


@pytest.mark.django_db
def test_values_of_filters_are_words_of_the_reader(cast, client_of):
    cast.ada.person.language = "de"
    cast.ada.person.save()
    page = client_of(cast.ada).get("/desk/queues/open/").content.decode()
    assert "Status: offen" in page and 'value="status:open"' in page
