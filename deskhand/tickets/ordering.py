"""The order of a list: several keys, each one way or the other, as the address has them.

`priority,-received` is by priority, and of one priority the newest first.
"""

KEYS: dict[str, str] = {
    "priority": "priority_level",
    "received": "received_at",
    "due": "due_order_at",
    "updated": "updated_at",
    "viewed": "viewed_at",
    "snoozed": "snoozed_until",
    "number": "id",
}
# The usual orders have a word of their own, and an index.
NAMED: dict[str, str] = {
    "priority": "priority,received",
    "due": "due,priority",
    "newest": "-received",
    "oldest": "received",
}
MOST_KEYS = 3
# What a ticket may lack; then it stands behind all that have it, whichever way they are ordered.
MAY_LACK = frozenset({"viewed_at", "snoozed_until"})


class OrderRefused(ValueError):
    """An order by what no list can be ordered by; the text is the key."""


def columns_of(order: str) -> tuple[str, ...]:
    """Return the columns to order by; the last is the id, so that no two rows share a place.

    Raises OrderRefused.
    """
    keys = NAMED.get(order, order).split(",")
    if len(keys) > MOST_KEYS:
        raise OrderRefused(order)
    columns = [_column(key.strip()) for key in keys]
    if len({column.lstrip("-") for column in columns}) < len(columns):
        raise OrderRefused(order)
    if columns[-1].lstrip("-") == "id":
        return tuple(columns)
    sign = "-" if columns[-1].startswith("-") else ""
    return (*columns, f"{sign}id")


def tidied(order: str) -> str:
    """Return an order as it is kept: by its own word where it has one; raises OrderRefused."""
    columns_of(order)
    keys = ",".join(key.strip() for key in NAMED.get(order, order).split(","))
    return next((word for word, meant in NAMED.items() if meant == keys), keys)


def is_order(order: str) -> bool:
    try:
        columns_of(order)
    except OrderRefused:
        return False
    return True


def _column(key: str) -> str:
    name = key.removeprefix("-")
    if name not in KEYS:
        raise OrderRefused(key)
    return f"-{KEYS[name]}" if key.startswith("-") else KEYS[name]
