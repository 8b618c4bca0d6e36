"""A row of the list beside a ticket, put together as text as the cells of a table are: forty of
them would be a fourth of what the page costs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.html import conditional_escape as escaped
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from deskhand.web import marks
from deskhand.web.console.cells import present_mark, progress_mark


def beside_row(row: Mapping[str, Any], *, at: datetime, current: int | None) -> SafeString:
    """Draw a row; the one of the ticket `current` is marked as such."""
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
    ends = (
        f"{marks.chip_at(row['clock'], at=at)}{marks.avatar(one.assignee, 'agent', size='small')}"
    )
    second = (
        f"{_draft(row)}{present_mark(row)}"
        f'<span class="row-org">{_word(one.organization)}</span>'
        f'<span class="row-state">{progress_mark(row)}{ends}</span>'
    )
    return mark_safe(  # noqa: S308 - each part escapes what it shows
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
