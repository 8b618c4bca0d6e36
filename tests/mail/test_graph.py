"""Microsoft Graph as a door: letters come and go through it like through the others."""

from datetime import date

import pytest

from deskhand.mail import fetch, ingest, posting, spool
from deskhand.mail.models import Letter, Mailbox, OutgoingLetter
from deskhand.mail.writing import Draft, write
from tests.mail.conftest import message
from tests.mail.test_passes import clouded

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailbox(sky, at) -> Mailbox:
    return clouded(at, way="graph", sending="graph", host="", user_name="help@desk.example")


def fill(sky, *numbers: int) -> None:
    for number in numbers:
        raw = message(subject=f"n{number}", message_id=f"<{number}@birch.example>")
        sky.folders["Inbox"][f"key{number}"] = raw


def fetched(mailbox: Mailbox, folder) -> int:
    kept = fetch.visit(mailbox.pk, folder)
    mailbox.refresh_from_db()
    return kept


def test_what_is_new_is_fetched_once_over_all_pages(sky, mailbox, folder, at):
    fill(sky, 1, 2, 3, 4, 5)
    assert fetched(mailbox, folder) == 5
    assert (mailbox.last_error, mailbox.succeeded_at is not None) == ("", True)
    assert fetched(mailbox, folder) == 0
    fill(sky, 6)
    assert fetched(mailbox, folder) == 1
    ingest.ingest(folder, at=at)
    assert set(Letter.objects.values_list("subject", flat=True)) == {f"n{n}" for n in range(1, 7)}
    letter = Letter.objects.get(subject="n1")
    assert (letter.door, letter.mailbox) == ("graph", mailbox)
    assert letter.received_at.isoformat() == "2026-03-04T09:00:00+00:00"


def test_fetched_letters_are_moved_into_a_folder_that_is_made(sky, mailbox, folder):
    Mailbox.objects.update(move_to="Taken in")
    fill(sky, 1, 2)
    assert fetched(mailbox, folder) == 2
    assert (list(sky.folders["Inbox"]), len(sky.folders["Taken in"])) == ([], 2)


def test_a_letter_that_is_removed_meanwhile_holds_nothing_up(sky, mailbox, folder):
    fill(sky, 1, 2)
    sky.refuses["/key1/$value"] = 404
    assert fetched(mailbox, folder) == 1


def test_a_place_that_graph_has_forgotten_is_begun_anew(sky, mailbox, folder, at):
    fill(sky, 1)
    fetched(mailbox, folder)
    Mailbox.objects.update(cursor=f"{sky.url}/v1.0/users/x/old/delta")
    sky.refuses["/old/delta"] = 410
    fill(sky, 2)
    assert fetched(mailbox, folder) == 2
    ingest.ingest(folder, at=at)
    assert Letter.objects.count() == 2


def test_a_kill_before_the_place_is_noted_doubles_nothing(sky, mailbox, folder, at):
    fill(sky, 1)
    fetched(mailbox, folder)
    Mailbox.objects.update(cursor="")
    fetched(mailbox, folder)
    ingest.ingest(folder, at=at)
    assert Letter.objects.count() == 1


def test_a_letter_beyond_the_limit_stays_and_is_shown(sky, mailbox, folder, at, monkeypatch):
    monkeypatch.setattr(spool, "LETTER_LIMIT", 2_000)
    sky.folders["Inbox"]["huge"] = message("x" * 5_000, subject="huge")
    fetched(mailbox, folder)
    ingest.ingest(folder, at=at)
    huge = Letter.objects.get(subject="huge")
    assert (huge.state, "too large" in huge.reason) == ("quarantined", True)


@pytest.mark.parametrize(
    ("end", "status", "words"),
    [("/delta", 403, "grant Mail.ReadWrite"), ("/inbox", 429, "wait"), ("/delta", 500, "500")],
)
def test_trouble_is_said_on_the_mailbox(sky, mailbox, folder, end, status, words):
    sky.refuses[end] = status
    assert fetched(mailbox, folder) == 0
    assert words in mailbox.last_error
    assert mailbox.failing_since is not None


def test_our_token_is_shown_to_graph_alone(sky, mailbox, folder):
    Mailbox.objects.update(cursor="http://localhost:1/steal")
    fetched(mailbox, folder)
    assert "not its own" in mailbox.last_error


def posted(mailbox: Mailbox, at, text: str = "We are on it.") -> OutgoingLetter:
    draft = Draft("reply", ["bea@birch.example"], "Printer", text, mailbox=mailbox)
    letter = write(draft, at=at)
    posting.post(letter.pk, at=at)
    letter.refresh_from_db()
    return letter


def test_a_letter_leaves_by_graph_as_it_was_written(sky, mailbox, at):
    letter = posted(mailbox, at)
    assert letter.state == "sent"
    assert len(sky.sent) == 1
    assert f"Message-ID: <{letter.message_id}>".encode() in sky.sent[0]


@pytest.mark.parametrize(("status", "state"), [(503, "waiting"), (400, "failed")])
def test_what_graph_refuses_is_tried_again_or_given_up(sky, mailbox, at, status, state):
    sky.refuses["/sendMail"] = status
    letter = posted(mailbox, at)
    assert (letter.state, letter.unsure) == (state, 0)
    assert str(status) in letter.last_error


def test_a_letter_too_large_for_graph_fails_with_its_reason(sky, mailbox, at):
    letter = posted(mailbox, at, text="x" * 4_000_000)
    assert (letter.state, "up to 3 MB" in letter.last_error) == ("failed", True)
    assert sky.sent == []


def test_without_consent_a_letter_waits_and_says_why(sky, mailbox, at):
    Mailbox.objects.update(client_id="another")
    mailbox.refresh_from_db()
    letter = posted(mailbox, at)
    assert letter.state == "waiting"
    assert "client id or its secret is wrong" in letter.last_error


def test_what_lay_there_before_the_first_day_is_not_asked_for(sky, folder, at):
    mailbox = clouded(at, way="graph", begins_on=date(2026, 3, 4))
    for _visit in range(2):
        fetch.visit(mailbox.pk, folder)
    assert sky.filters == ["receivedDateTime ge 2026-03-04T00:00:00Z"]
