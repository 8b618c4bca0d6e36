"""Is the desk able to work? Each question answers with what is wrong, or with nothing."""

import os
import shutil
import tempfile
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

LEAST_FREE = 200 * 1024 * 1024
LONGEST_WAIT = timedelta(minutes=5)


def of_database() -> str:
    """Ask the database; the answer names no host and no user."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except (DatabaseError, InterfaceError):
        return "the database does not answer"
    return ""


def of_migrations() -> str:
    """Once all migrations are applied this costs nothing more."""
    try:
        _all_applied()
    except _Missing as missing:
        return str(missing)
    except (DatabaseError, InterfaceError):
        return "the migrations cannot be read"
    return ""


def of_folder(data: Path) -> str:
    """Write a file and see whether there is room for more."""
    try:
        with tempfile.TemporaryFile(dir=data) as file:
            file.write(b"x" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return f"the data folder cannot be written: {(error.strerror or 'failed').lower()}"
    return ""


def free_space(data: Path) -> int:
    """Return the bytes that are free for us on the disk of the data folder."""
    return shutil.disk_usage(data).free


def of_disk(data: Path) -> str:
    free = free_space(data)
    if free < LEAST_FREE:
        return f"only {free // 1024**2} MB are free on the disk"
    return ""


def of_jobs(at: datetime) -> str:
    """Jobs that should have run more than five minutes ago tell of no worker, or a slow one."""
    from deskhand.jobs.queue import oldest_due_at

    try:
        due_at = oldest_due_at()
    except (DatabaseError, InterfaceError):
        return "the queue of jobs cannot be read"
    if due_at is None or at - due_at <= LONGEST_WAIT:
        return ""
    return f"a job has been waiting for {int((at - due_at) / timedelta(minutes=1))} minutes"


class _Missing(Exception):
    """Not raised to callers: an exception is not cached, so that the next asking looks again."""


@cache
def _all_applied() -> None:
    executor = MigrationExecutor(connection)
    count = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if count:
        raise _Missing(f"{count} migrations are not applied")
