"""The firm's one row, and the code that guards its founding."""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, QuerySet
from django.utils import translation

from deskhand.jobs.memory import know, remembered
from deskhand.jobs.together import Asked, Row, instant, shape, told
from deskhand.provider.models import Provider


@remembered
def current() -> Provider:
    """Return the firm; before the first set-up an unsaved one with its defaults."""
    return Provider.objects.first() or Provider(name="Deskhand")


def firm_asked() -> dict[str, Asked]:
    """Return what to read of the firm, for `read_together`."""
    return {"firm": _firm()}


@shape
def _firm() -> QuerySet:
    fields = {field.attname: field.attname for field in Provider._meta.concrete_fields}
    return told(Provider.objects.all(), **fields)


def know_firm(found: Mapping[str, list[Row]]) -> None:
    """Let the firm that was read be the one that `current` returns."""
    for row in found["firm"]:
        row["created_at"] = instant(row["created_at"])
        # By position, in the order of the columns; PostgreSQL has put the names in its own.
        names = [field.attname for field in Provider._meta.concrete_fields]
        know(current, Provider.from_db(None, names, [_plain(name, row[name]) for name in names]))


def _plain(name: str, value: Any) -> Any:
    """SQLite gives yes and no as numbers."""
    is_yes_or_no = isinstance(Provider._meta.get_field(name), BooleanField)
    return bool(value) if is_yes_or_no else value


@contextmanager
def locked() -> Iterator[None]:
    """Hold the firm's row, so that what is made once for the whole firm is made by one."""
    with transaction.atomic():
        Provider.objects.select_for_update().first()
        yield


@contextmanager
def in_its_language() -> Iterator[None]:
    """Say in the firm's language what the desk writes by itself."""
    with translation.override(current().language):
        yield


def put_first_steps_away() -> bool:
    """Show them to nobody any more; False where they were not shown."""
    return bool(Provider.objects.filter(shows_first_steps=True).update(shows_first_steps=False))


def set_dials(is_on: bool) -> None:
    """Let pages know whether a click on a number has the telephone system dial it."""
    Provider.objects.update(dials=is_on)


def is_set_up() -> bool:
    return Provider.objects.exists()


def first_start_code(data: Path) -> str:
    """Return the code that opens the page of the first start, made once in the data folder.

    Whoever can read the folder, or the line that the desk prints at its start, may found the
    firm; whoever merely reaches the port may not.
    """
    path = data / "first-start-code"
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        code = secrets.token_urlsafe(12)
        file.write(code)
    return code
