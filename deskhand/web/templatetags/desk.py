"""Template tags of the desk: marks, instants and fields, each drawn the same everywhere."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from deskhand.web import promises

register = template.Library()

BARS = mark_safe(
    '<svg viewBox="0 0 14 12" aria-hidden="true"><rect y="8" width="2.6" height="4" rx=".5"/>'
    '<rect x="3.8" y="5.5" width="2.6" height="6.5" rx=".5"/>'
    '<rect x="7.6" y="2.8" width="2.6" height="9.2" rx=".5"/>'
    '<rect x="11.4" width="2.6" height="12" rx=".5"/></svg>'
)
DIAL = (
    '<svg class="dial" viewBox="0 0 14 14" aria-hidden="true"><circle cx="7" cy="7" r="4.5"/>'
    '<circle cx="7" cy="7" r="4.5" pathLength="100" stroke-dasharray="{} 100"/></svg>'
)
CHIP_ICONS = {
    "late": "triangle-alert",
    "missed": "clock-alert",
    "paused": "pause",
    "waiting": "hourglass",
    "met": "check",
    "none": "minus",
}
PICTURES = {"image": "image", "text": "file-text", "audio": "audio-lines", "video": "film"}
# Each browser also claims to be those before it: the most special mark is asked first.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
NOTICES = {
    "mentioned": "at-sign",
    "assigned": "user-round-check",
    "requester_wrote": "message-square",
    "undelivered": "mail-x",
    "breached": "clock-alert",
    "near": "clock",
    "call_owed": "phone",
    "team_assigned": "users",
    "new_in_team": "inbox",
    "watched": "eye",
    "trouble": "triangle-alert",
}
CHECKS = frozenset({"checkbox", "checkboxselectmultiple", "radioselect"})


@register.simple_tag
def icon(name: str, label: str = "", *, size: int = 16) -> SafeString:
    """Draw an icon; with a label it speaks for itself, without one it is hidden from readers."""
    return _icon(str(name), str(label), size)


@lru_cache(maxsize=512)
def _icon(name: str, label: str, size: int) -> SafeString:
    more = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    if size != 16:
        more["data_size"] = str(size)
    return SafeString(lucide(name, size=size, **{"class": "icon"}, **more))


@register.simple_tag(takes_context=True)
def chip(context: Mapping[str, Any], clock: Any, label: str = "") -> SafeString:
    """Draw the promise chip of a clock (None: nothing was promised)."""
    told = promises.chip(clock, at=_at(context))
    mark = (
        format_html(DIAL, told.left)
        if told.left is not None
        else icon(CHIP_ICONS.get(told.state, "clock"))
    )
    spoken = format_html('<span class="visually-hidden">{}: </span>', label) if label else ""
    return format_html(
        '<span class="chip" data-state="{}" title="{}"{}>{}<span>{}<span>{}</span></span></span>',
        told.state,
        told.title,
        _ticking(told),
        mark,
        spoken,
        told.words,
    )


def _ticking(told: promises.Chip) -> SafeString:
    """By when a chip changes by itself, for the script that lets it."""
    instants = (("due", told.due_at), ("warn", told.warn_at), ("alarm", told.alarm_at))
    marks = ((name, int(at.timestamp())) for name, at in instants if at is not None)
    return format_html_join("", ' data-{}="{}"', marks)


@register.simple_tag
def status(shown: Any, name: str = "") -> SafeString:
    """Draw a status: its word with the dot of its category."""
    return _status(str(shown.category), str(name or shown.name))


# The same few marks stand in every row of every list: each is put together once.
@lru_cache(maxsize=512)
def _status(category: str, word: str) -> SafeString:
    return format_html('<span class="status" data-category="{}">{}</span>', category, word)


@register.simple_tag
def priority(shown: Any, *, is_short: bool = False) -> SafeString:
    """Draw a priority: bars and its word; short for narrow places, where the word is spoken."""
    title = _("Priority %(name)s") % {"name": shown}
    return _priority(min(int(shown.level), 5), str(shown), title, is_short)


@lru_cache(maxsize=512)
def _priority(level: int, word: str, title: str, is_short: bool) -> SafeString:
    return format_html(
        '<span class="priority{}" data-level="{}" title="{}">{}<span class="{}">{}</span></span>',
        " row-mark" if is_short else "",
        level,
        title,
        BARS,
        "visually-hidden" if is_short else "word",
        word,
    )


@register.simple_tag
def avatar(who: Any, kind: str = "", *, size: str = "") -> SafeString:
    """Draw initials; nobody is a dashed ring."""
    if not who:
        return _avatar(_("Nobody assigned"), "–", "none", size)
    return _avatar(str(who), initials(who), kind, size)


@lru_cache(maxsize=4096)
def _avatar(name: str, letters: str, kind: str, size: str) -> SafeString:
    return format_html(
        '<span class="avatar" data-kind="{}" data-size="{}" role="img" aria-label="{}" '
        'title="{}">{}</span>',
        kind,
        size,
        name,
        name,
        letters,
    )


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], when: datetime | None) -> SafeString:
    """Draw an instant: short words, the exact time and zone on hover and in the markup."""
    if when is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        when.isoformat(),
        promises.exact_words(when),
        promises.moment_words(when, at=_at(context)),
    )


@register.filter
def exact(when: datetime) -> str:
    return promises.exact_words(when)


@register.filter
def initials(name: Any) -> str:
    """Return the first letters of the first and the last word."""
    words = str(name).replace("@", " ").split()
    ends = [words[0], words[-1]] if len(words) > 1 else words[:1]
    return "".join(word[0] for word in ends).upper()


@register.filter
def device_words(agent: str) -> str:
    """Name the browser and the system of a User-Agent; its beginning where both are unknown."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or agent[:60]


