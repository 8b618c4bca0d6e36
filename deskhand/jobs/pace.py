"""Whether the clock of the machine goes as time does, or has just jumped.

Somebody sets it wrong by a day and back again: whoever believed it meanwhile told people that
promises were broken which were not. After a jump it is believed once it has gone evenly for a
minute.
"""

import logging
from datetime import datetime

log = logging.getLogger(__name__)

A_JUMP_SECONDS = 30.0
DOUBTED_SECONDS = 60.0


class Pace:
    """Compares the clock with the time that passed, from one look to the next."""

    def __init__(self) -> None:
        self._offset: float | None = None
        self._doubted_until = 0.0

    def is_steady(self, now: datetime, *, passed: float) -> bool:
        """Whether `now` is to be believed; `passed` counts seconds and never jumps."""
        offset = now.timestamp() - passed
        if self._offset is not None and abs(offset - self._offset) > A_JUMP_SECONDS:
            log.warning("The clock jumped by %.0f seconds", offset - self._offset)
            self._doubted_until = passed + DOUBTED_SECONDS
        self._offset = offset
        return passed >= self._doubted_until
