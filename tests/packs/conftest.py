"""The firm on which all five packs are in force."""

from pathlib import Path

import pytest

from deskhand.mail.models import Mailbox
from tests.cast import Cast
from tests.packs.clients import Firm, found


@pytest.fixture
def firm(cast: Cast) -> Firm:
    return found(cast)


@pytest.fixture
def mailbox(firm: Firm, tmp_path: Path, settings) -> Mailbox:
    """The address to which letters come, and a folder to keep them in."""
    settings.DATA = tmp_path
    team = firm.cast.service_desk
    return Mailbox.objects.create(name="Help", email="help@northlight.example", team=team)
