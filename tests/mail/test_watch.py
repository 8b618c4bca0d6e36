"""Watching a real IMAP server: told of letters at once, and asking where it does not tell."""

import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connections

from deskhand.mail import spool, watch, work
from deskhand.mail.administration import save_mailbox
from deskhand.mail.models import Mailbox
from tests.mail.conftest import message
from tests.mail.dovecot import PASSWORD, Dovecot, dovecot
from tests.mail.test_fetch import fetched
from tests.mail.test_work import until

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db(transaction=True)]


@contextmanager
def running(extra: str = "") -> Iterator[Dovecot]:
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base, extra=extra) as server:
            yield server
    finally:
        shutil.rmtree(base, ignore_errors=True)


@contextmanager
def watching(mailbox: Mailbox, folder: Path) -> Iterator[threading.Event]:
    """Watch in a thread of its own, which must end when told to; gives what wakes the intake."""
    end, news = threading.Event(), threading.Event()

    def body() -> None:
        try:
            watch.keep_watching(mailbox.pk, folder, end, on_kept=news.set)
        finally:
            connections.close_all()

    thread = threading.Thread(target=body, daemon=True)
    thread.start()
    try:
        yield news
    finally:
        end.set()
        thread.join(timeout=10)
        assert not thread.is_alive()


@contextmanager
def between(port: int) -> Iterator[tuple[int, list[socket.socket]]]:
    """A line to the server that can be cut: gives its port and the open connections."""
    lines: list[socket.socket] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def carry(source: socket.socket, target: socket.socket) -> None:
        try:
            while piece := source.recv(65536):
                target.sendall(piece)
        except OSError:
            pass

    def run() -> None:
        while True:
            try:
                near, _address = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            lines.extend((near, far))
            for pair in ((near, far), (far, near)):
                threading.Thread(target=carry, args=pair, daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    try:
        yield listener.getsockname()[1], lines
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for line in lines:
            line.close()


def numbered(number: int) -> bytes:
    return message(subject=f"n{number}", message_id=f"<{number}@birch.example>")


def is_idle(mailbox: Mailbox) -> bool:
    mailbox.refresh_from_db()
    return mailbox.succeeded_at is not None


def test_a_letter_is_in_the_spool_at_once_since_the_server_tells_of_it(folder, at, monkeypatch):
    monkeypatch.setattr(watch, "FIRST_QUIET_SECONDS", 60.0)
    with running() as server:
        mailbox = fetched(server.port, at)
        with watching(mailbox, folder) as news:
            assert until(lambda: is_idle(mailbox))
            time.sleep(0.3)
            for number in range(3):
                news.clear()
                began = time.monotonic()
                server.put(numbered(number))
                assert news.wait(2)
                assert time.monotonic() - began < 2
    assert len(spool.waiting(folder)) == 3


def test_the_wait_is_renewed_and_the_mailbox_stays_known_as_well(folder, at, monkeypatch):
    monkeypatch.setattr(watch, "FIRST_QUIET_SECONDS", 0.1)
    monkeypatch.setattr(watch, "LONGEST_QUIET_SECONDS", 0.2)
    with running() as server:
        mailbox = fetched(server.port, at)
        with watching(mailbox, folder):
            assert until(lambda: is_idle(mailbox))
            first = mailbox.succeeded_at
            assert until(lambda: is_idle(mailbox) and mailbox.succeeded_at > first)
    log = (server.base / "log").read_text() if (server.base / "log").exists() else ""
    assert "rror" not in log


def test_a_server_that_cannot_tell_is_asked(folder, at, monkeypatch):
    monkeypatch.setattr(watch, "POLL_SECONDS", 0.3)
    with running("imap_capability = IMAP4rev1 UIDPLUS MOVE\n") as server:
        mailbox = fetched(server.port, at)
        with watching(mailbox, folder) as news:
            assert until(lambda: is_idle(mailbox))
            server.put(numbered(1))
            assert news.wait(5)


def test_a_line_that_is_cut_is_made_again(folder, at, monkeypatch):
    monkeypatch.setattr(watch, "FIRST_QUIET_SECONDS", 60.0)
    monkeypatch.setattr(watch, "FIRST_PAUSE_SECONDS", 0.2)
    with running() as server, between(server.port) as (port, lines):
        mailbox = fetched(port, at)
        with watching(mailbox, folder) as news:
            assert until(lambda: is_idle(mailbox) and lines)
            for line in list(lines):
                line.shutdown(socket.SHUT_RDWR)
            server.put(numbered(1))
            assert news.wait(5)


def test_trouble_lasts_from_its_first_moment_until_it_is_over(folder, at, monkeypatch):
    monkeypatch.setattr(watch, "FIRST_PAUSE_SECONDS", 0.1)
    monkeypatch.setattr(watch, "LONGEST_PAUSE_SECONDS", 0.2)
    with running() as server:
        mailbox = fetched(server.port, at, folder="Later")
        with watching(mailbox, folder):
            assert until(lambda: Mailbox.objects.get().failing_since is not None)
            since = Mailbox.objects.get().failing_since
            checked = Mailbox.objects.get().checked_at
            assert until(lambda: Mailbox.objects.get().checked_at > checked)
            assert Mailbox.objects.get().failing_since == since
            with server.client() as client:
                client.create_folder("Later")
            assert until(lambda: Mailbox.objects.get().failing_since is None)
            assert Mailbox.objects.get().last_error == ""


def test_another_password_is_tried_at_once_and_not_only_when_the_line_is_cut(data, at, monkeypatch):
    monkeypatch.setattr(work, "ROUNDS_SECONDS", 0.1)
    stop = threading.Event()
    with running() as server:
        mailbox = fetched(server.port, at)
        thread = threading.Thread(target=work.run, args=(stop,), kwargs={"smtp_port": 0})
        thread.start()
        try:
            assert until(lambda: is_idle(mailbox))
            save_mailbox(mailbox, password="another", at=at + timedelta(minutes=1))
            assert until(lambda: "refused the sign-in" in Mailbox.objects.get().last_error)
            save_mailbox(mailbox, password=PASSWORD, at=at + timedelta(minutes=2))
            assert until(lambda: Mailbox.objects.get().last_error == "", seconds=4)
        finally:
            stop.set()
            thread.join(timeout=15)
