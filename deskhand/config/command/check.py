"""`deskhand check`: is the desk well? One line for each thing; exit 1 when one is not."""

import argparse
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

from deskhand.config.start import start


def arguments(parser: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(options: argparse.Namespace) -> int:
    start()
    is_well = True
    for what, state, fault in _lines():
        is_well = is_well and not fault
        print(f"{what:<12} {'not well: ' + fault if fault else 'ok: ' + state}")
    sys.stdout.flush()
    return 0 if is_well else 1


def _lines() -> Iterator[tuple[str, str, str]]:
    from django.conf import settings

    from deskhand.config import readiness

    yield "settings", f"{settings.DESKHAND_URL}, data in {settings.DATA}", ""
    kind = "PostgreSQL" if settings.IS_POSTGRES else "SQLite"
    unreachable = readiness.of_database()
    yield "database", kind, unreachable
    yield "migrations", "all applied", unreachable or readiness.of_migrations()
    yield "data folder", "writable", readiness.of_folder(settings.DATA)
    free = f"{readiness.free_space(settings.DATA) / 1024**3:.1f} GB free"
    yield "disk", free, readiness.of_disk(settings.DATA)
    yield ("mail", *_mail(settings.DESKHAND_EMAIL_URL))


def _mail(url: str) -> tuple[str, str]:
    if not url:
        return "no server is set (DESKHAND_EMAIL_URL); letters are kept and shown", ""
    try:
        parts = urlsplit(url)
        server = f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
    except ValueError as error:
        return "", f"DESKHAND_EMAIL_URL: {error}"
    return f"by {parts.scheme} to {server}", ""
