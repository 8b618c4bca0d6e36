"""Fetching from a real IMAP server, and from one that hangs."""

import shutil
import socket
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from deskhand.mail import fetch, imap, ingest, spool
from deskhand.mail.administration import health_words, save_mailbox, silent_mailboxes
from deskhand.mail.models import Letter, Mailbox
from tests.mail.conftest import message
from tests.mail.dovecot import PASSWORD, USER, dovecot

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]


@pytest.fixture(scope="module")
def running():
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base) as server:
            yield server
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture
def server(running):
    """The server with an empty inbox and no other folder."""
    with running.client() as client:
        for _flags, _delimiter, name in client.list_folders():
            if name != "INBOX":
                client.delete_folder(name)
        client.select_folder("INBOX")
        if found := client.search():
            client.delete_messages(found)
            client.expunge()
    return running


def fetched(port: int, at, *, password: str = PASSWORD, **facts: object) -> Mailbox:
    mailbox = Mailbox(
        name="Help",
        email="help@desk.example",
        fetches=True,
        host="127.0.0.1",
        port=port,
        security="plain",
        user_name=USER,
        **facts,
    )
    return save_mailbox(mailbox, password=password, at=at)


@pytest.fixture
def mailbox(server, at) -> Mailbox:
    return fetched(server.port, at)


def subjects(folder) -> list[bytes]:
    raws = [spool.read(path)[1] for path in spool.waiting(folder)]
    return [raw.partition(b"Subject: ")[2].partition(b"\r\n")[0] for raw in raws]


def numbered(number: int) -> bytes:
    return message(subject=f"n{number}", message_id=f"<{number}@birch.example>")


def test_what_is_new_is_fetched_once_in_order(server, mailbox, folder):
    for number in range(3):
        server.put(numbered(number))
    assert fetch.visit(mailbox.pk, folder) == 3
    assert fetch.visit(mailbox.pk, folder) == 0
    server.put(numbered(3))
    assert fetch.visit(mailbox.pk, folder) == 1
    assert subjects(folder) == [b"n0", b"n1", b"n2", b"n3"]


def test_a_letter_that_somebody_read_first_is_fetched_all_the_same(server, mailbox, folder):
    server.put(numbered(0), flags=(b"\\Seen", b"\\Flagged"))
    assert fetch.visit(mailbox.pk, folder) == 1


def test_a_letter_moved_to_junk_and_back_is_fetched(server, mailbox, folder):
    server.put(numbered(0))
    server.put(numbered(1))
    with server.client() as client:
        client.create_folder("Junk")
        client.select_folder("INBOX")
        client.move(client.search()[:1], "Junk")
    assert fetch.visit(mailbox.pk, folder) == 1
    with server.client() as client:
        client.select_folder("Junk")
        client.move(client.search(), "INBOX")
    assert fetch.visit(mailbox.pk, folder) == 1
    assert sorted(subjects(folder)) == [b"n0", b"n1"]


def test_fetching_leaves_a_letter_unread_on_the_server(server, mailbox, folder):
    server.put(numbered(0))
    fetch.visit(mailbox.pk, folder)
    with server.client() as client:
        client.select_folder("INBOX")
        assert client.search("UNSEEN")


def test_a_folder_made_anew_is_read_from_its_beginning_and_nothing_is_doubled(
    server, mailbox, folder, at
):
    server.put(numbered(0))
    fetch.visit(mailbox.pk, folder)
    Mailbox.objects.update(uid_validity=1, last_uid=4711)
    server.put(numbered(1))
    assert fetch.visit(mailbox.pk, folder) == 2
    ingest.ingest(folder, at=at)
    assert sorted(Letter.objects.values_list("subject", flat=True)) == ["n0", "n1"]


def test_a_kill_between_keeping_and_noting_the_uid_doubles_nothing(
    server, mailbox, folder, at, monkeypatch
):
    class Killed(BaseException):
        pass

    def die(_mailbox):
        raise Killed

    server.put(numbered(0))
    fetch.visit(mailbox.pk, folder)
    server.put(numbered(1))
    with monkeypatch.context() as patch:
        patch.setattr(fetch, "_note_place", die)
        with pytest.raises(Killed):
            fetch.visit(mailbox.pk, folder)
    assert fetch.visit(mailbox.pk, folder) == 1
    ingest.ingest(folder, at=at)
    assert Letter.objects.count() == 2


def test_fetched_letters_are_moved_away(server, folder, at):
    mailbox = fetched(server.port, at, move_to="Taken in")
    server.put(numbered(0))
    assert fetch.visit(mailbox.pk, folder) == 1
    assert (server.count(), server.count("Taken in")) == (0, 1)
    assert fetch.visit(mailbox.pk, folder) == 0


