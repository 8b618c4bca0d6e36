"""Secrets of the firm: sealed in the database with a key that lies in the data folder.

Whoever steals the database alone has nothing; a secret is never shown again, and never
written to the journal.
"""

import os
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.db import transaction

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.provider.events import SettingChanged
from deskhand.provider.models import Secret


@transaction.atomic
def store(name: str, value: str, *, by: Actor, at: datetime) -> None:
    """Seal a secret under its name; an older value is forgotten."""
    sealed = _box().encrypt(value.encode())
    row, is_new = Secret.objects.update_or_create(
        name=name, defaults={"sealed": sealed, "changed_at": at}
    )
    act = "made" if is_new else "changed"
    record(SettingChanged(what="secret", setting=row.pk, act=act, fields=name), by=by, at=at)


def fetch(name: str) -> str | None:
    """Return a secret; None when there is none, or when the key that sealed it is lost."""
    row = Secret.objects.filter(name=name).first()
    if row is None:
        return None
    try:
        return _box().decrypt(bytes(row.sealed)).decode()
    except InvalidToken:
        return None


@transaction.atomic
def forget(name: str, *, by: Actor, at: datetime) -> None:
    """Remove a secret; harmless when there is none."""
    row = Secret.objects.filter(name=name).first()
    if row is None:
        return
    event = SettingChanged(what="secret", setting=row.pk, act="removed", fields=name)
    row.delete()
    record(event, by=by, at=at)


def _box() -> Fernet:
    path = Path(settings.DATA) / "secrets-key"
    try:
        return Fernet(path.read_bytes())
    except FileNotFoundError:
        return Fernet(_make_key(path))


def _make_key(path: Path) -> bytes:
    """Make the key whole or not at all: a link fails where somebody else was first."""
    draft = path.with_name(f"{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(Fernet.generate_key())
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_bytes()
