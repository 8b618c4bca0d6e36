"""Service packs in Setup: what each brings, putting it into force for whom, what differs."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.catalog.models import Priority
from deskhand.packs import reading
from deskhand.packs.models import AppliedPack
from deskhand.sla.models import Calendar, Policy, PolicyAssignment

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(cast, client_of):
    return client_of(cast.asta)


def test_all_packs_are_listed_and_each_tells_what_it_brings(desk):
    page = desk.get("/setup/packs/").content.decode()
    assert all(reading.read(name).title in page for name in reading.names())
    page = desk.get("/setup/packs/hosting-promises/").content.decode()
    assert "If all lines are busy: call back within 1 hour" in page
    assert "waits for on-call rotas" in page
    assert desk.get("/setup/packs/nosuch/").status_code == 404


def test_a_pack_is_put_into_force_for_chosen_clients_under_a_label(desk, cast):
    sent = {"organizations": [cast.birch.pk], "labels": "24x7x365"}
    for _again in range(2):
        answer = desk.post("/setup/packs/hosting-promises/apply/", sent)
        assert answer.status_code == 302
    row = PolicyAssignment.objects.get()
    assert (row.organization, row.policy.slug, row.labels) == (
        cast.birch,
        "hosting-promises",
        ["24x7x365"],
    )
    assert Policy.objects.get(is_default=True).slug == "five-priority"


def test_a_pack_is_put_into_force_for_the_firm(desk):
    desk.post("/setup/packs/tiers/apply/", {"is_default": "on"})
    assert Policy.objects.get(is_default=True).slug == "tiers"


@pytest.mark.parametrize(
    "wrong", [{"organizations": ["999999"]}, {"organizations": ["x"]}, {"labels": "none"}]
)
def test_nonsense_puts_nothing_into_force(desk, cast, wrong):
    sent = {"organizations": [cast.birch.pk], **wrong}
    assert desk.post("/setup/packs/tiers/apply/", sent).status_code == 422
    assert not Policy.objects.filter(slug="tiers").exists()


def test_what_differs_is_shown_and_taken_or_kept(desk):
    desk.post("/setup/packs/tiers/apply/")
    Priority.objects.filter(scheme__slug="tiers", level=2).update(name="Serious")
    page = desk.get("/setup/packs/tiers/differences/").content.decode()
    assert "Serious" in page and "High" in page and "edited here" in page
    sent = {"item": "priority tiers 2"}
    assert desk.post("/setup/packs/tiers/choose/", {**sent, "act": "keep"}).status_code == 302
    assert Priority.objects.get(scheme__slug="tiers", level=2).name == "Serious"
    assert desk.post("/setup/packs/tiers/choose/", {**sent, "act": "take"}).status_code == 302
    assert Priority.objects.get(scheme__slug="tiers", level=2).name == "High"
    assert "Nothing differs" in desk.get("/setup/packs/tiers/differences/").content.decode()
    assert desk.post("/setup/packs/tiers/choose/", {**sent, "act": "x"}).status_code == 404
    wrong = {"item": "nothing", "act": "take"}
    assert desk.post("/setup/packs/tiers/choose/", wrong).status_code == 404


def test_hours_that_differ_are_shown_as_spans_of_their_day(desk):
    desk.post("/setup/packs/tiers/apply/")
    calendar = Calendar.objects.get(versions__spec__tz="America/Denver")
    version = calendar.versions.get()
    version.spec["weekly"]["mon"] = [["08:30", "12:00"], ["13:00", "17:00"]]
    version.save()
    page = desk.get("/setup/packs/tiers/differences/").content.decode()
    assert "hours on Mon" in page and "08:30–12:00, 13:00–17:00" in page


def own(text: str) -> dict:
    return {"file": SimpleUploadedFile("ours.toml", text.encode())}


def test_a_pack_of_ones_own_is_looked_through_and_put_into_force(desk):
    text = reading.read("tiers").text.replace('"tiers"', '"ours"')
    answer = desk.post("/setup/packs/file/", own(text))
    assert answer.status_code == 200 and "nothing is wrong with it" in answer.content.decode()
    assert not AppliedPack.objects.filter(name="ours").exists()
    assert desk.post("/setup/packs/file/", {**own(text), "force": "1"}).status_code == 302
    assert desk.get("/setup/packs/ours/").status_code == 200
    assert Policy.objects.filter(slug="ours").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("nonsense", "ours.toml:1: error"),
        (reading.read("tiers").text, "A pack of this name ships with the desk"),
        (
            reading.read("tiers")
            .text.replace('"tiers"', '"ours"')
            .replace("usual = 3", "usual = 7"),
            "The pack has no priority of level 7",
        ),
    ],
)
def test_a_file_that_could_not_hold_is_refused_with_its_lines(desk, text, words):
    answer = desk.post("/setup/packs/file/", {**own(text), "force": "1"})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not AppliedPack.objects.filter(name="ours").exists()


def test_no_file_is_refused(desk):
    assert desk.post("/setup/packs/file/", {}).status_code == 422
