"""Taking a consistent copy of the database, and putting one in its place.

SQLite copies itself while it is in use; for PostgreSQL its own pg_dump and pg_restore do it,
which must be installed and at least as new as the server.
"""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from deskhand.config.refusal import Refused


def engine() -> str:
    return "postgresql" if settings.IS_POSTGRES else "sqlite"


def dump(target: Path) -> None:
    """Write a consistent copy of the database while the desk runs on."""
    if settings.IS_POSTGRES:
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
        _call("pg_dump", words)
        return
    source = f"{_sqlite_path().as_uri()}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=20)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        old.backup(new)


def load(source: Path) -> None:
    """Put a copy in the place of the database; what was in it is gone."""
    connection.close()
    if settings.IS_POSTGRES:
        _tool("pg_restore")
        _drop_tables()
        words = ["--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction"]
        _call("pg_restore", [*words, f"--dbname={connection.settings_dict['NAME']}", str(source)])
        _forget_transactions()
        return
    path = _sqlite_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    shutil.move(source, path)
    path.chmod(0o600)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def files() -> set[Path]:
    """Return the files of an embedded database, which no backup copies as files."""
    if settings.IS_POSTGRES:
        return set()
    path = _sqlite_path()
    return {path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal"))}


def has_people() -> bool:
    """Somebody is known here: this is a desk in use."""
    if not settings.IS_POSTGRES and not _sqlite_path().exists():
        return False
    if "people_person" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM people_person LIMIT 1")
        return cursor.fetchone() is not None


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"]).absolute()


def _drop_tables() -> None:
    # pg_restore removes only what the backup has; tables of a newer desk would stay.
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        if names:
            listed = ", ".join(connection.ops.quote_name(name) for name in names)
            cursor.execute(f"DROP TABLE {listed} CASCADE")
    connection.close()


_TRANSACTIONS = (
    ("journal_event", "xid"),
    ("journal_seal", "last_xid"),
    ("notices_place", "xid"),
    ("reports_place", "xid"),
    ("search_progress", "xid"),
)


def _forget_transactions() -> None:
    """The journal's readers wait for transactions whose numbers this server has yet to reach:
    those of the old server mean nothing here, and 0 means long ago."""
    with connection.cursor() as cursor:
        for table, column in _TRANSACTIONS:
            names = {c.name for c in _columns(cursor, table)}
            if column in names:
                cursor.execute(f"UPDATE {table} SET {column} = 0")  # noqa: S608
    connection.close()


def _columns(cursor: Any, table: str) -> list[Any]:
    if table not in connection.introspection.table_names(cursor):
        return []
    return list(connection.introspection.get_table_description(cursor, table))


def _call(name: str, words: list[str]) -> None:
    done = subprocess.run(
        [_tool(name), *words], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{name} failed"]
        raise Refused(f"{lines[0]} (exit {done.returncode})")


def _tool(name: str) -> str:
    """Debian keeps one set of tools per version; the newest speaks to all servers."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda f: int(f.parent.name), reverse=True
    )
    found = next((str(f / name) for f in folders if (f / name).exists()), shutil.which(name))
    if found is None:
        raise Refused(f"{name} is not installed; install the client programs of PostgreSQL.")
    return found


def _environment() -> dict[str, str]:
    """Never as words of a command, which every user of the machine may read."""
    given: dict[str, Any] = connection.settings_dict
    options = given.get("OPTIONS", {})
    values = {
        "PGHOST": given["HOST"],
        "PGPORT": given["PORT"],
        "PGUSER": given["USER"],
        "PGPASSWORD": given["PASSWORD"],
        "PGDATABASE": given["NAME"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
    }
    return {**os.environ, **{name: str(value) for name, value in values.items() if value}}
