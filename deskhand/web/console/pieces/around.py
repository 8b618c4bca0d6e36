"""What stands around a conversation and is needed at once: read together, in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from deskhand.desk import ending
from deskhand.jobs.together import Row, read_together, told
from deskhand.oncall.paging import pages_asked, pages_in
from deskhand.people.reader import Reader
from deskhand.reports.reasons import breaches_asked, notes_in, reasons_in
from deskhand.sla.models import Clock
from deskhand.tickets.models import Ticket, VendorNumber
from deskhand.tickets.participants import Along, along_asked, along_in
from deskhand.tickets.vendors import numbers_asked
from deskhand.tickets.watching import watchers_asked, watchers_in
from deskhand.web.console.forms import statuses_of
from deskhand.web.console.pieces.properties import Option, options_in
from deskhand.web.console.watching import watching_context


@dataclass(frozen=True, slots=True)
class Around:
    """What was read, and the ticket and the clocks that it is about."""

    ticket: Ticket
    clocks: Sequence[Clock]
    found: Mapping[str, list[Row]]

    @property
    def facts(self) -> dict[str, Any]:
        """What head and side panel say."""
        is_broken, found = _is_broken(self.clocks), self.found
        has_ended = ending.has_ended(self.ticket)
        return {
            "end_warnings": ending.warnings_in(found) if has_ended else [],
            "breach_notes": notes_in(found, self.clocks) if is_broken else {},
            "breach_reasons": reasons_in(found) if is_broken else [],
            "vendor_numbers": [VendorNumber(**row) for row in found["vendors"]],
        }

    @property
    def along(self) -> Along:
        return along_in(self.found, self.ticket)

    def page(self, reader: Reader) -> dict[str, Any]:
        """What stands on the page beside head and side panel."""
        return {
            "pages": pages_in(self.found),
            "statuses": self.statuses,
            **watching_context(watchers_in(self.found), reader),
        }

    @property
    def statuses(self) -> list[Option]:
        return options_in(self.found["statuses"])


def read_facts(ticket: Ticket, clocks: Sequence[Clock]) -> Around:
    """Read what head and side panel need beside the ticket and its clocks."""
    return Around(ticket, clocks, read_together(**_facts_asked(ticket, clocks)))


def read_around(ticket: Ticket, clocks: Sequence[Clock]) -> Around:
    """Read what the whole page needs beside the ticket, its clocks and its conversation."""
    asked = {
        **_facts_asked(ticket, clocks),
        **along_asked(ticket),
        **watchers_asked(ticket),
        **pages_asked(ticket),
        "statuses": told(
            statuses_of(ticket), id="pk", words="name", place="position", category="category"
        ),
    }
    return Around(ticket, clocks, read_together(**asked))


def _facts_asked(ticket: Ticket, clocks: Sequence[Clock]) -> dict[str, Any]:
    asked = {"vendors": numbers_asked(ticket.pk)}
    if _is_broken(clocks):
        asked |= breaches_asked(ticket)
    if ending.has_ended(ticket):
        asked |= ending.held_asked(ticket)
    return asked


def _is_broken(clocks: Sequence[Clock]) -> bool:
    return any(clock.breached_at is not None for clock in clocks)
