"""A data folder of its own for each test, and a mailbox to write to."""

from pathlib import Path

import pytest

from deskhand.mail.models import Mailbox
from tests.cast import Cast


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings) -> Path:
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""
    return tmp_path


@pytest.fixture
def stage(cast: Cast) -> Cast:
    """The cast with the firm's mailbox."""
    if not Mailbox.objects.filter(email="help@northlight.example").exists():
        Mailbox.objects.update(is_default=False)
        Mailbox.objects.create(
            name="Northlight IT",
            email="help@northlight.example",
            team=cast.service_desk,
            is_default=True,
        )
    return cast
