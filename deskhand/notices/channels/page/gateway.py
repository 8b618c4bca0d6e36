"""A gateway over HTTP, whoever runs it: an administrator gives address, headers and body, in which
`{number}` and `{text}` stand for what differs."""

import re
from collections.abc import Mapping
from urllib.parse import quote

from django.utils.translation import gettext as _

from deskhand.notices.channels.interface import SENT, Outcome
from deskhand.notices.models import Firm
from deskhand.provider import egress
from deskhand.provider.filling import HeadersRefused, escaped, headers_of, kind_of

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
        body = filled(firm.body, escaped(values, kind_of(told))).encode()
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
    try:
        return headers_of(text)
    except HeadersRefused as error:
        raise GatewayRefused(str(error), "headers") from error


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
