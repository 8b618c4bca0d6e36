"""Letters too large for one call to Graph, tokens that end in the middle, being told to wait."""

import threading
import time
from datetime import timedelta
from email import message_from_bytes, policy

import pytest

from deskhand.mail import fetch, graph_fetch, posting, watch
from deskhand.mail.composing import Enclosure
from deskhand.mail.graph_posting import taken_apart
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.mail.writing import Draft, write
from tests.mail.conftest import message
from tests.mail.test_passes import clouded

pytestmark = pytest.mark.django_db

BIG = b"\x00\x01big\r\n" * 900_000


@pytest.fixture
def mailbox(sky, at) -> Mailbox:
    return clouded(at, way="graph", sending="graph", host="", user_name="help@desk.example")


def posted(mailbox: Mailbox, at, *files: Enclosure) -> OutgoingLetter:
    draft = Draft(
        "reply",
        ["bea@birch.example"],
        "Drücker",
        "Wir sind dran.",
        html="<p>Wir sind dran. <img src='cid:a@b'></p>",
        mailbox=mailbox,
        in_reply_to="one@birch.example",
        references=["one@birch.example"],
        enclosures=files
        or (
            Enclosure("huge.bin", "application/x-data", BIG),
            Enclosure("pic.png", "image/png", b"\x89PNG", content_id="a@b"),
        ),
    )
    letter = write(draft, at=at)
    posting.post(letter.pk, at=at)
    letter.refresh_from_db()
    return letter


def test_a_large_letter_goes_as_a_draft_with_its_files_one_by_one(sky, mailbox, at):
    letter = posted(mailbox, at)
    assert (letter.state, letter.last_error) == ("sent", "")
    [sent] = sky.posted
    light = message_from_bytes(sent["raw"], policy=policy.default)
    assert light["Message-ID"] == f"<{letter.message_id}>"
    assert light["In-Reply-To"] == "<one@birch.example>" and light["Subject"] == "Drücker"
    assert light.get_body(("plain",)).get_content().strip() == "Wir sind dran."
    assert "cid:a@b" in light.get_body(("html",)).get_content()
    assert len(list(light.iter_attachments())) == 0
    files = {file["name"]: file for file in sent["files"]}
    assert files["huge.bin"]["content"] == BIG
    assert (files["pic.png"]["content"], files["pic.png"]["contentId"]) == (b"\x89PNG", "a@b")
    assert files["pic.png"]["isInline"] is True and sky.drafts == {}


def test_our_token_is_not_shown_where_files_go(sky, mailbox, at):
    posted(mailbox, at)
    uploads = [path for path in sky.paths if "/upload/" in path]
    assert len(uploads) == 2 and sky.bearers.count("") == len(uploads)


@pytest.mark.parametrize(
    ("end", "status", "state"),
    [
        ("/createUploadSession", 503, "waiting"),
        ("/upload/draft0", 500, "waiting"),
        ("/messages", 429, "waiting"),
        ("/attachments", 413, "failed"),
        ("/send", 503, "waiting"),
    ],
)
def test_what_is_refused_on_the_way_leaves_no_draft_and_was_not_sent(
    sky, mailbox, at, end, status, state
):
    sky.refuses[end] = status
    letter = posted(mailbox, at)
    assert (letter.state, letter.unsure, sky.drafts, sky.posted) == (state, 0, {}, [])
    if state == "waiting":
        sky.refuses.clear()
        posting.post(letter.pk, at=letter.next_try_at)
        assert len(sky.posted) == 1


def test_an_address_that_is_not_safe_gets_no_file(sky, mailbox, at):
    sky.upload_url = "http://elsewhere.example"
    letter = posted(mailbox, at)
    assert letter.state == "waiting" and "not safe" in letter.last_error


def test_a_letter_within_a_letter_is_one_file():
    inner = message(extra="X-Inner: 1\r\n")
    outer = (
        b"Subject: out\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nText\r\n"
        b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--b--\r\n"
    )
    light, [(facts, content)] = taken_apart(outer)
    assert b"multipart/mixed" not in light and light.startswith(b"Subject: out\r\n")
    assert facts["contentType"] == "message/rfc822" and b"X-Inner: 1" in content


def test_a_letter_waits_as_long_as_graph_asks(sky, mailbox, at):
    sky.refuses["/sendMail"], sky.waits["/sendMail"] = 429, "1800"
    letter = posted(mailbox, at, Enclosure("a.txt", "text/plain", b"a"))
    assert letter.next_try_at == at + timedelta(minutes=30)


def test_a_token_that_ends_in_the_middle_is_renewed_there(sky, mailbox, folder):
    for number in range(6):
        sky.folders["Inbox"][f"key{number}"] = message(message_id=f"<{number}@b.example>")
    sky.lasts = 4
    assert fetch.visit(mailbox.pk, folder) == 6
    mailbox.refresh_from_db()
    assert (mailbox.last_error, len(sky.asked) > 1) == ("", True)


def test_an_ended_consent_is_said_also_in_the_middle(sky, mailbox, folder):
    sky.folders["Inbox"]["key"] = message()
    graph_fetch.opened(mailbox)
    sky.good.clear()
    Mailbox.objects.update(client_id="another")
    mailbox.refresh_from_db()
    assert fetch.visit(mailbox.pk, folder) == 0
    mailbox.refresh_from_db()
    assert "client id or its secret is wrong" in mailbox.last_error


@pytest.mark.parametrize(
    ("status", "code"), [(410, "syncStateNotFound"), (400, "SyncStateInvalid")]
)
def test_a_lost_place_is_looked_for_near_our_last_visit(sky, mailbox, folder, at, status, code):
    sky.folders["Inbox"]["key"] = message()
    fetch.visit(mailbox.pk, folder)
    Mailbox.objects.update(cursor=f"{sky.url}/v1.0/users/x/old/delta", succeeded_at=at)
    sky.refuses["/old/delta"] = status
    sky.code = code
    fetch.visit(mailbox.pk, folder)
    assert sky.filters == ["receivedDateTime ge 2026-02-25T09:00:00Z"]


def test_a_watcher_waits_as_long_as_graph_asks(sky, mailbox, folder, monkeypatch):
    monkeypatch.setattr(watch, "LONGEST_WAIT_SECONDS", 0.4)
    sky.refuses["/inbox"], sky.waits["/inbox"] = 429, "120"
    end, began = threading.Event(), time.monotonic()
    watch._watch(mailbox.pk, folder, end, on_kept=lambda: None)
    assert time.monotonic() - began >= 0.4
    mailbox.refresh_from_db()
    assert "asks us to wait" in mailbox.last_error
