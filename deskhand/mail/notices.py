"""Notices that nobody asked for: each bears a link by which its reader stops them for good.

An answer to what somebody asked himself is no notice, and always comes.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from deskhand.consents import links
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.mail.events import NoticesChosen
from deskhand.mail.mailboxes import plain
from deskhand.mail.models import AutomaticMail

NOTICES = "notices"
LASTS = timedelta(days=365)


def stop_address(token: str) -> str:
    """The address at which a link that stops letters is redeemed."""
    return f"{settings.DESKHAND_URL}/unsubscribe/{token}/"


@transaction.atomic
def stop_url(address: str, *, at: datetime) -> str:
    """Return where the reader of a notice says, without signing in, that he wants no more."""
    row, _is_new = AutomaticMail.objects.get_or_create(correspondent=plain(address))
    subject = f"correspondent:{row.pk}"
    token = links.make(NOTICES, subject, expires_at=at + LASTS, is_single_use=False, at=at)
    return stop_address(token)


def are_unwanted(address: str) -> bool:
    """Whether the correspondent has said that he wants no notices."""
    return AutomaticMail.objects.filter(
        correspondent=plain(address), wants_no_notices=True
    ).exists()


def correspondent_of(subject: str) -> AutomaticMail | None:
    """Return of whom a link speaks; None when he was forgotten since."""
    number = subject.removeprefix("correspondent:")
    return AutomaticMail.objects.filter(pk=number).first() if number.isdecimal() else None


@transaction.atomic
def choose(row: AutomaticMail, *, wanted: bool, by: Actor, at: datetime) -> None:
    """Note whether a correspondent wants notices; harmless when done twice."""
    rows = AutomaticMail.objects.filter(pk=row.pk).exclude(wants_no_notices=not wanted)
    if rows.update(wants_no_notices=not wanted):
        record(NoticesChosen(correspondent=row.pk, wanted=wanted), by=by, at=at)
