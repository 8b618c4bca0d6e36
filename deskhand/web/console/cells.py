"""The columns that a list of tickets may have: their names, how they are sorted, and their cells.

Cells are put together as text: fifty rows of them are most of what a page of a queue costs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.catalog.models import Category
from deskhand.sla.reading import is_owed
from deskhand.tickets.grouping import Group
from deskhand.tickets.models import Ticket
from deskhand.web import marks
from deskhand.web.escaping import escaped
from deskhand.web.now import Now

Row = Mapping[str, Any]
Cell = Callable[[Row, Now], str]
WIDTHS = ("s", "m", "l")
USUAL = "priority,subject,who,org,status,promise,agent,received,number"
OF_MINE = "priority,subject,why,org,promise,status,received,number"

OF_SNOOZED = "priority,subject,snoozed,who,org,promise,agent,number"


@dataclass(frozen=True, slots=True)
class Column:
    """`order` sorts by it, `back` the other way round; without one it cannot be sorted by."""

    label: str | Promise
    cell: Cell
    order: str = ""
    back: str = ""
    dress: str = ""
    is_numeric: bool = False
    is_silent: bool = False


class Shown(NamedTuple):
    """A column of a list, and how wide it may be; empty for as wide as usual."""

    name: str
    column: Column
    width: str = ""


def columns_of(text: str) -> list[Shown]:
    """Return the columns that a text names, such as `priority,subject,org:l`; what it does not
    know it leaves out. The subject is always among them."""
    found: dict[str, Shown] = {}
    for word in text.split(","):
        name, _sign, width = word.strip().partition(":")
        if name in COLUMNS:
            found.setdefault(name, Shown(name, COLUMNS[name], width if width in WIDTHS else ""))
    if "subject" not in found:
        return [Shown("subject", COLUMNS["subject"]), *found.values()]
    return list(found.values())


def text_of(columns: Sequence[Shown]) -> str:
    """Return the columns as the address and saved views have them."""
    return ",".join(f"{one.name}:{one.width}" if one.width else one.name for one in columns)


def rows_html(
    rows: Iterable[Row], columns: Sequence[Shown], now: Now, *, may_select: bool = False
) -> SafeString:
    """Draw the rows of a table, each group of them under its heading."""
    drawn = (
        f"\n    {_heading(row.get('group'), row['ticket'].pk)}\n    "
        f"{_row(row, columns, now, may_select)}\n  "
        for row in rows
    )
    return mark_safe("".join(drawn))  # noqa: S308 - each cell escapes what it shows


def _heading(group: Group | None, number: int) -> str:
    if group is None:
        return ""
    count = f"{group.count}{'+' if group.is_cut else ''}"
    words = f'{escaped(group.words)} <span class="count">{count}</span>'
    heading = f'<th scope="rowgroup" colspan="20">{words}</th>'
    return f'<tr class="group-row" id="group-{number}">{heading}</tr>'


def _row(row: Row, columns: Sequence[Shown], now: Now, may_select: bool) -> str:
    """A row with its cells, after the box that selects it."""
    number = row["ticket"].pk
    drawn = [
        f'<td data-cell="{name}"{_DRESS[name]}{_width(width)}>{column.cell(row, now)}</td>'
        for name, column, width in columns
    ]
    if may_select:
        drawn.insert(0, _box(number, now.language))
    unread = " data-unread" if row["is_unread"] else ""
    return f'<tr id="row-{number}"{unread}>{"".join(drawn)}</tr>'


def _box(number: int, language: str | None) -> str:
    label = escaped(_said(language).select % {"number": number})
    return (
        '<td data-cell="check"><input class="row-check" type="checkbox" form="bulk" name="ticket" '
        f'value="{number}" aria-label="{label}"></td>'
    )


class _Words(NamedTuple):
    """What rows say again and again, in one language."""

    select: str
    unread: str


@lru_cache(maxsize=16)
def _said(_language: str | None) -> _Words:
    """The words of the language that is active, which is this one."""
    return _Words(select=_("Select #%(number)d"), unread=_("Unread:"))


def _width(width: str) -> str:
    return f' data-width="{width}"' if width else ""


def _text(value: Any) -> str:
    return escaped(value) if value else ""


def _subject(row: Row, now: Now) -> str:
    ticket = row["ticket"]
    unread = ""
    if row["is_unread"]:
        unread = f'<span class="visually-hidden">{escaped(_said(now.language).unread)} </span>'
    subject = escaped(ticket.subject or _("(no subject)"))
    link = f'<a href="/desk/tickets/{ticket.pk}/" data-row-link>{subject}</a>'
    return f"{unread}{present_mark(row)} {_emergency(ticket)}{link}{_marks(row)}"


def _emergency(ticket: Ticket) -> str:
    """Before the subject, so that no long one cuts it off."""
    if not ticket.is_emergency:
        return ""
    words = escaped(_("Emergency"))
    return f'<span class="badge" data-tone="danger">{marks.icon("siren")}{words}</span> '


def present_mark(row: Row) -> str:
    """Who else is on the ticket; the page keeps it up to date."""
    number = row["ticket"].pk
    address = f"/desk/tickets/{number}/presence/?short=1"
    inside = render_to_string("console/_present_mark.html", row) if row["present"] else ""
    return f'<span class="row-present" data-present="{number}" data-url="{address}">{inside}</span>'


def _marks(row: Row) -> str:
    found = ""
    if row["has_draft"]:
        found += _mark(_("You have a draft"), marks.icon("pencil", _("Draft")))
    if row["ticket"].snoozed_until is not None:
        found += _mark(_("Snoozed"), marks.icon("alarm-clock", _("Snoozed")))
    return found + progress_mark(row)


def progress_mark(row: Row) -> str:
    """How far the tasks are, where there are any."""
    progress = row["progress"]
    if not progress:
        return ""
    told = {"done": progress.done, "count": progress.count}
    words = f"{progress.done}/{progress.count}"
    return _mark(_("%(done)d of %(count)d tasks done") % told, marks.icon("list-checks") + words)


def _mark(title: str, mark: str) -> str:
    return f' <span class="summary-mark" title="{escaped(title)}">{mark}</span>'


def _why(row: Row, now: Now) -> str:
    return escaped(why_words(row, at=now.at))


def why_words(row: Row, *, at: datetime) -> str:
    """Say why a ticket stands where it does among one's own work."""
    clock, ticket = row["clock"], row["ticket"]
    if clock is None or not is_owed(clock) or clock.due_at is None:
        if ticket.category == Category.NEW or ticket.awaits_agent:
            return _("The requester waits")
        return str(Category(ticket.category).label)
    promise = {"promise": clock.get_kind_display()}
    if clock.due_at < at:
        return _("%(promise)s is late") % promise
    return _("%(promise)s is due next") % promise


