"""Releases at the desk: drafted, published, withdrawn by whoever may; files that are fit; who is
entitled and who is told."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.assets import releasing
from deskhand.assets.models import Release, ReleaseFile
from deskhand.contracts.models import ReleaseNotice
from deskhand.files.store import keep
from tests.contracts.maintained import BY, FIRST, draft, maintain, product, release
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
SAID = {"number": "5.0", "kind": "upgrade", "released_on": "2026-03-01", "notes": "**New**"}


@pytest.fixture
def ledgerline():
    return product()


@pytest.fixture
def stage(cast, ledgerline, at):
    maintain(sign(cast.birch, at=at), ledgerline, at=at)
    maintain(sign(cast.cedar, at=at), ledgerline, at=at, ends_on=FIRST.replace(day=31))
    return release(ledgerline, at=at)


@pytest.fixture
def client(cast, client_of):
    return client_of(cast.milo)


def path(row, end=""):
    return f"/desk/software/releases/{row.pk}/{end}"


def upload(client, row, name, content=b"PK"):
    files = [SimpleUploadedFile(name, content)] if content is not None else []
    return client.post(path(row, "files/"), {"files": files})


def test_from_draft_to_published(cast, ledgerline, client):
    assert client.post(f"/desk/software/{ledgerline.pk}/releases/new/", SAID).status_code == 302
    row = Release.objects.get()
    assert (row.state, row.made_by, row.released_on) == ("draft", "Milo", date(2026, 3, 1))
    client.post(path(row, "edit/"), {**SAID, "number": "5.0.1"})
    assert upload(client, row, "ledger line.zip").status_code == 302
    client.post(path(row, "act/"), {"act": "publish"})
    row.refresh_from_db()
    assert (row.number, row.state, row.published_by) == ("5.0.1", "published", "Milo")
    page = client.get(path(row)).content.decode()
    assert "<strong>New</strong>" in page and "ledger line.zip" in page


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"number": " "}, "required"),
        ({"number": "4.2"}, "has a release 4.2 already"),
        ({"kind": "hotfix"}, "hotfix"),
        ({"released_on": "31.02.2026"}, "valid date"),
        ({"notes": "x" * 20_001}, "20000"),
    ],
)
def test_nonsense_is_refused_at_its_field(stage, client, said, words):
    answer = client.post(f"/desk/software/{stage.product_id}/releases/new/", {**SAID, **said})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_what_was_published_stays(stage, client, cast):
    for end, said in (
        ("edit/", {**SAID, "released_on": "2026-01-01"}),
        ("act/", {"act": "publish"}),
        ("act/", {"act": "forget"}),
        ("act/", {"act": "detach", "file": stage.files.get().pk}),
    ):
        answer = client.post(path(stage, end), said)
        assert answer.status_code == 422, end
        assert "stays as it is" in answer.content.decode()
    assert upload(client, stage, "more.zip").status_code == 422
    stage.refresh_from_db()
    assert (stage.released_on, stage.files.count()) == (date(2026, 2, 10), 1)


def test_it_is_not_published_before_its_day(ledgerline, client, at):
    coming = draft(ledgerline, "6.0", at=at, on=date(2999, 1, 1))
    answer = client.post(path(coming, "act/"), {"act": "publish"})
    assert answer.status_code == 422
    assert "It comes out on 1 January 2999" in answer.content.decode()


@pytest.mark.parametrize("name", ["page.html", "picture.svg", "noending", ".zip.htm", "x.js"])
def test_files_that_a_browser_would_show_are_not_taken(ledgerline, client, at, name):
    row = draft(ledgerline, at=at)
    assert upload(client, row, name).status_code == 422
    assert not ReleaseFile.objects.exists()


def test_empty_too_large_doubled_and_missing_files_are_refused(ledgerline, client, at, settings):
    row = draft(ledgerline, at=at)
    assert "is empty" in upload(client, row, "a.zip", b"").content.decode()
    assert "Choose a file" in upload(client, row, "a.zip", None).content.decode()
    settings.RELEASE_FILE_LIMIT = 5
    assert "larger than" in upload(client, row, "a.zip", b"123456").content.decode()
    assert upload(client, row, "a.zip", b"12345").status_code == 302
    assert "already" in upload(client, row, "a.zip", b"54321").content.decode()
    assert row.files.count() == 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/cron.d/x.sh", "x.sh"),
        ("..\\..\\windows\\x.exe", "x.exe"),
        ('a"; filename="b.html.zip', "b.html.zip"),
    ],
)
def test_names_of_files_lead_nowhere(ledgerline, client, at, given, kept):
    row = draft(ledgerline, at=at)
    upload(client, row, given)
    file = row.files.get()
    assert file.filename == kept
    answer = client.get(path(row, f"files/{file.pk}/"))
    b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == f'attachment; filename="{kept}"'


def test_a_name_with_a_quote_stays_one_name(ledgerline, client, at):
    row = draft(ledgerline, at=at)
    named = [('a"; filename="b.zip', keep(b"PK"))]
    [file] = releasing.attach_all(row, named, by=BY, at=at)
    answer = client.get(path(row, f"files/{file.pk}/"))
    b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == r'attachment; filename="a\"; filename=\"b.zip"'


def test_a_draft_loses_a_file_and_is_thrown_away(ledgerline, client, at):
    row = draft(ledgerline, at=at)
    upload(client, row, "a.zip")
    said = {"act": "detach", "file": row.files.get().pk}
    assert client.post(path(row, "act/"), said).status_code == 302
    for wrong in ("", "x", "9" * 40, "1"):
        assert client.post(path(row, "act/"), {**said, "file": wrong}).status_code == 404
    assert client.post(path(row, "act/"), {"act": "forget"}).status_code == 302
    assert not Release.objects.exists()


def test_withdrawing_needs_a_reason_and_happens_once(stage, client):
    for why, status in (("", 422), ("Loses data", 302), ("Again", 422)):
        said = {"act": "withdraw", "why": why}
        assert client.post(path(stage, "act/"), said).status_code == status
    stage.refresh_from_db()
    assert (stage.state, stage.withdrawn_why) == ("withdrawn", "Loses data")


def test_agents_read_and_do_nothing(cast, stage, client_of):
    client = client_of(cast.ada)
    assert client.get(path(stage)).status_code == 200
    said = {"act": "withdraw", "why": "x"}
    assert client.post(path(stage, "act/"), said).status_code == 403
    assert client.post(path(stage, "notice/"), {"client": cast.birch.pk}).status_code == 403
    assert client.post(f"/desk/software/{stage.product_id}/releases/new/", SAID).status_code == 403


def test_the_page_has_the_entitled_and_the_rest_with_the_reason(cast, stage, client):
    page = client.get(path(stage)).content.decode()
    entitled, _middle, rest = page.partition("Who is not, and why")
    assert "Birch Bakery" in entitled and "Cedar Clinic" not in entitled
    assert "Maintenance for Ledgerline ended on 31 January 2026" in rest


def test_an_agent_with_limits_sees_only_his_clients(cast, stage, client_of):
    cast.milo.only_organizations.add(cast.cedar)
    client = client_of(cast.milo)
    for one in (path(stage), path(stage, "notice/"), f"/desk/software/{stage.product_id}/"):
        page = client.get(one).content.decode()
        assert "Cedar Clinic" in page and "Birch Bakery" not in page
    assert client.get("/desk/software/clients/birch-bakery/").status_code == 404
    assert client.get("/desk/software/clients/cedar-clinic/").status_code == 200


def test_two_clicks_tell_once_and_nonsense_tells_nobody(cast, stage, client):
    said = {"client": [cast.birch.pk, cast.cedar.pk, "x", "9" * 40, "-1"]}
    assert client.post(path(stage, "notice/"), said).status_code == 302
    assert client.post(path(stage, "notice/"), said).status_code == 302
    [notice] = ReleaseNotice.objects.all()
    assert (notice.organization, notice.kind) == (cast.birch, "entitled")
    page = client.get(path(stage, "notice/")).content.decode()
    assert "Told already." in page


def test_the_page_of_a_client_has_what_is_his(cast, stage, client):
    page = client.get("/desk/software/clients/birch-bakery/").content.decode()
    assert "Ledgerline" in page and "maintenance until 31 Dec 2026" in page
    assert "Bruno" in page


def test_releases_come_in_pages(ledgerline, client, at, monkeypatch):
    from deskhand.web.console.software import products

    monkeypatch.setattr(products, "SIZE", 2)
    rows = [draft(ledgerline, f"1.{n}", at=at) for n in range(5)]
    seen, after = [], ""
    for _page in range(3):
        answer = client.get(f"/desk/software/{ledgerline.pk}/?after={after}")
        seen += [row.number for row in answer.context["releases"]]
        after = answer.context["following"] or ""
    assert seen == [row.number for row in reversed(rows)]
    assert client.get(f"/desk/software/{ledgerline.pk}/?after=x").status_code == 200


def test_many_clients_cost_no_more_statements(
    cast, stage, client, at, django_assert_max_num_queries
):
    from tests.cast import organization

    for number in range(8):
        maintain(sign(organization(f"Client {number}"), at=at), stage.product, at=at)
    client.get(path(stage))
    for one, most in ((path(stage), 26), (path(stage, "notice/"), 24), ("/desk/software/", 20)):
        with django_assert_max_num_queries(most):
            client.get(one)
