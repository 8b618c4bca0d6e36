"""Tables whose rows stay as they were written: the database itself refuses to change them.

Used in migrations: `operations = [..., append_only.guard("journal", "Event")]`. On SQLite,
Django alters a table by copying it, and the triggers stay behind: a migration that alters a
guarded table guards it again.
"""

from collections.abc import Iterator
from typing import Any

from django.db.migrations import RunPython

_REFUSAL = """
CREATE OR REPLACE FUNCTION deskhand_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$
"""


def guard(app: str, model: str, *, changeable: tuple[str, ...] = ()) -> RunPython:
    """Return the operation that refuses UPDATE (save of `changeable` columns) and DELETE.

    The refusal reaches Python as django.db.IntegrityError.
    """

    def raise_guard(apps: Any, schema_editor: Any) -> None:
        meta = apps.get_model(app, model)._meta
        columns = [f.column for f in meta.concrete_fields if f.column not in changeable]
        is_postgres = schema_editor.connection.vendor == "postgresql"
        for statement in (_postgres if is_postgres else _sqlite)(meta.db_table, columns):
            schema_editor.execute(statement, params=None)

    def lower_guard(apps: Any, schema_editor: Any) -> None:
        table = apps.get_model(app, model)._meta.db_table
        of_table = f" ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
        for act in ("update", "delete", "truncate"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{act}{of_table}", params=None)

    return RunPython(raise_guard, lower_guard)


def _sqlite(table: str, columns: list[str]) -> Iterator[str]:
    for act, what in (("update", f"UPDATE OF {', '.join(columns)}"), ("delete", "DELETE")):
        yield f"DROP TRIGGER IF EXISTS {table}_no_{act}"
        yield (
            f"CREATE TRIGGER {table}_no_{act} BEFORE {what} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _postgres(table: str, columns: list[str]) -> Iterator[str]:
    yield _REFUSAL
    acts = (
        ("update", f"UPDATE OF {', '.join(columns)}", "ROW"),
        ("delete", "DELETE", "ROW"),
        ("truncate", "TRUNCATE", "STATEMENT"),
    )
    for act, what, each in acts:
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_no_{act} BEFORE {what} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION deskhand_refuse_change()"
        )
