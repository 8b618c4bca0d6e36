"""What an administrator set for the notices of all: text messages, quotes, and how long they are
kept. What opens the gateway is sealed."""

from datetime import datetime

from django.db import transaction

from deskhand.jobs.memory import remembered
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.notices.models import Firm
from deskhand.provider import secrets
from deskhand.provider.events import SettingChanged

HEADERS, TOKEN = "notices:gateway headers", "notices:twilio token"


@remembered
def current() -> Firm:
    """Return what is set; before that an unsaved row with what is usual."""
    return Firm.objects.first() or Firm(pk=1)


def sends_pages() -> bool:
    """Whether text messages can go out at all."""
    return bool(current().way)


def headers() -> str:
    return secrets.fetch(HEADERS) or ""


def token() -> str:
    return secrets.fetch(TOKEN) or ""


@transaction.atomic
def save(firm: Firm, *, headers: str = "", token: str = "", by: Actor, at: datetime) -> None:
    """Keep what is set; an empty secret leaves the one that is kept, as long as it goes to the
    same place: it must not be shown to another host."""
    before, firm.pk = Firm.objects.first(), 1
    firm.save()
    has_other_host = before is not None and _place(before) != _place(firm)
    for name, value in ((HEADERS, headers), (TOKEN, token)):
        if value:
            secrets.store(name, value, by=by, at=at)
        elif has_other_host and name == HEADERS:
            secrets.forget(name, by=by, at=at)
    event = SettingChanged(what="notices", setting=1, act="changed" if before else "made")
    record(event, by=by, at=at)


def _place(firm: Firm) -> str:
    return firm.url.partition("://")[2].partition("/")[0].lower()
