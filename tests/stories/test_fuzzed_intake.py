"""Broken letters over the whole intake; `bin/fuzz intake` goes on for hours."""

import os
import random
import time
from pathlib import Path

import pytest

from deskhand.mail.models import Mailbox
from tests import mutating
from tests.fuzzed_intake import take

SECONDS = int(os.environ.get("DESKHAND_TEST_FUZZ_SECONDS", "12"))

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db(transaction=True),
    pytest.mark.timeout(SECONDS + 120),
]


def test_whatever_comes_is_kept_and_accounted_for_and_shown(cast, settings, tmp_path: Path) -> None:
    settings.DATA, settings.DESKHAND_EMAIL_URL = tmp_path, ""
    Mailbox.objects.create(name="Fuzz", email="help@desk.example", team=cast.service_desk)
    end = time.monotonic() + SECONDS
    for batch in mutating.batches(random.Random(), size=30):
        try:
            take(batch)
        except AssertionError as fault:
            for number, raw in enumerate(batch):
                (tmp_path / f"{number:02}.eml").write_bytes(raw)
            fault.add_note(f"the letters are kept in {tmp_path}")
            raise
        if time.monotonic() > end:
            break
