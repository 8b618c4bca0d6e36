"""The connection test: each step a sentence, the failing one last, nothing changed."""

import shutil
import socket
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from deskhand.mail import examination, fetch, imap, ingest
from deskhand.mail.administration import save_mailbox
from deskhand.mail.examination import examine
from deskhand.mail.health import health_of
from deskhand.mail.models import Letter, Mailbox
from tests.mail.conftest import message
from tests.mail.dovecot import PASSWORD, dovecot
from tests.mail.test_fetch import fetched
from tests.mail.test_passes import clouded

pytestmark = [pytest.mark.dovecot, pytest.mark.django_db]


@pytest.fixture(scope="module")
def server():
    base = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        with dovecot(base) as running:
            yield running
    finally:
        shutil.rmtree(base, ignore_errors=True)


def told(mailbox: Mailbox) -> list[str]:
    return [step.words for step in examine(mailbox)]


def failure(mailbox: Mailbox) -> str:
    failed = [step.words for step in examine(mailbox) if step.went_well is False]
    assert len(failed) == 1
    return failed[0]


def test_every_step_is_told(server, at):
    server.put(message())
    count = server.count()
    mailbox = fetched(server.port, at, move_to="Done")
    assert told(mailbox) == [
        "127.0.0.1 is 127.0.0.1.",
        f"127.0.0.1:{server.port} answers.",
        "The connection is not encrypted.",
        "The sign-in of help is accepted.",
        f"The folder INBOX opens; {count} letters lie in it.",
        "The folder Done is not there yet; it is made for the first letter.",
        "The server tells at once of new letters (IDLE).",
        "No mail server of the firm is set: letters are kept and shown, not sent.",
    ]
    mailbox.refresh_from_db()
    assert (mailbox.last_uid, mailbox.checked_at, server.count()) == (0, None, count)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"host": "mail.invalid"}, "The name mail.invalid is not known", id="DNS"),
        pytest.param({"port": 1}, "127.0.0.1:1 does not answer", id="connect"),
        pytest.param({"security": "tls"}, "cannot be reached", id="TLS"),
        pytest.param(
            {"folder": "Nowhere"}, "There is no folder Nowhere. These are there: INBOX", id="folder"
        ),
    ],
)
def test_the_failing_step_is_named(server, at, change, words):
    mailbox = fetched(server.port, at)
    Mailbox.objects.update(**change)
    mailbox.refresh_from_db()
    told = failure(mailbox)
    assert words in told
    assert "Errno" not in told


def test_a_wrong_password_is_told_and_not_shown(server, at):
    words = failure(fetched(server.port, at, password="not-" + PASSWORD))
    assert words.endswith("refused the sign-in: [AUTHENTICATIONFAILED] Authentication failed.")
    assert PASSWORD not in words


def test_it_ends_though_a_server_hangs(at, monkeypatch):
    monkeypatch.setattr(examination, "MOST_SECONDS", 0.5)
    monkeypatch.setattr(imap, "READ_SECONDS", 2)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        mailbox = fetched(mute.getsockname()[1], at)
        began = time.monotonic()
        assert "no answer" in failure(mailbox)
        assert time.monotonic() - began < 2


def test_sending_is_tried_as_well(at, settings):
    settings.DESKHAND_EMAIL_URL = "smtp://127.0.0.1:1"
    mailbox = save_mailbox(Mailbox(name="Help", email="help@desk.example"), at=at)
    assert "127.0.0.1:1 does not answer" in failure(mailbox)


def test_graph_is_tried_with_its_folders(sky, at):
    mailbox = clouded(at, way="graph", sending="graph", move_to="Done")
    assert told(mailbox) == [
        "Microsoft gave a token for Graph.",
        "The folder INBOX opens.",
        "The folder Done is not there yet; it is made for the first letter.",
        "Graph gave a token to send with. No letter was sent to try it.",
    ]
    sky.refuses["/inbox"] = 403
    assert "grant Mail.ReadWrite" in failure(mailbox)


def test_health_tells_what_waits_and_how_long_it_takes(server, folder, at):
    mailbox = fetched(server.port, at)
    assert health_of(mailbox, at=at).lag is None
    server.put(message(message_id="<health@birch.example>"))
    fetch.visit(mailbox.pk, folder)
    ingest.ingest(folder, at=at)
    mailbox.refresh_from_db()
    health = health_of(mailbox, at=mailbox.succeeded_at)
    assert (health.is_well, health.words, health.error) == (True, "Works", "")
    assert (health.quarantined, health.parked, health.failed) == (0, 0, 0)
    assert health.newest_at is not None
    arrived = Letter.objects.latest("pk")
    later = arrived.received_at + timedelta(seconds=3)
    Letter.objects.filter(pk=arrived.pk).update(taken_at=later)
    assert health_of(mailbox, at=at).lag == timedelta(seconds=3)
