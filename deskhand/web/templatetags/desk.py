"""Template tags of the desk: marks, instants and fields, each drawn the same everywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.forms import BoundField
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from deskhand.catalog.spoken import spoken
from deskhand.web import promises
from deskhand.web.marks import avatar, chip_at, icon, initials, moment_at, priority, status

register = template.Library()
for _tag in (icon, status, priority, avatar):
    register.simple_tag(_tag)
register.filter(initials)
register.filter(spoken)

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
    "call_tied": "phone-incoming",
    "approval": "file-check",
    "team_assigned": "users",
    "new_in_team": "inbox",
    "watched": "eye",
    "trouble": "triangle-alert",
}
CHECKS = frozenset({"checkbox", "checkboxselectmultiple", "radioselect"})
DASHES = "---------"


@register.simple_tag(takes_context=True)
def chip(context: Mapping[str, Any], clock: Any, label: str = "") -> SafeString:
    """Draw the promise chip of a clock (None: nothing was promised)."""
    return chip_at(clock, label, at=_at(context))


@register.simple_tag(takes_context=True)
def moment(context: Mapping[str, Any], when: datetime | None) -> SafeString:
    """Draw an instant: short words, the exact time and zone on hover and in the markup."""
    return moment_at(when, at=_at(context))


@register.filter
def exact(when: datetime) -> str:
    return promises.exact_words(when)


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
    drawn: str = field.as_widget(attrs=attrs)
    if kind == "select":
        # Django writes dashes where nothing is chosen.
        nothing = _("choose one") if field.field.required else _("none")
        drawn = drawn.replace(f">{DASHES}<", f">{escape(nothing)}<", 1)
    return SafeString(drawn)


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


@register.filter
def bulk_of(message: Any) -> str:
    """Return the id of the change to many tickets that can be undone, or an empty text."""
    return _tagged(message, "bulk:")


def _tagged(message: Any, mark: str) -> str:
    tags = str(message.extra_tags or "").split()
    return next((tag.removeprefix(mark) for tag in tags if tag.startswith(mark)), "")


@register.filter
def field_label(name: str) -> str:
    """The name of a field of a ticket, as people read it."""
    from deskhand.web.console.timeline import LABELS

    return str(LABELS.get(name, name))
