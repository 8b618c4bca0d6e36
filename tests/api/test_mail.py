"""Mail by HTTP: a token opens the door, and 202 means that the letter is on disk."""

import errno
import os
from datetime import UTC, datetime

import pytest
from django.test import Client

from deskhand.journal.actor import system
from deskhand.mail import spool
from deskhand.provider.tokens import make_token, revoke
from tests.mail.conftest import message

BY = system("test")
ADDRESS = "/api/v1/mail"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path
    return tmp_path


@pytest.fixture
def token(at):
    return make_token("Relay", scope="mail", by=BY, at=at)


def post(raw: bytes, plain: str = "", *, query: str = "", **headers: str):
    if plain:
        headers["Authorization"] = f"Bearer {plain}"
    client = Client(enforce_csrf_checks=True)
    return client.post(ADDRESS + query, raw, content_type="message/rfc822", headers=headers)


def test_a_message_is_on_disk_before_202(data, token):
    answer = post(message(), token[1], query="?to=help@desk.example&from=bea@birch.example")
    assert answer.status_code == 202
    [path] = spool.waiting(data / "spool")
    envelope, raw = spool.read(path)
    assert raw == message()
    assert answer.json() == {"kept": spool.name_of(path)}
    assert (envelope.door, envelope.sender) == ("http", "bea@birch.example")
    assert list(envelope.recipients) == ["help@desk.example"]
    assert abs(envelope.instant - datetime.now(UTC)).total_seconds() < 60


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic {plain}", "{plain}"])
def test_without_a_living_token_nothing_is_taken(data, token, header):
    answer = Client().post(
        ADDRESS,
        message(),
        content_type="message/rfc822",
        headers={"Authorization": header.format(plain=token[1])},
    )
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert spool.waiting(data / "spool") == []


def test_a_revoked_token_opens_nothing(token, at):
    revoke(token[0], by=BY, at=at)
    assert post(message(), token[1]).status_code == 401


@pytest.mark.parametrize("raw", [b"", b" \r\n", b"no headers at all\n\nbody: x"])
def test_what_is_no_message_is_refused_with_the_reason(data, token, raw):
    answer = post(raw, token[1])
    assert answer.status_code == 422
    assert answer.json()["errors"]["body"]
    assert answer["Content-Type"] == "application/problem+json"
    assert spool.waiting(data / "spool") == []


def test_a_message_beyond_the_limit_is_refused(data, token, monkeypatch):
    monkeypatch.setattr(spool, "LETTER_LIMIT", 1000)
    assert post(message("x" * 1000), token[1]).status_code == 413
    assert spool.waiting(data / "spool") == []


def test_a_message_larger_than_forms_may_be_is_taken(data, token, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert post(message("x" * 100_000), token[1]).status_code == 202


@pytest.mark.parametrize(("number", "status"), [(errno.ENOSPC, 507), (errno.EIO, 503)])
def test_a_disk_that_takes_nothing_asks_to_try_again(data, token, monkeypatch, number, status):
    def failing(_descriptor):
        raise OSError(number, "no")

    monkeypatch.setattr(os, "fsync", failing)
    assert post(message(), token[1]).status_code == status
    assert [path for path in (data / "spool").rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert post(message(), token[1]).status_code == 202


def test_only_posting_is_known(token):
    assert Client().get(ADDRESS).status_code == 405
