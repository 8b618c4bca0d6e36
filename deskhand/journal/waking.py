"""Telling those who wait that the journal grew; on SQLite they see it by themselves."""

from typing import Any

from django.db.migrations import RunPython

CHANNEL = "deskhand_journal"


def notify_on_insert(table: str) -> RunPython:
    """Return the operation that makes PostgreSQL notify CHANNEL at each commit with new rows."""

    def wake(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor != "postgresql":
            return
        schema_editor.execute(
            "CREATE OR REPLACE FUNCTION deskhand_journal_grew() RETURNS trigger LANGUAGE plpgsql "
            f"AS $$ BEGIN PERFORM pg_notify('{CHANNEL}', ''); RETURN NULL; END $$",
            params=None,
        )
        schema_editor.execute(
            f"CREATE OR REPLACE TRIGGER {table}_grew AFTER INSERT ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION deskhand_journal_grew()",
            params=None,
        )

    def sleep(_apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {table}_grew ON {table}", params=None)

    return RunPython(wake, sleep)
