"""Test databases, copied from one migrated template.

Copies instead of flushing: append-only tables refuse to be emptied, by trigger. The template
is made once per run and server, by whichever worker comes first.
"""

import fcntl
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connection, connections

from tests import surroundings


def make(name: str) -> None:
    """Make a fresh migrated database of this name, in place of one that is there."""
    with _alone():
        _have_template()
        _copy(name)


def prepare() -> None:
    """Make the template, if no worker has yet."""
    with _alone():
        _have_template()


def drop(name: str) -> None:
    """Remove a database, whoever is still connected."""
    if surroundings.is_postgres():
        _on_server(f'DROP DATABASE IF EXISTS "{_server_name(name)}" WITH (FORCE)')
        return
    for path in _files(name):
        path.unlink(missing_ok=True)


def renew() -> None:
    """Put this worker's database back to the template."""
    connections.close_all()
    make(surroundings.WORKER)


@contextmanager
def _alone() -> Iterator[None]:
    with (surroundings.ROOT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _have_template() -> None:
    if not _template_marker().exists():
        _migrate_template()
        _template_marker().touch()


def _template_marker() -> Path:
    return surroundings.ROOT / f"{surroundings.TEMPLATE}-made"


def _migrate_template() -> None:
    if surroundings.is_postgres():
        _on_server(f'CREATE DATABASE "{_server_name(surroundings.TEMPLATE)}"')
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = (
        _server_name(surroundings.TEMPLATE)
        if surroundings.is_postgres()
        else str(_files(surroundings.TEMPLATE)[0])
    )
    call_command("migrate", verbosity=0, interactive=False)
    connection.close()
    connection.settings_dict["NAME"] = own


def _copy(name: str) -> None:
    drop(name)
    if surroundings.is_postgres():
        _on_server(
            f'CREATE DATABASE "{_server_name(name)}" '
            f'TEMPLATE "{_server_name(surroundings.TEMPLATE)}"'
        )
        return
    shutil.copyfile(_files(surroundings.TEMPLATE)[0], _files(name)[0])


def _files(name: str) -> list[Path]:
    return [surroundings.ROOT / f"{name}.sqlite3{end}" for end in ("", "-wal", "-shm")]


def _server_name(name: str) -> str:
    return surroundings.url_of(name).rpartition("/")[2]


def _on_server(statement: str) -> Any:
    with psycopg.connect(surroundings.SERVER, autocommit=True) as server:
        server.execute(statement)
