"""The tray of letters that were kept and wait to be taken in.

They are taken in groups of one transaction, which costs far less than one each. A letter of a
group that failed, or in which the process died, is taken alone from then on, and one that
failed three times goes into quarantine: no letter stops the others.
"""

import logging
import time
from collections.abc import Callable
from datetime import datetime

from django.db import InterfaceError, OperationalError

from deskhand.desk.intake import take_in, take_in_together
from deskhand.journal.actor import system
from deskhand.mail import incoming
from deskhand.mail.quarantine import quarantine

log = logging.getLogger(__name__)

INTAKE = system("intake")
TRIES = 3
MOST_IN_GROUP = 20
AWAY = (OperationalError, InterfaceError, OSError)


def clear(now: Callable[[], datetime], *, seconds: float) -> bool:
    """Take in what waits, the oldest first, for so long; False when something may be left.

    Raises OperationalError, InterfaceError or OSError when database or disk are away; that is
    not counted against the letters.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        at = now()
        letters = incoming.begin(limit=MOST_IN_GROUP, at=at)
        if not letters:
            return True
        try:
            _take(letters, at=at)
        except AWAY:
            incoming.put_back(list(letters))
            raise
    return False


def _take(letters: dict[int, int], *, at: datetime) -> None:
    fresh = [pk for pk, attempts in letters.items() if not attempts]
    if len(fresh) > 1 and _take_together(fresh, at=at):
        fresh = []
    for pk, attempts in letters.items():
        if attempts >= TRIES:
            quarantine(pk, reason="Taking it in failed three times", by=INTAKE, at=at)
        elif attempts or pk in fresh:
            _take_alone(pk, at=at)


def _take_together(letters: list[int], *, at: datetime) -> bool:
    try:
        take_in_together(letters, at=at)
    except AWAY:
        raise
    except Exception:
        log.warning("%d letters cannot be taken in together: each is tried alone", len(letters))
        return False
    return True


def _take_alone(letter: int, *, at: datetime) -> None:
    try:
        take_in(letter, at=at)
    except AWAY:
        raise
    except Exception:
        log.exception("The letter %s cannot be taken in", letter)
