"""The post office as a whole: threads that do not know each other, and a stop that stops all."""

import smtplib
import socket
import threading
import time
from collections.abc import Callable

import pytest
from django.db import OperationalError, connections

from deskhand.mail import ingest, spool, work
from deskhand.mail.administration import save_mailbox
from deskhand.mail.models import Letter, Mailbox
from tests.mail.conftest import message
from tests.mail.dovecot import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def office():
    """Start the post office; it is stopped at the end, and must stop."""
    stop, threads, port = threading.Event(), [], free_port()

    def start() -> int:
        def body() -> None:
            try:
                work.run(stop, smtp_host="127.0.0.1", smtp_port=port)
            finally:
                connections.close_all()

        threads.append(threading.Thread(target=body, daemon=True))
        threads[0].start()
        assert until(lambda: _listens(port))
        return port

    yield start
    stop.set()
    for thread in threads:
        thread.join(timeout=15)
        assert not thread.is_alive()


def _listens(port: int) -> bool:
    with socket.socket() as peer:
        return peer.connect_ex(("127.0.0.1", port)) == 0


def until(said: Callable[[], bool], *, seconds: float = 15) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if said():
            return True
        time.sleep(0.05)
    return False


def send(port: int, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail("bea@birch.example", ["help@desk.example"], raw)


def test_a_letter_that_is_sent_is_soon_in_the_database(office, mailbox):
    port = office()
    send(port, message())
    assert until(lambda: Letter.objects.filter(subject="Printer").exists(), seconds=5)


def test_a_hanging_mail_server_holds_up_nobody(office, mailbox, at):
    held = []
    with socket.create_server(("127.0.0.1", 0)) as mute:
        row = Mailbox(
            name="hangs",
            email="hangs@desk.example",
            fetches=True,
            host="127.0.0.1",
            port=mute.getsockname()[1],
            security="plain",
            user_name="help",
        )
        save_mailbox(row, password="secret", at=at)
        port = office()
        held.append(mute.accept())
        send(port, message())
        assert until(Letter.objects.exists, seconds=5)
    held[0][0].close()


def test_it_outlives_a_database_that_is_away_for_a_moment(office, mailbox, monkeypatch):
    monkeypatch.setattr(work, "LONGEST_REST_SECONDS", 0.3)
    take, failures = ingest.ingest, []

    def moody(folder, *, at):
        if spool.waiting(folder) and len(failures) < 3:
            failures.append(at)
            raise OperationalError("the database is starting up")
        return take(folder, at=at)

    monkeypatch.setattr(ingest, "ingest", moody)
    port = office()
    send(port, message())
    assert until(Letter.objects.exists, seconds=5)
    assert len(failures) == 3


def test_a_port_in_use_is_said_before_anything_starts(db):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(OSError, match="in use"):
            work.run(threading.Event(), smtp_host="127.0.0.1", smtp_port=port)


def test_a_kept_letter_wakes_the_intake(office, mailbox, monkeypatch):
    monkeypatch.setattr(work, "LOOK_SECONDS", 6.0)
    monkeypatch.setattr(work, "LONGEST_REST_SECONDS", 6.0)
    port = office()
    send(port, message())
    assert until(Letter.objects.exists, seconds=3)
