"""Letters, mailboxes and a data folder of its own for each test of the post office."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from deskhand.mail import incoming, ingest, passes, reading, spool
from deskhand.mail.models import Letter, Mailbox
from tests.mail.cloud import Cloud, cloud


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings) -> Path:
    """The data folder; no mail server is set."""
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""
    reading._recent.clear()
    passes._known.clear()
    return tmp_path


@pytest.fixture
def folder(data: Path) -> Path:
    return data / "spool"


@pytest.fixture
def mailbox(db) -> Mailbox:
    return Mailbox.objects.create(name="Northlight", email="help@desk.example", is_default=True)


@pytest.fixture
def sky(settings) -> Iterator[Cloud]:
    """Microsoft and Google, as far as we see them."""
    with cloud() as found:
        settings.DESKHAND_MICROSOFT_LOGIN_URL = settings.DESKHAND_GRAPH_URL = found.url
        settings.DESKHAND_GOOGLE_TOKEN_URL = f"{found.url}/token"
        yield found


def message(
    text: str = "The printer is jammed.",
    *,
    sender: str = "Bea Birch <bea@birch.example>",
    to: str = "help@desk.example",
    subject: str = "Printer",
    message_id: str = "<one@birch.example>",
    extra: str = "",
) -> bytes:
    """A plain letter; `extra` are further header lines, each with its line end."""
    lines = (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\n"
        f"Date: Wed, 04 Mar 2026 09:00:00 +0000\r\nMessage-ID: {message_id}\r\n"
        f"{extra}\r\n{text}\r\n"
    )
    return lines.encode()


def arrival(letter_id: int) -> incoming.Arrival | None:
    """What a story learns of a letter that waits to be taken in; None when it does not wait."""
    return next(iter(incoming.arrivals([letter_id])), None)


@pytest.fixture
def envelope(at: datetime) -> Callable[..., spool.Envelope]:
    def make(**facts: object) -> spool.Envelope:
        given = {
            "door": "smtp",
            "received_at": at.isoformat(),
            "sender": "bea@birch.example",
            "recipients": ("help@desk.example",),
        }
        return spool.Envelope(**{**given, **facts})

    return make


@pytest.fixture
def receive(folder: Path, mailbox, envelope, at: datetime) -> Callable[..., Letter]:
    """Spool a message, take it in, and return the newest letter."""

    def go(raw: bytes, **facts: object) -> Letter:
        spool.keep(folder, raw, envelope(**facts))
        ingest.ingest(folder, at=at)
        return Letter.objects.latest("pk")

    return go


def noon(*, minutes: float = 0) -> datetime:
    return datetime(2026, 3, 4, 12, 0, tzinfo=UTC) + timedelta(minutes=minutes)
