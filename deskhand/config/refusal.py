"""What the `deskhand` command says in one line instead of a traceback."""

import errno
import sys


class Refused(Exception):
    """Something the operator must mend; the text is one line for him."""


def in_words(error: BaseException) -> str | None:
    """Return one line for an error that is no fault of the program; None for one that is."""
    if isinstance(error, Refused):
        return _one_line(str(error))
    if isinstance(error, OSError):
        return _of_system(error)
    return _of_django(error) if "django.core" in sys.modules else None


def _of_system(error: OSError) -> str | None:
    if error.errno is None:
        return None
    where = f": {error.filename}" if error.filename else ""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{where}"
    if error.errno == errno.EADDRINUSE:
        return "A port is taken by another program; stop it or choose another port."
    return f"{error.strerror}{where}"


def _of_django(error: BaseException) -> str | None:
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db import InterfaceError, OperationalError, ProgrammingError

    if isinstance(error, OperationalError | InterfaceError):
        return _of_database(str(error))
    if isinstance(error, ProgrammingError) and "does not exist" in str(error):
        return "The database has no tables yet; run `deskhand prepare`."
    if isinstance(error, ImproperlyConfigured | CommandError):
        return _one_line(str(error))
    return None


def _of_database(text: str) -> str:
    if "no such table" in text or "no such column" in text:
        return "The database has no tables yet or older ones; run `deskhand prepare`."
    if "disk is full" in text:
        return "The disk is full: the database cannot be written."
    return f"The database cannot be used: {_one_line(text)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
