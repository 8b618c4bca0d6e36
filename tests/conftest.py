"""What every test may ask for: a database, an instant, a signed-in client, a browser."""

import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import hypothesis
import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from tests import databases, surroundings

if TYPE_CHECKING:
    from tests.cast import Cast

_numbers = itertools.count(1)


def pytest_configure() -> None:
    # Real hashing costs a tenth of a second for each sign-in and tells nothing here.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # An example that is slow on a busy machine is no fault.
    hypothesis.settings.register_profile("house", deadline=None)
    hypothesis.settings.load_profile("house")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Migrate the template before the first test, whose time would be counted otherwise."""
    asked = {"db", "transactional_db", "fresh_database"}
    items = [item for item in session.items if isinstance(item, pytest.Function)]
    if any(
        asked & set(item.fixturenames) or item.get_closest_marker("django_db") for item in items
    ):
        with session.config.stash[blocking_manager_key].unblock():
            databases.prepare()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """In place of pytest-django's: copy the migrated template for this worker."""
    with django_db_blocker.unblock():
        databases.make(surroundings.WORKER)
    yield
    with django_db_blocker.unblock():
        connections.close_all()
    databases.drop(surroundings.WORKER)


def _renewed(_case: TransactionTestCase) -> None:
    databases.renew()


# A test that commits gets a fresh copy afterwards; flushing would meet the ledgers' triggers.
TransactionTestCase._fixture_teardown = _renewed


@dataclass(frozen=True)
class FreshDatabase:
    """A migrated database of its own with a data folder, for a process that a test starts."""

    url: str
    data: Path

    @property
    def environ(self) -> dict[str, str]:
        return {**os.environ, "DESKHAND_DATABASE_URL": self.url, "DESKHAND_DATA": str(self.data)}


@pytest.fixture
def fresh_database(
    tmp_path: Path, django_db_blocker: pytest.FixtureRequest
) -> Iterator[FreshDatabase]:
    """A copy nobody else uses; removed afterwards, even when a process is still connected."""
    name = f"{surroundings.WORKER}_{next(_numbers)}"
    with django_db_blocker.unblock():
        databases.make(name)
    data = tmp_path / "data"
    data.mkdir()
    yield FreshDatabase(url=surroundings.url_of(name), data=data)
    databases.drop(name)


@pytest.fixture(autouse=True)
def in_english() -> None:
    """A request leaves its language in the thread that answered it: the next one sets its own,
    a test that asks for words without a request does not."""
    translation.deactivate()


@pytest.fixture
def at() -> datetime:
    """Wednesday 4 March 2026, 10:00 in Zurich and Berlin."""
    return datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> "Cast":
    """Everybody on stage; see tests/cast.py."""
    from tests.cast import gather

    return gather()


@pytest.fixture
def client_of() -> Callable[[object], Client]:
    """Return a client signed in as this person, agent or user; a stranger's for None."""

    def make(who: object = None) -> Client:
        client = Client()
        person = getattr(who, "person", who)
        user = getattr(person, "user", person)
        if user is not None:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the system's Chromium."""
    path = os.environ.get("DESKHAND_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("chromium is missing: install it, or give its path as DESKHAND_CHROMIUM")
    return path
