"""How often somebody tried to sign in, or asked for a code: Django's cache over a table.

Shared by all processes and kept over a restart, so that guessing is bounded whichever process
answers (safety, P36). Values are JSON: nothing that is read from the table can run.
"""

import time
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction

from deskhand.people.models import Attempt


class AttemptCache(BaseCache):
    """What the sign-in library counts; values must be JSON, as its numbers and lists are."""

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    @transaction.atomic
    def add(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        name = self.make_and_validate_key(key, version=version)
        Attempt.objects.filter(name=name, expires_at__lte=time.time()).delete()
        known = {"value": value, "expires_at": self._end(timeout)}
        return Attempt.objects.get_or_create(name=name, defaults=known)[1]

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        name = self.make_and_validate_key(key, version=version)
        rows = Attempt.objects.filter(name=name, expires_at__gt=time.time())
        return next(iter(rows.values_list("value", flat=True)), default)

    @transaction.atomic
    def set(
        self, key: str, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        name = self.make_and_validate_key(key, version=version)
        Attempt.objects.filter(expires_at__lte=time.time()).delete()
        known = {"value": value, "expires_at": self._end(timeout)}
        Attempt.objects.update_or_create(name=name, defaults=known)

    def touch(self, key: str, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        rows = Attempt.objects.filter(name=name, expires_at__gt=time.time())
        return bool(rows.update(expires_at=self._end(timeout)))

    def delete(self, key: str, version: int | None = None) -> bool:
        name = self.make_and_validate_key(key, version=version)
        return bool(Attempt.objects.filter(name=name).delete()[0])

    def clear(self) -> None:
        Attempt.objects.all().delete()

    def _end(self, timeout: Any) -> float:
        """Seconds since 1970; what is given for ever is forgotten after a year."""
        end = self.get_backend_timeout(timeout)
        return time.time() + 365 * 24 * 3600 if end is None else float(end)
