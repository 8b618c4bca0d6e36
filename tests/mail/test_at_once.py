"""What two do at the same time is done once, and counted right."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from deskhand.files.store import keep
from deskhand.mail import posting
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, write
from deskhand.provider import secrets
from tests.mail.posthouse import posthouse

pytestmark = pytest.mark.django_db(transaction=True)


def together(act: Callable[[], object], *, times: int = 6) -> list[object]:
    """Run an act in several threads that begin at the same moment."""
    gate = threading.Barrier(times)

    def one(_number: int) -> object:
        try:
            gate.wait(10)
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_three_automatic_letters_an_hour_hold_under_a_rush(mailbox, at):
    draft = Draft(
        kind="receipt", to=["bea@birch.example"], subject="x", text="x", is_automatic=True
    )
    together(lambda: write(draft, at=at))
    states = OutgoingLetter.objects.values_list("state", flat=True)
    assert sorted(states) == ["kept"] * 3 + ["parked"] * 3


def test_a_letter_that_two_jobs_post_leaves_once(settings, mailbox, at):
    with posthouse() as house:
        settings.DESKHAND_EMAIL_URL = house.url
        letter = write(Draft(kind="reply", to=["bea@birch.example"], subject="x", text="x"), at=at)
        together(lambda: posting.post(letter.pk, at=at))
    assert len(house.letters) == 1


def test_the_same_bytes_are_kept_once(db):
    assert len({blob.pk for blob in together(lambda: keep(b"the same"))}) == 1


def test_one_key_is_made_for_all(data):
    assert len(set(together(_key))) == 1


def _key() -> bytes:
    secrets._box()
    return (secrets.Path(secrets.settings.DATA) / "secrets-key").read_bytes()
