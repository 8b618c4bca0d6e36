"""Files of the composer: they wait with the draft, for its writer alone, and go along."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from deskhand.tickets.models import Attachment
from tests import cast as stage
from tests.rules.test_pictures import png


@pytest.fixture
def oven(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea)


def put(client, ticket, name="list.txt", content=b"one", kind="text/plain", **more):
    file = SimpleUploadedFile(name, content, content_type=kind)
    typed = {"mode": "reply", "file": file, **more}
    return client.post(f"/desk/tickets/{ticket.pk}/files/", typed)


def key_of(name: str) -> str:
    return Attachment.objects.get(filename=name).key


def test_they_outlive_the_page_and_go_with_the_reply(cast, oven, client_of):
    client = client_of(cast.ada)
    assert put(client, oven).status_code == 200
    put(client, oven, "photo.png", png(40, 30), "image/png")
    page = client.get(f"/desk/tickets/{oven.pk}/").content.decode()
    assert 'data-name="list.txt"' in page
    assert 'width="40" height="30"' in page
    sent = {"mode": "reply", "text": "Here.", "kept": [key_of("list.txt"), key_of("photo.png")]}
    assert client.post(f"/desk/tickets/{oven.pk}/say/", sent).status_code == 302
    files = oven.messages.latest("pk").attachments.order_by("pk")
    assert [file.filename for file in files] == ["list.txt", "photo.png"]
    assert 'name="kept"' not in client.get(f"/desk/tickets/{oven.pk}/").content.decode()


def test_reply_and_note_have_their_own(cast, oven, client_of):
    client = client_of(cast.ada)
    put(client, oven, "secret.txt", mode="note")
    sent = {"mode": "reply", "text": "Here.", "kept": key_of("secret.txt")}
    client.post(f"/desk/tickets/{oven.pk}/say/", sent)
    assert not oven.messages.latest("pk").attachments.exists()
    assert 'data-name="secret.txt"' in client.get(f"/desk/tickets/{oven.pk}/").content.decode()


def test_only_their_writer_opens_or_removes_them(cast, oven, client_of):
    put(client_of(cast.ada), oven)
    key = key_of("list.txt")
    assert client_of(cast.ada).get(f"/files/{key}/list.txt").status_code == 200
    for who in (cast.nils, cast.bea, cast.asta):
        assert client_of(who).get(f"/files/{key}/list.txt").status_code == 404
    remove = f"/desk/tickets/{oven.pk}/files/{key}/remove/"
    assert client_of(cast.nils).post(remove, {"mode": "reply"}).status_code == 404
    assert client_of(cast.ada).post(remove, {"mode": "reply"}).status_code == 204
    assert client_of(cast.ada).post(remove, {"mode": "reply"}).status_code == 404
    assert not Attachment.objects.exists()


def test_two_of_one_name_are_told_apart(cast, oven, client_of):
    client = client_of(cast.ada)
    put(client, oven)
    put(client, oven)
    names = Attachment.objects.order_by("pk").values_list("filename", flat=True)
    assert list(names) == ["list.txt", "list 2.txt"]


def test_what_is_too_large_or_too_much_is_told_with_its_limit(cast, oven, client_of, settings):
    client = client_of(cast.ada)
    settings.ATTACHMENT_LIMIT = 1024 * 1024
    answer = put(client, oven, content=b"x" * (1024 * 1024 + 1))
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.json()["error"]
    for number in range(20):
        assert put(client, oven, f"{number}.txt").status_code == 200
    answer = put(client, oven, "20.txt")
    assert answer.status_code == 422
    assert "At most 20 files" in answer.json()["error"]


def test_nonsense_is_refused(cast, oven, client_of):
    client = client_of(cast.ada)
    assert client.post(f"/desk/tickets/{oven.pk}/files/", {"mode": "reply"}).status_code == 422
    assert put(client, oven, "../../e\0vil.txt").status_code == 200
    assert Attachment.objects.get().filename == "evil.txt"


def test_one_that_comes_after_sending_begins_no_draft(cast, oven, client_of):
    client, key = client_of(cast.ada), "k" * 32
    sent = {"mode": "reply", "text": "Sent.", "once_key": key}
    client.post(f"/desk/tickets/{oven.pk}/say/", sent)
    assert put(client, oven, once_key=key).status_code == 409
    assert not Attachment.objects.exists()
