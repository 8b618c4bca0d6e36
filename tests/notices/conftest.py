"""A data folder of its own for each test, and a double of the world outside."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.notices.outside import Outside, outside


@pytest.fixture(autouse=True)
def data(tmp_path: Path, settings) -> Path:
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""
    settings.DESKHAND_URL = "https://desk.northlight.example"
    return tmp_path


@pytest.fixture
def world(settings) -> Iterator[Outside]:
    """A server on this machine that the operator allowed."""
    settings.DESKHAND_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    with outside() as found:
        settings.DESKHAND_TWILIO_URL = found.url
        yield found
