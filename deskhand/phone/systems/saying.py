"""What a system posted, as fields that may stand several times; their names in any case."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs

from django.utils.translation import gettext as _

MOST_FIELDS = 200
LONGEST = 2000
NOBODY = frozenset({"anonymous", "unknown", "<unknown>", "private", "restricted", "unavailable"})


class Unreadable(ValueError):
    """This is not what the system says of calls; `field` names what is missing or wrong."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


class Saying:
    """The fields of one post. What is not there is an empty text."""

    def __init__(self, fields: Mapping[str, Iterable[Any]]) -> None:
        self._fields = {
            name.lower().removesuffix("[]"): [_text(one) for one in values]
            for name, values in fields.items()
        }

    def one(self, *names: str) -> str:
        """Return the first of these fields that says something."""
        for name in names:
            for text in self._fields.get(name.lower(), []):
                if text:
                    return text
        return ""

    def all(self, *names: str) -> tuple[str, ...]:
        """Return everything that these fields say, in this order."""
        return tuple(text for name in names for text in self._fields.get(name.lower(), []) if text)

    def needed(self, *names: str) -> str:
        """As `one`; raises Unreadable where none says anything."""
        if not (text := self.one(*names)):
            raise Unreadable(names[0], _("This is missing."))
        return text

    def number(self, *names: str) -> str:
        """Return a telephone number; empty for one that is withheld."""
        text = self.one(*names)
        return "" if text.lower() in NOBODY else text

    def instant(self, *names: str) -> datetime | None:
        """Return an instant in UTC: in ISO 8601, as mail writes it, or as seconds since 1970."""
        text = self.one(*names)
        if not text:
            return None
        for read in (_iso, _seconds, parsedate_to_datetime):
            try:
                found = read(text)
            except (ValueError, TypeError, OverflowError, OSError, IndexError):
                continue
            return found if found.tzinfo else found.replace(tzinfo=UTC)
        raise Unreadable(names[0], _("This is no instant, such as 2026-03-04T09:00:00Z."))


def read_body(body: bytes, content_type: str, query: str = "") -> Saying:
    """Read a form, or an object in JSON; the query of the address counts too. Raises Unreadable."""
    fields = _form(query) if query else {}
    text = body.decode("utf-8", "replace").replace("\0", "")
    if content_type.partition(";")[0].strip().lower().endswith("json"):
        return Saying({**fields, **_json(text)})
    return Saying({**fields, **_form(text)})


def _form(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise Unreadable("body", _("These are more fields than a call has.")) from error


def _json(text: str) -> dict[str, list[Any]]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable("body", _("This is not JSON.")) from error
    if not isinstance(said, dict) or len(said) > MOST_FIELDS:
        raise Unreadable("body", _("This is not an object with the fields of a call."))
    return {name: value if isinstance(value, list) else [value] for name, value in said.items()}


def _text(value: Any) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    return "".join(char for char in str(value).strip()[:LONGEST] if char.isprintable())


def _iso(text: str) -> datetime:
    # A form turns the plus of +00:00 into a blank.
    return datetime.fromisoformat(text.replace(" +", "+")).astimezone(UTC)


def _seconds(text: str) -> datetime:
    return datetime.fromtimestamp(float(text), UTC)