def test_a_move_that_fails_repeats_nothing_and_is_said(server, folder, at):
    mailbox = fetched(server.port, at, move_to="../outside")
    server.put(numbered(0))
    assert fetch.visit(mailbox.pk, folder) == 1
    mailbox.refresh_from_db()
    assert mailbox.last_error.startswith("Letters cannot be moved")
    assert fetch.visit(mailbox.pk, folder) == 0
    assert len(spool.waiting(folder)) == 1


def test_a_letter_beyond_the_limit_stays_and_is_shown(server, mailbox, folder, at, monkeypatch):
    monkeypatch.setattr(spool, "LETTER_LIMIT", 10_000)
    server.put(message("x" * 20_000, subject="huge"))
    server.put(numbered(1))
    assert fetch.visit(mailbox.pk, folder) == 2
    ingest.ingest(folder, at=at)
    huge = Letter.objects.get(subject="huge")
    assert (huge.state, "too large" in huge.reason) == ("quarantined", True)
    assert server.count() == 2


def test_health_is_noted(server, mailbox, folder):
    fetch.visit(mailbox.pk, folder)
    mailbox.refresh_from_db()
    assert mailbox.succeeded_at == mailbox.checked_at is not None
    assert health_words(mailbox) == "Works"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"password": "wrong"}, "refused the sign-in", id="wrong password"),
        pytest.param({"password": ""}, "No password", id="no password"),
        pytest.param({"folder": "Nowhere"}, "There is no folder Nowhere", id="no such folder"),
    ],
)
def test_trouble_is_said_on_the_mailbox(server, folder, at, change, words):
    mailbox = fetched(server.port, at, **change)
    assert fetch.visit(mailbox.pk, folder) == 0
    mailbox.refresh_from_db()
    assert words in mailbox.last_error
    assert PASSWORD not in mailbox.last_error
    assert mailbox.succeeded_at is None
    assert silent_mailboxes(at=mailbox.checked_at) == [mailbox]


def test_a_server_that_is_not_there_is_said(folder, at):
    mailbox = fetched(1, at)
    assert fetch.visit(mailbox.pk, folder) == 0
    mailbox.refresh_from_db()
    assert "127.0.0.1:1 cannot be reached" in mailbox.last_error


def test_without_tls_only_this_machine_is_asked(folder, at):
    mailbox = fetched(143, at)
    Mailbox.objects.update(host="imap.desk.example")
    fetch.visit(mailbox.pk, folder)
    mailbox.refresh_from_db()
    assert "Without TLS" in mailbox.last_error


@pytest.mark.parametrize("greeting", [b"", b"* OK hello\r\n"], ids=["mute", "then mute"])
def test_a_server_that_hangs_is_left_after_a_while(folder, at, monkeypatch, greeting):
    monkeypatch.setattr(imap, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr(imap, "READ_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        mailbox = fetched(listener.getsockname()[1], at)

        def hang():
            peer, _address = listener.accept()
            peer.sendall(greeting)
            time.sleep(3)
            peer.close()

        threading.Thread(target=hang, daemon=True).start()
        began = time.monotonic()
        assert fetch.visit(mailbox.pk, folder) == 0
        assert time.monotonic() - began < 2.5
    mailbox.refresh_from_db()
    assert mailbox.last_error


@pytest.mark.parametrize(
    "answer", [b"\x00\xff" * 50 + b"\r\n", b"* BYE gone\r\n", b"* OK\r\n* (((((\r\nA1 OK\r\n"]
)
def test_a_server_that_answers_nonsense_is_said(folder, at, monkeypatch, answer):
    monkeypatch.setattr(imap, "READ_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        mailbox = fetched(listener.getsockname()[1], at)

        def babble():
            peer, _address = listener.accept()
            peer.sendall(answer)
            peer.recv(1000)
            peer.close()

        threading.Thread(target=babble, daemon=True).start()
        assert fetch.visit(mailbox.pk, folder) == 0
    mailbox.refresh_from_db()
    assert mailbox.last_error


def test_what_lay_there_before_the_first_day_stays_there(server, folder, at):
    mailbox = fetched(server.port, at, begins_on=date(2026, 3, 4))
    with server.client() as client:
        for number, day in enumerate((3, 4, 5)):
            client.append(
                "INBOX", numbered(number), msg_time=datetime(2026, 3, day, 12, tzinfo=UTC)
            )
    assert fetch.visit(mailbox.pk, folder) == 2
    assert subjects(folder) == [b"n1", b"n2"]
    mailbox.refresh_from_db()
    mailbox.begins_on = None
    save_mailbox(mailbox, at=at)
    assert fetch.visit(mailbox.pk, folder) == 3
