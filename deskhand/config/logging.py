"""How the desk writes its log: plain lines for people, JSON lines for programs, on stderr.

Query strings are never logged. Long words in a path (tokens of signed links) are masked.
"""

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

_LONG = re.compile(r"[^/]{20,}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029]")


def shown(path: str) -> str:
    """Return a path that may be logged: without tokens, control characters or newlines."""
    return quote(_LONG.sub("***", path), safe="/:@*-._~")


def configuration(kind: str) -> dict[str, Any]:
    """Return the logging configuration; `kind` is plain or json."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "plain": {"()": "deskhand.config.logging.Plain"},
            "json": {"()": "deskhand.config.logging.Json"},
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": kind}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "deskhand": {"level": "INFO"},
            "django": {"handlers": [], "level": "WARNING"},
            # Refusals (4xx) stand in the log of requests already.
            "django.request": {"level": "ERROR"},
            "django.security": {"level": "ERROR"},
            "uvicorn": {"level": "WARNING"},
        },
    }


class Plain(logging.Formatter):
    """`12:04:31 INFO deskhand.request GET /desk/ 200 14 ms`"""

    def format(self, record: logging.LogRecord) -> str:
        line = f"{_when(record):%H:%M:%S} {record.levelname} {record.name} {_message(record)}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class Json(logging.Formatter):
    """One object on each line; what a caller gives as `extra={"facts": {...}}` joins it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": _when(record).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def _when(record: logging.LogRecord) -> datetime:
    return datetime.fromtimestamp(record.created, UTC)


def _message(record: logging.LogRecord) -> str:
    if record.name == "django.request" and record.args and isinstance(record.args, tuple):
        record.args = tuple(shown(str(a)) if str(a).startswith("/") else a for a in record.args)
    return _CONTROL.sub(" ", record.getMessage()).replace("\n", " ")
