"""The firm's own page, its packs, and the audit trail of both."""

import pytest

from deskhand.journal.record import record
from deskhand.provider.events import SettingChanged
from deskhand.provider.firm import current
from deskhand.provider.models import Provider
from tests import cast as stage
from tests.house.scene import set_scene

GOOD = {
    "name": "Northlight IT",
    "time_zone": "Europe/Berlin",
    "language": "en",
    "brand_hue": "20",
    "undo_seconds": "10",
    "reopen_days": "14",
}


def test_the_firms_colour_reaches_every_page(cast, client_of):
    client = client_of(cast.asta)
    assert client.post("/setup/firm/", GOOD).status_code == 302
    page = client_of(None).get("/").content.decode()
    link = "/brand-20.css"
    assert link in page
    assert "--brand-hue: 20;" in client_of(None).get(link).content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 500},
        {"time_zone": ""},
        {"time_zone": "Mars/Base"},
        {"language": "xx"},
        {"brand_hue": "361"},
        {"brand_hue": "blue"},
        {"undo_seconds": "-1"},
        {"undo_seconds": "121"},
        {"phone": "1" * 41},
    ],
    ids=lambda wrong: "".join(*wrong.items())[:24],
)
def test_nonsense_is_refused_and_the_page_still_bears_the_old_name(cast, client_of, wrong):
    answer = client_of(cast.asta).post("/setup/firm/", {**GOOD, **wrong})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert current().name == "Northlight IT"
    assert current().brand_hue == 248


def test_a_pack_in_force_says_so_when_applied_again(cast, client_of):
    answer = client_of(cast.asta).post("/setup/packs/five-priority/apply/", follow=True)
    assert "in force already" in answer.content.decode()
    assert client_of(cast.asta).post("/setup/packs/nosuch/apply/").status_code == 404


def test_the_audit_trail_names_who_changed_what(cast, client_of):
    client = client_of(cast.asta)
    client.post("/setup/firm/", GOOD)
    page = client.get("/setup/audit/?name=setting_changed").content.decode()
    assert "brand_hue" in page
    assert "Asta" in page


def test_first_steps_are_shown_until_they_are_done(cast, at, client_of):
    client = client_of(cast.asta)
    Provider.objects.update(shows_first_steps=True)
    page = client.get("/setup/").content.decode()
    assert "First steps" in page
    assert "Go on with the first steps" in client.get("/desk/").content.decode()
    # There are clients, colleagues and two teams; nobody has looked at hours and promises.
    assert page.count("data-done") == 3
    set_scene(cast, at=at)
    for what in ("calendars", "policies"):
        changed = SettingChanged(what=what, setting=1, act="changed")
        record(changed, by=stage.doer(cast.asta), at=at)
    assert "First steps" not in client.get("/setup/").content.decode()


def test_first_steps_are_put_away(cast, client_of):
    client = client_of(cast.asta)
    Provider.objects.update(shows_first_steps=True)
    page = client.post("/setup/first-steps/dismiss/", follow=True).content.decode()
    assert "put away" in page
    assert 'id="first-steps"' not in page
    assert "Go on with the first steps" not in client.get("/desk/").content.decode()


@pytest.mark.parametrize("query", ["before=nonsense", "before=" + "9" * 40, "name=nosuch"])
def test_an_audit_page_asked_for_in_nonsense_breaks_nothing(cast, client_of, query):
    assert client_of(cast.asta).get(f"/setup/audit/?{query}").status_code == 200


@pytest.mark.parametrize("path", ["firm", "packs", "audit", "jobs", "sent", "letters"])
def test_only_administrators_look_into_setup(cast, client_of, path):
    for who in (cast.ada, cast.carla):
        assert client_of(who).get(f"/setup/{path}/").status_code == 404
    assert client_of(None).get(f"/setup/{path}/")["Location"].startswith("/accounts/login/")
    assert client_of(cast.asta).get(f"/setup/{path}/").status_code == 200
