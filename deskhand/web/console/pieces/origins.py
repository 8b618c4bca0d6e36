"""Links from charges to the pages of what they came of."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from deskhand.contracts.models import Charge
from deskhand.contracts.trail.origins import Kind, Origin, origins
from deskhand.people.reader import Reader
from deskhand.tickets.reading import tickets_for

PAGES: dict[Kind, tuple[str, str, Any]] = {
    Kind.ENTRY: ("console:time_entry", "clock", _("The time that was entered")),
    Kind.STATEMENT: ("console:contract_book", "coins", _("The line of the statement")),
    Kind.QUOTE: ("console:quote", "file-pen-line", _("The quote")),
    Kind.PROJECT: ("console:project", "milestone", _("The project")),
    Kind.CONTRACT: ("console:contract", "file-text", _("What recurs by the contract")),
}


@dataclass(frozen=True, slots=True)
class Link:
    """Where one reads of it, with a picture and words."""

    url: str
    icon: str
    words: Any


def links(charges: Iterable[Charge]) -> dict[int, Link]:
    """Return where one reads what charges came of, by charge."""
    return {pk: _link(origin) for pk, origin in origins(charges).items()}


def seen(charges: Iterable[Charge], reader: Reader) -> set[int]:
    """Return which of the tickets of charges somebody may see, in one statement."""
    asked = {row.ticket_id for row in charges if row.ticket_id}
    rows = tickets_for(reader).filter(pk__in=asked) if asked else []
    return {row.pk for row in rows}


def _link(origin: Origin) -> Link:
    page, icon, words = PAGES[origin.kind]
    url = reverse(page, args=[origin.number])
    if origin.posting:
        # The page of the statement that begins with its line.
        url += f"?before={origin.posting + 1}#line-{origin.posting}"
    return Link(url, icon, words)