@register.filter
def breaks(address: str) -> SafeString:
    """Let a long address break after its @, not within a word."""
    return format_html("{}@<wbr>{}", *address.split("@", 1)) if "@" in address else escape(address)


@register.filter
def size_words(size: int) -> str:
    return str(filesizeformat(size))


@register.filter
def file_icon(content_type: str) -> str:
    """Return the icon of a kind of file."""
    return PICTURES.get(str(content_type).partition("/")[0], "file")


@register.filter
def notice_icon(kind: str) -> str:
    """Return the icon of a kind of notice."""
    return NOTICES.get(str(kind), "bell")


@register.filter
def widget(field: BoundField) -> SafeString:
    """Render the control of a field in the house's dress."""
    kind = field.widget_type
    if kind in CHECKS:
        return SafeString(field.as_widget())
    dress = "select" if kind in {"select", "selectmultiple", "nullbooleanselect"} else "input"
    own = field.field.widget.attrs
    attrs: dict[str, str | bool] = {"class": f"{dress} {own.get('class', '')}".strip()}
    if _repeats_label(field, str(own.get("placeholder", ""))):
        attrs["placeholder"] = ""
    return SafeString(field.as_widget(attrs=attrs))


def _repeats_label(field: BoundField, placeholder: str) -> bool:
    """Whether a placeholder says no more than the label, as those of sign-in forms do."""
    first = placeholder.partition(" ")[0].casefold()
    return bool(first) and first in str(field.label).casefold()


@register.filter
def kind_of(field: BoundField) -> str:
    """Return check (one box), choices (several boxes), or line (all else)."""
    if field.widget_type == "checkbox":
        return "check"
    return "choices" if field.widget_type in CHECKS else "line"


def _at(context: Mapping[str, Any]) -> datetime:
    request = context.get("request")
    return getattr(request, "at", None) or timezone.now()


@register.filter
def undo_of(message: Any) -> str:
    """Return the id of the reply that this message lets one take back, or an empty text."""
    return _tagged(message, "undo:")


@register.filter
def undo_address_of(message: Any) -> str:
    """Return where what this message says is undone, or an empty text."""
    reply = _tagged(message, "undo:")
    return reverse("console:take_back", args=[reply]) if reply else _tagged(message, "undo-at:")


def _tagged(message: Any, begin: str) -> str:
    tags = str(message.extra_tags or "").split()
    return next((tag.removeprefix(begin) for tag in tags if tag.startswith(begin)), "")


@register.filter
def field_label(name: str) -> str:
    """The name of a field of a ticket, as people read it."""
    from deskhand.web.console.timeline import LABELS

    return str(LABELS.get(name, name))
