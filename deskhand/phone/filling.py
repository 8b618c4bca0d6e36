"""The call by which a telephone system is asked to dial: a template, checked when it is saved, and
filled so that no value can end its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from django.utils.translation import gettext as _

from deskhand.phone.models import Dialling
from deskhand.provider import egress
from deskhand.provider.filling import HeadersRefused, escaped, headers_of, kind_of

PLACES = ("number", "extension", "agent", "secret")
KINDS = ("json", "urlencoded", "xml", "text/plain")
SAMPLES = dict.fromkeys(PLACES, "1")
_PLACE = re.compile(r"\{([A-Za-z_]+)\}")
# Everything that may stand in a header as it is; the rest is written in percents.
_PLAIN = "".join(map(chr, range(0x20, 0x7F)))


class TemplateRefused(ValueError):
    """A template that cannot be meant; the text says why, `field` where."""

    def __init__(self, words: str, field: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class Asking:
    """The call as it goes out."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes


def check(row: Dialling) -> None:
    """Raise TemplateRefused for the first place of a template that cannot be meant."""
    for field in ("url", "headers", "body"):
        _check_places(getattr(row, field), field)
    if "{" in urlsplit(_bare(row.url)).netloc or "{" in row.url.partition("://")[0]:
        raise TemplateRefused(_("The host is always the same: no place stands in it."), "url")
    try:
        egress.check(sample(row).url)
    except egress.EgressRefused as error:
        words = _("The address must be one that begins with https://")
        raise TemplateRefused(words, "url") from error
    except HeadersRefused as error:
        raise TemplateRefused(str(error), "headers") from error
    _check_body(row)
    whole = row.url + row.headers + row.body
    if "{number}" not in whole or ("{extension}" not in whole and "{agent}" not in whole):
        words = _("Say where {number} and {extension} go, in the address or the body.")
        raise TemplateRefused(words, "body" if row.method == Dialling.Method.POST else "url")


def uses_secret(row: Dialling) -> bool:
    """Whether the secret stands anywhere in a template."""
    return "{secret}" in row.url + row.headers + row.body


def sample(row: Dialling) -> Asking:
    """Return the call as it might go out, with values that nobody has."""
    return filled(row, SAMPLES)


def filled(row: Dialling, values: Mapping[str, str]) -> Asking:
    """Return the call with its values; raises HeadersRefused."""
    headers = {
        name: _put(text, {place: quote(value, safe=_PLAIN) for place, value in values.items()})
        for name, text in headers_of(row.headers).items()
    }
    url = _put(row.url, {place: quote(value, safe="") for place, value in values.items()})
    body = _put(row.body, escaped(values, kind_of(headers)))
    is_sent = row.method == Dialling.Method.POST
    return Asking(row.method, url, headers, body.encode() if is_sent else b"")


def _check_places(text: str, field: str) -> None:
    for line, written in enumerate(text.splitlines(), 1):
        for found in _PLACE.finditer(written):
            if found[1] not in PLACES:
                said = {"place": found[0], "line": line}
                words = _("%(place)s in line %(line)d is no place that we know.") % said
                known = _("Known are {number}, {extension}, {agent} and {secret}.")
                raise TemplateRefused(f"{words} {known}", field)


def _check_body(row: Dialling) -> None:
    if not row.body.strip():
        return
    if row.method == Dialling.Method.GET:
        raise TemplateRefused(_("A call by GET has no body: empty it, or choose POST."), "body")
    if not any(kind in kind_of(headers_of(row.headers)) for kind in KINDS):
        words = _(
            "Say what the body is, so that values fit into it: Content-Type: application/json, or "
            "application/x-www-form-urlencoded."
        )
        raise TemplateRefused(words, "headers")


def _bare(url: str) -> str:
    """An address whose brackets do not hinder taking it apart."""
    return url.replace("[", "").replace("]", "")


def _put(template: str, values: Mapping[str, str]) -> str:
    """In one pass: what stands in a value is never taken for a place."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), template)
