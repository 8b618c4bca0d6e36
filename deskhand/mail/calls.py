"""One call over HTTP to a service that we know: bounded in time and size, no redirects, since it
bears secrets. No Django here."""

import http.client
import json
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

from deskhand.mail import troubles

SECONDS = 20
MOST_BYTES = 2 * 1024 * 1024


class CallFailed(Exception):
    """The service could not be reached; `was_handed_over` when it may have got the call."""

    def __init__(self, words: str, *, was_handed_over: bool = False) -> None:
        super().__init__(words)
        self.was_handed_over = was_handed_over


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said; `is_cut` when it said more than was read, `wait` when it asks to be
    left alone for so long."""

    status: int
    body: bytes
    is_cut: bool = False
    wait: timedelta | None = None

    @property
    def is_ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def data(self) -> dict[str, Any]:
        """The body as a JSON object; empty where it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def call(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    most: int = MOST_BYTES,
) -> Answer:
    """Call a service and return its answer, whatever its status; raises CallFailed."""
    parts = urlsplit(url)
    where = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    connection = _connection(parts.scheme, parts.hostname or "", parts.port)
    was_handed_over = False
    try:
        connection.connect()
        was_handed_over = True
        connection.request(method, where, body or None, dict(headers or {}))
        answer = connection.getresponse()
        content = answer.read(most + 1)
        wait = waiting_time(answer.headers.get("Retry-After"))
        return Answer(answer.status, content[:most], is_cut=len(content) > most, wait=wait)
    except (OSError, http.client.HTTPException) as error:
        words = f"{parts.hostname} cannot be reached: {troubles.words(error)}"
        raise CallFailed(words[:300], was_handed_over=was_handed_over) from error
    finally:
        connection.close()


def waiting_time(told: str | None, *, most: timedelta = timedelta(hours=6)) -> timedelta | None:
    """Read Retry-After as seconds (RFC 9110 10.2.3); None where it says nothing. A date in its
    place says nothing either: the services that we know tell seconds."""
    text = (told or "").strip()
    if not text.isdecimal() or len(text) > 9:
        return None
    return min(timedelta(seconds=int(text)), most)


def send_form(url: str, fields: Mapping[str, str]) -> Answer:
    """Post fields as a form; raises CallFailed."""
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
    return call("POST", url, body=urlencode(fields).encode(), headers=headers)


def _connection(scheme: str, host: str, port: int | None) -> http.client.HTTPConnection:
    if scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, port, timeout=SECONDS, context=context)
    return http.client.HTTPConnection(host, port, timeout=SECONDS)
