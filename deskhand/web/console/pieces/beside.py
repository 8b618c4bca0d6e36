"""A row of the list beside a ticket, put together as text as the cells of a table are: forty of
them would be a fourth of what the page costs."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from deskhand.web import marks
from deskhand.web.console.cells import present_mark, progress_mark
from deskhand.web.escaping import escaped
from deskhand.web.now import Now


def rows_html(rows: Iterable[Mapping[str, Any]], now: Now, *, current: int | None) -> SafeString:
    """Draw the rows; the one of the ticket `current` is marked as such."""
    drawn = "".join(_row(row, now, current) for row in rows)
    return mark_safe(drawn)  # noqa: S308 - each part escapes what it shows


def _row(row: Mapping[str, Any], now: Now, current: int | None) -> str:
    one, unread, state = row["ticket"], "", ""
    if one.pk == current:
        state = ' aria-current="true"'
    elif row["is_unread"]:
        state = " data-unread"
    if row["is_unread"]:
        unread = f'<span class="visually-hidden">{escaped(_("Unread:"))} </span>'
    subject = escaped(one.subject or _("(no subject)"))
    link = (
        f'<a class="row-subject" href="/desk/tickets/{one.pk}/" data-row-link>{unread}{subject}</a>'
    )
    who = f'<span class="row-who">{_word(one.requester)}</span>'
    first = f"{marks.priority(one.priority, is_short=True)}{link}{who}"
    ends = f"{marks.chip(row['clock'], now)}{marks.avatar(one.assignee, 'agent', size='small')}"
    second = (
        f"{_draft(row)}{present_mark(row)}"
        f'<span class="row-org">{_word(one.organization)}</span>'
        f'<span class="row-state">{progress_mark(row)}{ends}</span>'
    )
    return (
        f'<li class="row" id="beside-{one.pk}"{state}>'
        f'<div class="row-line">{first}</div><div class="row-line">{second}</div></li>'
    )


def _word(value: Any) -> str:
    return escaped(value) if value is not None else ""


def _draft(row: Mapping[str, Any]) -> str:
    if not row["has_draft"]:
        return '<span class="row-mark"></span>'
    title = escaped(_("You have a draft"))
    return f'<span class="row-mark" title="{title}">{marks.icon("pencil", _("Draft"))}</span>'
