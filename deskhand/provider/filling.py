"""Templates of calls that an administrator writes: headers as lines, and values put into a body so
that none of them can end its place."""

import json
from collections.abc import Mapping
from urllib.parse import quote

from django.utils.translation import gettext as _


class HeadersRefused(ValueError):
    """These lines are no headers; the text says what would be."""


def headers_of(text: str) -> dict[str, str]:
    """Read lines of `Name: value`; raises HeadersRefused."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        is_name = name.strip().replace("-", "").isalnum() and name.isascii()
        if not colon or not is_name or not (value.isascii() and value.isprintable()):
            raise HeadersRefused(_("Write each header as “Name: value” on a line of its own."))
        found[name.strip()] = value.strip()
    return found


def kind_of(headers: Mapping[str, str]) -> str:
    """Return what the headers say that the body is, in lower case; empty when they do not."""
    return next((v for n, v in headers.items() if n.lower() == "content-type"), "").lower()


def escaped(values: Mapping[str, str], kind: str) -> dict[str, str]:
    """Return values as a body of this kind wants them."""
    if "json" in kind:
        return {name: json.dumps(value)[1:-1] for name, value in values.items()}
    if "urlencoded" in kind:
        return {name: quote(value, safe="") for name, value in values.items()}
    if "xml" in kind:
        table = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
        return {name: value.translate(table) for name, value in values.items()}
    return dict(values)
