"""Marks that stand in page after page, drawn as HTML: icons, chips, statuses, avatars, instants."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from deskhand.catalog.spoken import spoken
from deskhand.web import promises
from deskhand.web.escaping import escaped
from deskhand.web.now import Now

BARS = mark_safe(
    '<svg viewBox="0 0 14 12" aria-hidden="true"><rect y="8" width="2.6" height="4" rx=".5"/>'
    '<rect x="3.8" y="5.5" width="2.6" height="6.5" rx=".5"/>'
    '<rect x="7.6" y="2.8" width="2.6" height="9.2" rx=".5"/>'
    '<rect x="11.4" width="2.6" height="12" rx=".5"/></svg>'
)
DIAL = (
    '<svg class="dial" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="4.5"/>'
    '<circle cx="7" cy="7" r="4.5" pathLength="100" stroke-dasharray="%d 100"/></svg>'
)
CHIP_ICONS = {
    "late": "triangle-alert",
    "missed": "clock-alert",
    "paused": "pause",
    "waiting": "hourglass",
    "met": "check",
    "none": "minus",
}


def icon(name: str, label: str = "", *, size: int = 16) -> SafeString:
    """Draw an icon; with a label it speaks for itself, without one it is hidden from readers."""
    return _icon(str(name), str(label), size)


@lru_cache(maxsize=512)
def _icon(name: str, label: str, size: int) -> SafeString:
    more = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    if size != 16:
        more["data_size"] = str(size)
    return SafeString(lucide(name, size=size, **{"class": "icon"}, **more))


def chip_at(clock: Any, label: str = "", *, at: datetime) -> SafeString:
    """Draw the promise chip of a clock as it is at an instant."""
    return chip(clock, Now.of(at), label)


def chip(clock: Any, now: Now, label: str = "") -> SafeString:
    told = promises.chip_now(clock, now)
    mark = DIAL % told.left if told.left is not None else icon(CHIP_ICONS.get(told.state, "clock"))
    named = f'<span class="visually-hidden">{escaped(label)}: </span>' if label else ""
    return SafeString(
        f'<span class="chip" data-state="{told.state}" title="{escaped(told.title)}"'
        f"{_ticking(told)}>{mark}<span>{named}<span>{escaped(told.words)}</span></span></span>"
    )


def _ticking(told: promises.Chip) -> str:
    """By when a chip changes by itself, for the script that lets it."""
    if told.due_at is None:
        return ""
    instants = (("due", told.due_at), ("warn", told.warn_at), ("alarm", told.alarm_at))
    return "".join(
        f' data-{name}="{int(at.timestamp())}"' for name, at in instants if at is not None
    )


def status(shown: Any, name: str = "") -> SafeString:
    """Draw a status: its word with the dot of its category."""
    return _status(str(shown.category), spoken(name or shown.name))


# The same few marks stand in every row of every list: each is put together once.
@lru_cache(maxsize=512)
def _status(category: str, word: str) -> SafeString:
    return format_html('<span class="status" data-category="{}">{}</span>', category, word)


def priority(shown: Any, *, is_short: bool = False) -> SafeString:
    """Draw a priority: bars and its word; short for narrow places, where the word is spoken."""
    return _priority(min(int(shown.level), 5), str(shown), is_short, get_language())


@lru_cache(maxsize=512)
def _priority(level: int, word: str, is_short: bool, _language: str | None) -> SafeString:
    title = _("Priority %(name)s") % {"name": word}
    return format_html(
        '<span class="priority{}" data-level="{}" title="{}">{}<span class="{}">{}</span></span>',
        " row-mark" if is_short else "",
        level,
        title,
        BARS,
        "visually-hidden" if is_short else "word",
        word,
    )


def avatar(who: Any, kind: str = "", *, size: str = "") -> SafeString:
    """Draw initials; nobody is a dashed ring."""
    if not who:
        return _nobody(size, get_language())
    return _avatar(str(who), kind, size)


@lru_cache(maxsize=64)
def _nobody(size: str, _language: str | None) -> SafeString:
    return _initialled(_("Nobody assigned"), "–", "none", size)


@lru_cache(maxsize=4096)
def _avatar(name: str, kind: str, size: str) -> SafeString:
    return _initialled(name, initials(name), kind, size)


def _initialled(name: str, letters: str, kind: str, size: str) -> SafeString:
    return format_html(
        '<span class="avatar" data-kind="{}" data-size="{}" role="img" aria-label="{}" '
        'title="{}">{}</span>',
        kind,
        size,
        name,
        name,
        letters,
    )


def moment_at(when: datetime | None, *, at: datetime) -> SafeString:
    """Draw an instant as it is said at another."""
    return moment(when, Now.of(at))


def moment(when: datetime | None, now: Now) -> SafeString:
    if when is None:
        return SafeString("")
    exact, words = escaped(now.exact_words(when)), escaped(now.moment_words(when))
    return SafeString(f'<time datetime="{when.isoformat()}" title="{exact}">{words}</time>')


def initials(name: Any) -> str:
    """Return the first letters of the first and the last word."""
    words = str(name).replace("@", " ").split()
    ends = [words[0], words[-1]] if len(words) > 1 else words[:1]
    return "".join(word[0] for word in ends).upper()
