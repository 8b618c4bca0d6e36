"""Several small sets of rows read in one statement: what a page needs of many tables at once.

A page is as quick as its statements are few. Rows come as plain values, as JSON has them: instants
as text (`instant` reads them), and no order among them.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject

Row = dict[str, Any]


def told(rows: QuerySet[Any, Any], **fields: Any) -> QuerySet[Any, Any]:
    """Say what to read of each row: names of fields, or expressions, under names of their own.

    No name may stand for what is JSON itself: the engines give it in different ways.
    """
    return rows.order_by().values_list(JSONObject(**fields))


def read_together(**sets: QuerySet[Any, Any]) -> dict[str, list[Row]]:
    """Read sets that `told` has made; each under its name, and empty where it has no rows."""
    found: dict[str, list[Row]] = {name: [] for name in sets}
    legs = [
        rows.values_list(Value(name), *rows.query.annotation_select)
        for name, rows in sets.items()
        if not rows.query.is_empty()
    ]
    if legs:
        first, *others = legs
        for name, row in first.union(*others, all=True) if others else first:
            found[name].append(row)
    return found


def instant(text: str | None) -> datetime | None:
    """Read an instant of such a row; SQLite keeps it without its zone, which is UTC."""
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
