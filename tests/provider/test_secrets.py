"""Secrets are sealed with a key outside the database, and never appear elsewhere."""

import pytest

from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.provider import secrets
from deskhand.provider.models import Secret

BY = system("test")
CANARY = "canary-Zx81-password"


@pytest.fixture(autouse=True)
def data(tmp_path, settings, db):
    settings.DATA = tmp_path
    return tmp_path


def test_a_secret_comes_back_and_a_newer_one_replaces_it(at):
    secrets.store("mailbox:1", CANARY, by=BY, at=at)
    assert secrets.fetch("mailbox:1") == CANARY
    secrets.store("mailbox:1", "another", by=BY, at=at)
    assert secrets.fetch("mailbox:1") == "another"


def test_neither_the_table_nor_the_journal_shows_it(at):
    secrets.store("mailbox:1", CANARY, by=BY, at=at)
    assert CANARY.encode() not in bytes(Secret.objects.get().sealed)
    assert CANARY not in str([event.payload for event in Event.objects.all()])


def test_the_key_lies_in_the_data_folder_for_its_owner_alone(data, at):
    secrets.store("mailbox:1", CANARY, by=BY, at=at)
    key = data / "secrets-key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in data.iterdir() if path.is_file()] == ["secrets-key"]
    key.unlink()
    assert secrets.fetch("mailbox:1") is None


def test_a_forgotten_secret_is_gone(at):
    secrets.store("mailbox:1", CANARY, by=BY, at=at)
    secrets.forget("mailbox:1", by=BY, at=at)
    secrets.forget("mailbox:1", by=BY, at=at)
    assert secrets.fetch("mailbox:1") is None
    assert [event.payload["act"] for event in Event.objects.order_by("pk")] == ["made", "removed"]
