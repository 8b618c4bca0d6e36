"""For which tickets something is promised: conditions on what a ticket is about, never on how it
stands. They are asked of one ticket in memory."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from deskhand.people.reader import STRANGER
from deskhand.rules import conditions
from deskhand.rules.conditions import Condition, ConditionError
from deskhand.tickets.fields import ticket_fields
from deskhand.tickets.models import Ticket

# What tells whom and what a ticket is for: priority and hours are columns of the table.
OF_ROWS = ("contract", "org", "site", "service", "request", "kind", "channel", "tag", "vip")
OF_ASSIGNMENTS = ("site", "service", "request", "requester", "kind", "channel", "tag", "vip")


def read(text: str, names: tuple[str, ...] = OF_ROWS) -> Condition:
    """Read a condition on these fields of a ticket; raises ConditionError."""
    known = ticket_fields()
    fields = {name: known[name].field for name in names if name in known}
    return conditions.parse(text, fields, allow_words=False)


def read_kept(text: str, names: tuple[str, ...] = OF_ROWS) -> Condition | None:
    """Read a condition that was checked when it was saved; None when a field is gone since."""
    try:
        return read(text, names)
    except ConditionError:
        return None


class NotACondition(ValueError):
    """The text is none that a row may have; it says where and how to mend it."""


def read_checked(text: str) -> Condition:
    """Read the condition of a row that somebody wrote; raises NotACondition."""
    try:
        return read(text)
    except ConditionError as error:
        word = next((name for name in COLUMNS if f"`{name}`" in error.message), "")
        if word:
            raise NotACondition(str(COLUMNS[word])) from error
        raise NotACondition(str(error)) from error


COLUMNS = {
    "priority": _("Priority is a column of the table: leave a level empty to promise nothing."),
    "band": _("The hours are columns of the table: set the target after hours there."),
}


def matches(condition: Condition, ticket: Ticket) -> bool:
    return conditions.evaluate(condition, _facts(condition, ticket), at=_at(ticket))


def why(condition: Condition, ticket: Ticket) -> list[str]:
    """Say in sentences why it matches; nothing for a condition without terms."""
    return conditions.explain(condition, _facts(condition, ticket), at=_at(ticket))


def _facts(condition: Condition, ticket: Ticket) -> dict:
    fields = ticket_fields()
    return {name: fields[name].fact(ticket, STRANGER) for name in conditions.fields_of(condition)}


def _at(ticket: Ticket) -> datetime:
    return ticket.received_at
