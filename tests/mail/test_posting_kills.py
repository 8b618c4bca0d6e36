"""Killed at every step of posting: the letter arrives, at most twice, under one Message-ID; and
never again once its acceptance is on record."""

import re
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from deskhand.mail import posting
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, write
from tests.killing import run
from tests.mail.posthouse import posthouse

pytestmark = pytest.mark.django_db(transaction=True)


def _through(letter: OutgoingLetter, at: datetime) -> OutgoingLetter:
    """Let other processes go on, as the schedule lets them."""
    for hour in range(1, 4):
        later = at + timedelta(hours=hour)
        if letter.pk in posting.overdue(at=later):
            posting.post(letter.pk, at=later)
    letter.refresh_from_db()
    return letter


def test_a_letter_arrives_whatever_kills_the_process(settings, mailbox, at):
    kills, came = 0, Counter()
    with posthouse() as house:
        settings.DESKHAND_EMAIL_URL = house.url
        is_through = False
        while not is_through:
            draft = Draft("reply", ["bea@birch.example"], "Printer", "On it.", mailbox=mailbox)
            letter = write(draft, at=at)
            kills += 1
            is_through = run(partial(posting.post, letter.pk, at=at), kill_at=kills)
            assert _through(letter, at).state == "sent", letter.last_error
            named = [re.search(rb"Message-ID: <([^>]+)>", raw)[1] for raw in house.letters]
            came = Counter(named)
            assert 1 <= came[letter.message_id.encode()] <= 2
            before = len(house.letters)
            posting.post(letter.pk, at=at + timedelta(days=1))
            assert len(house.letters) == before
    assert kills > 15
    # Only between the content and the record of its acceptance, the good-bye included.
    assert 1 <= sum(count == 2 for count in came.values()) <= 6
