"""Killed at every step of posting: the letter arrives, at most twice, under one Message-ID; and
never again once its acceptance is on record."""

import os
import re
import signal
import smtplib
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from deskhand.mail import posting
from deskhand.mail.models import OutgoingLetter
from deskhand.mail.writing import Draft, write
from tests.mail.posthouse import posthouse
from tests.mail.test_kills import run

pytestmark = pytest.mark.django_db(transaction=True)


def _dying(act, kill_at: int) -> None:
    """Do it, and be killed before a step: a word to or from the mail server, or a commit."""
    steps = 0

    def counted(function):
        def step(*args, **kwargs):
            nonlocal steps
            steps += 1
            if steps == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kwargs)

        return step

    for name in ("send", "getreply", "quit"):
        setattr(smtplib.SMTP, name, counted(getattr(smtplib.SMTP, name)))
    connection.commit = counted(connection.commit)
    act()


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
            post = partial(posting.post, letter.pk, at=at)
            # The steps of `run` itself are never reached.
            is_through = run(partial(_dying, post, kills), kill_at=999)
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
