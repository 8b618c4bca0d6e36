"""A visit: presses told late, the report, its signature, and photos."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.rules.letter import parse
from deskhand.work.models import Photo, WorkReport
from tests import cast as stage

PATH = "M10,10L100,50L200,20"
GIF = b"GIF89a\x01\x00\x01\x00\x00\x00\x00;"


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


@pytest.fixture
def made(cast, oven):
    return stage.appoint(oven, [cast.ada], at=datetime.now(UTC))


@pytest.fixture
def path(oven, made):
    return f"/desk/tickets/{oven.pk}/appointments/{made.pk}/"


def test_a_press_without_a_connection_counts_when_it_was_made_and_once(cast, made, path, client_of):
    client = client_of(cast.ada)
    then = datetime.now(UTC) - timedelta(minutes=40)
    for _twice in range(2):
        client.post(f"{path}act/", {"act": "arrive", "happened_at": then.isoformat()})
    made.refresh_from_db()
    assert (made.arrived_at, made.version) == (then, 1)
    client.post(f"{path}act/", {"act": "conclude", "happened_at": "2999-01-01T00:00:00Z"})
    made.refresh_from_db()
    assert made.minutes in {40, 41}


def test_signed_mailed_printed_and_never_changed(cast, oven, made, path, client_of):
    client = client_of(cast.ada)
    said = {"done": "New <fuse>", "parts": "One fuse", "signed_by": "Bea", "signature": PATH}
    printed = f"/requests/{oven.pk}/reports/{made.pk}/"
    client.post(f"{path}report/", {**said, "act": "keep"})
    assert client_of(cast.bea).get(printed).status_code == 404
    client.post(f"{path}report/", {**said, "act": "sign"})
    client.post(f"{path}report/", {**said, "done": "Nothing", "act": "keep"})
    report = WorkReport.objects.get()
    assert (report.done, report.signed_by, report.signature) == ("New <fuse>", "Bea", PATH)
    letter = parse(read_blob(OutgoingLetter.objects.get(kind="appointment").raw))
    assert "One fuse" in letter.text
    assert printed in letter.text
    page = client_of(cast.bea).get(printed).content.decode()
    assert f'<path d="{PATH}"/>' in page
    assert "New &lt;fuse&gt;" in page
    assert client_of(cast.carla).get(printed).status_code == 404
    assert "Work report:" in client_of(cast.bea).get(f"/requests/{oven.pk}/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [{"signature": 'M0,0"/><script>'}, {"signature": ""}, {"signed_by": " "}, {"done": ""},
     {"done": "x" * 5001}, {"parts": "a\0b"}],
)  # fmt: skip
def test_what_is_no_signed_report_is_refused(cast, path, client_of, wrong):
    said = {"done": "All", "signed_by": "Bea", "signature": PATH, "act": "sign"}
    answer = client_of(cast.ada).post(f"{path}report/", {**said, **wrong}, follow=True)
    assert 'data-tone="error"' in answer.content.decode()
    assert not WorkReport.objects.exclude(signed_at=None).exists()


def test_photos_are_for_agents_who_see_the_ticket(cast, path, client_of):
    client = client_of(cast.ada)
    page = SimpleUploadedFile("x.html", b"<script>", "text/html")
    client.post(f"{path}photos/", {"files": [page]})
    assert not Photo.objects.exists()
    client.post(f"{path}photos/", {"files": [SimpleUploadedFile("oven.gif", GIF, "image/gif")]})
    photo = Photo.objects.get()
    answer = client.get(f"/desk/photos/{photo.key}/")
    assert b"".join(answer.streaming_content) == GIF
    assert client_of(cast.bea).get(f"/desk/photos/{photo.key}/").status_code == 404
    cast.nils.only_organizations.add(cast.cedar)
    assert client_of(cast.nils).get(f"/desk/photos/{photo.key}/").status_code == 404
    assert client_of(cast.nils).post(f"{path}photos/", {}).status_code == 404
