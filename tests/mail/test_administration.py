"""Mailboxes as administrators keep them."""

from datetime import timedelta

import pytest

from deskhand.mail.administration import (
    health_words,
    incoming_letters,
    parked_counts,
    save_mailbox,
    secret_name,
    sent_letters,
    silent_mailboxes,
)
from deskhand.mail.models import Mailbox
from deskhand.provider import secrets
from tests.mail.conftest import message

pytestmark = pytest.mark.django_db


def made(at, **facts) -> Mailbox:
    given = {"name": "Help", "email": "Help@Desk.example", "host": "imap.desk.example"}
    return save_mailbox(Mailbox(**{**given, **facts}), password="first", at=at)


def test_the_first_mailbox_is_the_default_and_a_later_one_takes_its_place(at):
    first = made(at)
    assert (first.is_default, first.email) == (True, "help@desk.example")
    second = made(at, email="sales@desk.example", is_default=True)
    first.refresh_from_db()
    assert (first.is_default, second.is_default) == (False, True)


def test_an_empty_password_leaves_the_old_one(at):
    mailbox = made(at)
    save_mailbox(mailbox, password="", at=at)
    assert secrets.fetch(secret_name(mailbox)) == "first"


def test_a_password_is_never_shown_to_another_server(at):
    mailbox = made(at)
    mailbox.host = "imap.evil.example"
    save_mailbox(mailbox, password="", at=at)
    assert secrets.fetch(secret_name(mailbox)) is None


def test_another_folder_is_read_from_its_beginning(at):
    mailbox = made(at)
    mailbox.uid_validity, mailbox.last_uid = 3, 99
    save_mailbox(mailbox, at=at)
    assert mailbox.last_uid == 99
    mailbox.folder, mailbox.checked_at, mailbox.fetches = "Support", at, True
    save_mailbox(mailbox, at=at)
    assert health_words(mailbox, at=at) == "Not visited yet"
    assert (mailbox.uid_validity, mailbox.last_uid) == (None, 0)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"is_active": False}, "Resting"),
        ({"fetches": False}, "Takes what is delivered"),
        ({}, "Not visited yet"),
        ({"checked_at": 0, "succeeded_at": 0}, "Works"),
        ({"checked_at": 0, "succeeded_at": 6}, "Silent: not visited for too long"),
        ({"checked_at": 0, "last_error": "No route"}, "No route"),
    ],
)
def test_health_in_words(at, facts, words):
    instants = {
        name: at - timedelta(minutes=facts[name])
        for name in ("checked_at", "succeeded_at")
        if name in facts
    }
    assert health_words(Mailbox(**{"fetches": True, **facts, **instants}), at=at) == words


def test_silence_is_told(at):
    mailbox = made(at, fetches=True, checked_at=at, succeeded_at=at)
    assert silent_mailboxes(at=at + timedelta(minutes=5)) == []
    assert silent_mailboxes(at=at + timedelta(minutes=6)) == [mailbox]


def test_letters_are_listed_newest_first_by_state(receive, at):
    rows = [receive(message(message_id=f"<{n}@x.example>")) for n in range(2)]
    assert list(incoming_letters("kept")) == rows[::-1]
    assert list(incoming_letters("quarantined")) == list(sent_letters()) == []
    assert parked_counts() == {"quarantined": 0, "failed": 0, "held_up": 0, "parked": 0}
