"""The page of software in the portal: what a client may have, its download; nothing of others."""

import pytest

from deskhand.assets import releasing
from deskhand.contracts.models import Obtained
from deskhand.contracts.software import terms
from deskhand.people.administration import let_get_software
from tests.contracts.maintained import BY, FIRST, maintain, product, release
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
PATH = "/software/"


@pytest.fixture
def stage(cast, at):
    """Birch Bakery has maintenance this year, Cedar Clinic had it in January."""
    ledgerline = product()
    maintain(sign(cast.birch, at=at), ledgerline, at=at)
    january = FIRST.replace(day=31)
    maintain(sign(cast.cedar, at=at), ledgerline, at=at, ends_on=january)
    return release(ledgerline, at=at)


def file_path(stage, organization, file=None):
    return f"/software/{organization.slug}/files/{(file or stage.files.get()).pk}/"


def fetched(answer):
    return b"".join(answer.streaming_content)


def test_the_entitled_read_the_notes_and_download(cast, stage, client_of):
    client = client_of(cast.bruno)
    page = client.get(PATH).content.decode()
    path = file_path(stage, cast.birch)
    assert "Faster." in page and path in page and stage.files.get().blob.sha256 in page
    answer = client.get(path)
    assert fetched(answer) == b"4.2 l.zip"
    assert answer["Content-Disposition"] == 'attachment; filename="l.zip"'
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Cache-Control"] == "private, no-store"
    row = Obtained.objects.get()
    assert (row.organization, row.person, row.release) == (cast.birch, cast.bruno, stage)
    assert "obtained" in client.get(PATH).content.decode()


def test_each_download_is_noted(cast, stage, client_of):
    client = client_of(cast.bruno)
    for _again in range(2):
        fetched(client.get(file_path(stage, cast.birch)))
    assert Obtained.objects.count() == 2


def test_the_lapsed_read_why_and_get_neither_notes_nor_file(cast, stage, client_of):
    client = client_of(cast.carla)
    page = client.get(PATH).content.decode()
    assert "Maintenance for Ledgerline ended on 31 January 2026" in page
    assert "Faster." not in page and "/files/" not in page
    assert client.get(file_path(stage, cast.cedar)).status_code == 404
    assert not Obtained.objects.exists()


def test_a_foreign_file_answers_as_one_that_is_missing(cast, stage, client_of):
    client = client_of(cast.carla)
    missing = client.get(f"/software/{cast.cedar.slug}/files/999999/")
    for path in (
        file_path(stage, cast.birch),
        file_path(stage, cast.cedar),
        "/software/no-such-client/files/1/",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (404, missing.content), path
    assert not Obtained.objects.exists()


def test_whoever_gets_no_software_finds_no_page(cast, stage, client_of):
    assert client_of(cast.bea).get(PATH).status_code == 404
    assert client_of(cast.bea).get(file_path(stage, cast.birch)).status_code == 404
    assert b"/software/" not in client_of(cast.bea).get("/requests/").content
    let_get_software(cast.bea.memberships.get(), may=True)
    assert client_of(cast.bea).get(PATH).status_code == 200
    assert b"/software/" in client_of(cast.bea).get("/requests/").content


def test_agents_get_nothing_by_the_portal(cast, stage, client_of):
    client = client_of(cast.asta)
    assert client.get(PATH).status_code == 404
    assert client.get(file_path(stage, cast.birch)).status_code == 404


def test_a_client_without_any_maintenance_has_no_page(cast, at, client_of):
    assert client_of(cast.bruno).get(PATH).status_code == 404


def test_drafts_are_not_to_be_seen_or_had(cast, stage, at, client_of):
    from deskhand.files.store import keep
    from tests.contracts.maintained import draft

    coming = draft(stage.product, "9.9", at=at)
    [file] = releasing.attach_all(coming, [("x.zip", keep(b"x"))], by=BY, at=at)
    client = client_of(cast.bruno)
    assert "9.9" not in client.get(PATH).content.decode()
    assert client.get(file_path(coming, cast.birch, file)).status_code == 404


def test_withdrawn_it_is_to_be_had_by_nobody_who_has_it_not(cast, stage, at, client_of):
    releasing.withdraw(stage, "Loses data", by=BY, at=at)
    client = client_of(cast.bruno)
    assert "It was withdrawn: Loses data" in client.get(PATH).content.decode()
    assert client.get(file_path(stage, cast.birch)).status_code == 404


@pytest.mark.parametrize("then", ["withdrawn", "taken back", "put away"])
def test_what_was_obtained_stays(cast, stage, at, client_of, then):
    client = client_of(cast.bruno)
    fetched(client.get(file_path(stage, cast.birch)))
    if then == "withdrawn":
        releasing.withdraw(stage, "Loses data", by=BY, at=at)
    elif then == "taken back":
        [term] = cast.birch.contracts.get().maintenance.all()
        terms.take_back(term, "Wrong client", by=BY, at=at)
    else:
        stage.product.archived_at = at
        stage.product.save()
    assert fetched(client.get(file_path(stage, cast.birch))) == b"4.2 l.zip"
    assert file_path(stage, cast.birch) in client.get(PATH).content.decode()


def test_who_left_gets_no_more(cast, stage, client_of):
    cast.bruno.memberships.all().delete()
    assert client_of(cast.bruno).get(file_path(stage, cast.birch)).status_code == 404


def test_notes_are_no_markup(cast, stage, client_of):
    type(stage).objects.filter(pk=stage.pk).update(
        notes="<script>alert(1)</script> [x](javascript:alert(1)) ![p](https://evil.example/p.png)"
    )
    page = client_of(cast.bruno).get(PATH).content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert 'src="https://evil' not in page


def test_many_releases_cost_no_more_statements(
    cast, stage, at, client_of, django_assert_max_num_queries
):
    for number in range(12):
        release(stage.product, f"4.2.{number}", at=at)
    client = client_of(cast.bruno)
    client.get(PATH)
    with django_assert_max_num_queries(18):
        client.get(PATH)
