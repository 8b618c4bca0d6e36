"""The transaction in which an event was written, as PostgreSQL numbers it; 0 on SQLite.

On PostgreSQL the order of ids is not the order of commits. A reader who remembers the last id
would miss an event with a lower one that is committed later. The number of the transaction,
read below the oldest that still runs, gives an order in which nothing appears behind.
"""

from typing import Any

from django.db.models import BigIntegerField, Func


class CurrentTransaction(Func):
    """The default of the column `xid`."""

    arity = 0
    output_field = BigIntegerField()

    def as_sql(self, *_args: Any, **_kwargs: Any) -> tuple[str, tuple[()]]:
        return "0", ()

    def as_postgresql(self, *_args: Any, **_kwargs: Any) -> tuple[str, tuple[()]]:
        return "(pg_current_xact_id()::text::bigint)", ()
