"""Rows by the million: COPY on PostgreSQL, executemany on SQLite, without indexes meanwhile.

Constraints are not checked row by row but all at once at the end: see `unguarded`.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.color import no_style
from django.db import IntegrityError, connection, models
from django.db.models.fields import NOT_PROVIDED
from django.db.models.fields.json import JSONField

_INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
    "AND tbl_name = %s AND sql NOT LIKE 'CREATE UNIQUE%%'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s "
    "AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
}


class Table:
    """One table to fill. Rows are tuples of id and `columns`; other columns get their defaults."""

    def __init__(self, model: type[models.Model], columns: str) -> None:
        self.model = model
        named = columns.split()
        fields = {field.attname: field for field in model._meta.concrete_fields}
        others = {
            name: field
            for name, field in fields.items()
            if name not in {"id", *named} and field.db_default is NOT_PROVIDED
        }
        self.rest = tuple(_default(field) for field in others.values())
        written = [fields[name].column for name in ("id", *named, *others)]
        self.columns = ", ".join(connection.ops.quote_name(name) for name in written)
        self.width = len(written)
        self.next_id = (model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1

    def write(self, rows: Iterable[tuple]) -> None:
        rest = self.rest
        whole = (row + rest for row in rows)
        table = connection.ops.quote_name(self.model._meta.db_table)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {table} ({self.columns}) FROM STDIN") as copy:
                    for row in whole:
                        copy.write_row(row)
                return
            places = ", ".join(["?"] * self.width)
            # The driver's own placeholders: Django would translate them for each row.
            cursor.cursor.connection.executemany(
                f"INSERT INTO {table} ({self.columns}) VALUES ({places})", whole
            )


def _default(field: models.Field) -> Any:
    if not field.null and not field.has_default() and not field.empty_strings_allowed:
        raise ValueError(f"{field} has no default: give it a value")
    if field.choices and not (field.null or field.blank or field.has_default()):
        raise ValueError(f"{field} must be chosen: give it a value")
    value = field.get_default()
    if isinstance(field, JSONField):
        return json.dumps(value)
    return field.get_db_prep_save(value, connection)


@contextmanager
def unguarded(tables: list[Table]) -> Iterator[None]:
    """Fill tables fast: indexes are made anew and all relations checked when the work is done.

    For a database that nobody else uses; on PostgreSQL for a superuser. Raises IntegrityError
    when a row points nowhere.
    """
    names = [table.model._meta.db_table for table in tables]
    dropped = [index for name in names for index in _indexes(name)]
    _unlock()
    with connection.cursor() as cursor:
        for name, _sql in dropped:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for _name, sql in dropped:
                cursor.execute(sql)
        _lock()
    _check(tables)
    _set_sequences(tables)
    if connection.vendor == "postgresql":
        # Its autovacuum would do it soon. SQLite has nothing like it: the desk never asks it to.
        _run("VACUUM ANALYZE")


def _indexes(table: str) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_INDEXES[connection.vendor], [table])
        return cursor.fetchall()


def _unlock() -> None:
    if connection.vendor == "postgresql":
        _run("SET session_replication_role = replica", "SET maintenance_work_mem = '512MB'")
    else:
        _run("PRAGMA foreign_keys = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -500000")


def _lock() -> None:
    if connection.vendor == "postgresql":
        _run("SET session_replication_role = DEFAULT", "RESET maintenance_work_mem")
        return
    # A new connection begins with the desk's own pragmas.
    connection.close()


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _check(tables: list[Table]) -> None:
    if connection.vendor == "sqlite":
        connection.check_constraints([table.model._meta.db_table for table in tables])
        return
    for table in tables:
        for field in table.model._meta.concrete_fields:
            if field.is_relation:
                _check_relation(table.model, field)


def _check_relation(model: type[models.Model], field: Any) -> None:
    target = field.target_field
    query = (
        f"SELECT c.{field.column} FROM {model._meta.db_table} c "
        f"LEFT JOIN {target.model._meta.db_table} p ON p.{target.column} = c.{field.column} "
        f"WHERE c.{field.column} IS NOT NULL AND p.{target.column} IS NULL LIMIT 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        if lost := cursor.fetchone():
            raise IntegrityError(f"{field} points to {lost[0]}, which is not there")


def _set_sequences(tables: list[Table]) -> None:
    rows = [table.model for table in tables]
    _run(*connection.ops.sequence_reset_sql(no_style(), rows))
