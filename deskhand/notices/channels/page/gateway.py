"""A gateway over HTTP, whoever runs it: an administrator gives address, headers and body, in which
`{number}` and `{text}` stand for what differs."""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

from django.utils.translation import gettext as _

from deskhand.notices.channels.interface import SENT, Outcome
from deskhand.notices.models import Firm
from deskhand.provider import egress

_PLACES = re.compile(r"\{(number|text)\}")
METHODS = ("POST", "PUT", "GET")


class GatewayRefused(ValueError):
    """What was given for the gateway makes no sense; the text says why, `field` where."""

    def __init__(self, words: str, field: str = "url") -> None:
        super().__init__(words)
        self.field = field


def send(firm: Firm, headers: str, *, number: str, text: str) -> Outcome:
    """Have the gateway send a text message."""
    values = {"number": number, "text": text}
    try:
        told = read_headers(headers)
        url = filled(firm.url, {name: quote(value, safe="") for name, value in values.items()})
        body = filled(firm.body, _escaped(values, told)).encode()
        answer = egress.call(
            firm.method, url, body=b"" if firm.method == "GET" else body, headers=told
        )
    except (egress.EgressRefused, GatewayRefused) as error:
        return Outcome(why=str(error))
    except egress.CallFailed as error:
        return Outcome(again=True, why=str(error))
    if answer.is_ok:
        return SENT
    why = f"The gateway answers {answer.status}"
    return Outcome(again=answer.status == 429 or answer.status >= 500, why=why)


def read_headers(text: str) -> dict[str, str]:
    """Read lines of `Name: value`; raises GatewayRefused."""
    found = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, value = line.partition(":")
        is_name = name.strip().replace("-", "").isalnum() and name.isascii()
        if not colon or not is_name or not (value.isascii() and value.isprintable()):
            words = _("Write each header as “Name: value” on a line of its own.")
            raise GatewayRefused(words, "headers")
        found[name.strip()] = value.strip()
    return found


def check(firm: Firm, headers: str) -> None:
    """Raise GatewayRefused for an address, headers or a template that cannot be meant."""
    try:
        egress.check(filled(firm.url, {"number": "1", "text": "x"}))
    except egress.EgressRefused as error:
        raise GatewayRefused(_("The address must be one that begins with https://")) from error
    read_headers(headers)
    if "{number}" not in firm.url + firm.body or "{text}" not in firm.url + firm.body:
        words = _("Say where {number} and {text} go, in the address or the body.")
        raise GatewayRefused(words, "body")


def filled(template: str, values: Mapping[str, str]) -> str:
    """Put the values in, in one pass: what stands in a text is never taken for a place."""
    return _PLACES.sub(lambda found: values[found[1]], template)


def _escaped(values: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, str]:
    """Values as the kind of the body wants them, so that a text cannot end its place."""
    kind = next((v for n, v in headers.items() if n.lower() == "content-type"), "").lower()
    if "json" in kind:
        return {name: json.dumps(value)[1:-1] for name, value in values.items()}
    if "urlencoded" in kind:
        return {name: quote(value, safe="") for name, value in values.items()}
    if "xml" in kind:
        table = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;"})
        return {name: value.translate(table) for name, value in values.items()}
    return dict(values)