def _moment(name: str) -> Cell:
    def cell(row: Row, now: Now) -> str:
        return marks.moment(getattr(row["ticket"], name), now)

    return cell


def _snoozed(row: Row, now: Now) -> str:
    ticket = row["ticket"]
    if ticket.snoozed_until is None:
        return ""
    if ticket.wakes_at is None:
        return escaped(_("a reply"))
    return marks.moment(ticket.wakes_at, now)


def _of_ticket(name: str) -> Cell:
    return lambda row, now: _text(getattr(row["ticket"], name))


def _label_of(name: str) -> Cell:
    return lambda row, now: escaped(getattr(row["ticket"], f"get_{name}_display")())


COLUMNS: dict[str, Column] = {
    "priority": Column(
        gettext_lazy("Priority"),
        lambda row, now: marks.priority(row["ticket"].priority),
        "priority",
        "-priority,received",
    ),
    "subject": Column(gettext_lazy("Subject"), _subject, dress="wide"),
    "why": Column(gettext_lazy("Why here"), _why, dress="clip"),
    "who": Column(gettext_lazy("Requester"), _of_ticket("requester"), dress="clip"),
    "org": Column(gettext_lazy("Client"), _of_ticket("organization"), dress="clip"),
    "status": Column(gettext_lazy("Status"), lambda row, now: marks.status(row["ticket"].status)),
    "promise": Column(
        gettext_lazy("Promise"), lambda row, now: marks.chip(row["clock"], now), "due"
    ),
    "agent": Column(
        gettext_lazy("Assignee"),
        lambda row, now: marks.avatar(row["ticket"].assignee, "agent", size="small"),
        is_silent=True,
    ),
    "snoozed": Column(gettext_lazy("Snoozed until"), _snoozed),
    "team": Column(gettext_lazy("Team"), _of_ticket("team"), dress="clip"),
    "kind": Column(gettext_lazy("Type"), _label_of("kind")),
    "channel": Column(gettext_lazy("Channel"), _label_of("channel")),
    "tier": Column(gettext_lazy("Tier"), lambda row, now: str(row["ticket"].tier), is_numeric=True),
    "tags": Column(
        gettext_lazy("Tags"), lambda row, now: escaped(", ".join(row["ticket"].tags)), dress="clip"
    ),
    "received": Column(
        gettext_lazy("Received"), _moment("received_at"), "newest", "oldest", is_numeric=True
    ),
    "updated": Column(
        gettext_lazy("Last change"), _moment("updated_at"), "-updated", "updated", is_numeric=True
    ),
    "number": Column(
        gettext_lazy("Number"),
        lambda row, now: str(row["ticket"].pk),
        "-number",
        "number",
        is_numeric=True,
    ),
}
_DRESS = {
    name: (f' class="{column.dress}"' if column.dress else "")
    + (" data-numeric" if column.is_numeric else "")
    for name, column in COLUMNS.items()
}
