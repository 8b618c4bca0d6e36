"""A story is one function and one transaction, told again when two of them stood in each
other's way (a deadlock, or a row that changed under a serializable reader)."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, OperationalError, connection, transaction

from deskhand.journal.followers import gathered_at_the_end

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 3
# PostgreSQL: serialization_failure, deadlock_detected, and unique_violation: two tries of the
# same act at once (a double click) met, and told again the second finds what the first did.
AGAIN = {"40001", "40P01", "23505"}


def story(function: Callable[P, R]) -> Callable[P, R]:
    """Run in a transaction; the outermost one is tried up to three times."""

    @wraps(function)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            with transaction.atomic():
                return function(*args, **kwargs)
        for _again in range(TRIES - 1):
            try:
                with transaction.atomic(), gathered_at_the_end():
                    return function(*args, **kwargs)
            except (OperationalError, IntegrityError) as error:
                if getattr(error.__cause__, "sqlstate", None) not in AGAIN:
                    raise
        with transaction.atomic(), gathered_at_the_end():
            return function(*args, **kwargs)

    return told
