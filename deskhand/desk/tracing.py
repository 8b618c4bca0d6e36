"""The trace of a letter as its readers may see it."""

import re

from django.utils.translation import gettext as _

from deskhand.mail.models import Letter
from deskhand.people.reader import Reader
from deskhand.tickets.reading import tickets_for

_NUMBER = re.compile(r"#(\d{1,18})(?!\d)")
_THREAD = re.compile(r"ticket:(\d{1,18})")


def trace_for(reader: Reader, row: Letter) -> list[str]:
    """Return the decisions on a letter in order; tickets that this reader may not see are not
    named, since that a ticket exists is known to its readers alone."""
    named = {int(number) for line in row.trace for number in _NUMBER.findall(line)}
    seen = set(tickets_for(reader).filter(pk__in=named).values_list("pk", flat=True))
    return [_NUMBER.sub(lambda found: _named(found, seen), line) for line in row.trace]


def ticket_of(row: Letter) -> int | None:
    """Return the number of the ticket that a letter opened or joined."""
    found = _THREAD.fullmatch(row.thread)
    return int(found[1]) if found else None


def _named(found: re.Match[str], seen: set[int]) -> str:
    return found[0] if int(found[1]) in seen else _("another ticket")
