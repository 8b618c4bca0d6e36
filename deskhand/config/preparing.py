"""Bringing database and static files up to date; safe to call from several processes at once."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection

from deskhand import __version__
from deskhand.provider.firm import first_start_code, is_set_up

# Any number, the same in every process: the advisory lock of migrations.
LOCK = 4_711_001


def prepare() -> None:
    """Apply the migrations and collect static files where they changed."""
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)
    collect()


def collect() -> None:
    """Collect static files when they are not those collected last; plain storage needs none."""
    if "Manifest" not in settings.STORAGES["staticfiles"]["BACKEND"]:
        return
    with _file_lock("static.lock"):
        mark, wanted = settings.STATIC_ROOT / ".collected", _fingerprint()
        if mark.exists() and mark.read_text("ascii") == wanted:
            return
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        mark.write_text(wanted, "ascii")


def invitation() -> str:
    """Return the line that invites to the page of the first start; empty when that is over."""
    if is_set_up():
        return ""
    # Written out: to ask for the address by name would load every page of the desk.
    page = f"{settings.DESKHAND_URL}/setup/first/?code={first_start_code(settings.DATA)}"
    return f"This desk is new. Set it up at {page}"


def _fingerprint() -> str:
    digest = hashlib.sha256(__version__.encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            facts = Path(storage.path(name)).stat()
            digest.update(f"{name} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return digest.hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    if not settings.IS_POSTGRES:
        with _file_lock("prepare.lock"):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


@contextmanager
def _file_lock(name: str) -> Iterator[None]:
    with (settings.DATA / name).open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
