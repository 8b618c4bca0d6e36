"""The post office as people look after it: mailboxes, their health, and all letters by state."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor, system
from deskhand.mail.models import Letter, Mailbox, OutgoingLetter
from deskhand.provider import secrets

SETUP = system("setup")
# What a mailbox signs in with; kept sealed, each under its name.
KEYS = ("password", "client_secret", "refresh_token", "provider_key")
# Twice the longest time between two visits to a mailbox, and some more.
SILENT_AFTER = timedelta(minutes=5)


def mailboxes() -> QuerySet[Mailbox]:
    """All mailboxes, resting ones included; with `holds_up`, whether letters of theirs cannot
    leave."""
    theirs = held_up().filter(mailbox=OuterRef("pk"))
    return Mailbox.objects.select_related("team").annotate(holds_up=Exists(theirs))


@transaction.atomic
def save_mailbox(
    mailbox: Mailbox,
    *,
    password: str = "",
    keys: Mapping[str, str] | None = None,
    forgets: Collection[str] = (),
    by: Actor | None = None,
    at: datetime,
) -> Mailbox:
    """Save a mailbox, and its password and other `keys` (by their names in KEYS) where given;
    what it `forgets` is kept no longer.

    The first one becomes the default. What it signs in with is forgotten when a server changes
    and is not given anew: it must not be shown to another server. Another folder or server is
    read from its beginning.
    """
    before = Mailbox.objects.filter(pk=mailbox.pk).first() if mailbox.pk else None
    mailbox.email = mailbox.email.strip().lower()
    others = Mailbox.objects.exclude(pk=mailbox.pk).filter(is_default=True)
    if mailbox.is_default:
        others.update(is_default=False)
    elif not others.exists():
        mailbox.is_default = True
    if before is not None and _place(before) != _place(mailbox):
        mailbox.uid_validity, mailbox.last_uid, mailbox.cursor = None, 0, ""
        mailbox.checked_at, mailbox.succeeded_at = None, None
        mailbox.failing_since, mailbox.last_error = None, ""
    given = {"password": password, **(keys or {})}
    if any(given.values()) or forgets:
        mailbox.keyed_at = at
    mailbox.save()
    for what in KEYS:
        if given.get(what):
            secrets.store(secret_name(mailbox, what), given[what], by=by or SETUP, at=at)
        elif what in forgets or _moves(before, mailbox, what):
            secrets.forget(secret_name(mailbox, what), by=by or SETUP, at=at)
    return mailbox


def secret_name(mailbox: Mailbox, what: str = "password") -> str:
    """Under which name one of the KEYS of a mailbox is kept."""
    return f"mailbox:{mailbox.pk}:{what}"


def has_consent(mailbox: Mailbox) -> bool:
    """Whether a person's consent (a refresh token) is kept for the mailbox."""
    return secrets.fetch(secret_name(mailbox, "refresh_token")) is not None


def health_words(mailbox: Mailbox, at: datetime | None = None) -> str:
    """Say in a few words how fetching goes; with `at`, also whether it has fallen silent."""
    if not mailbox.is_active:
        return _("Resting")
    if mailbox.fetches and mailbox.last_error:
        return mailbox.last_error
    if getattr(mailbox, "holds_up", False):
        return _("Letters cannot leave")
    if not mailbox.fetches:
        return _("Takes what is delivered")
    if mailbox.checked_at is None:
        return _("Not visited yet")
    if at is not None and _is_silent(mailbox, at):
        return _("Silent: not visited for too long")
    return _("Works")


def silent_mailboxes(*, at: datetime) -> list[Mailbox]:
    """Return the mailboxes whose letters have not been fetched for too long."""
    rows = Mailbox.objects.filter(is_active=True, fetches=True)
    return [mailbox for mailbox in rows if _is_silent(mailbox, at)]


def sent_letters(state: str = "") -> QuerySet[OutgoingLetter]:
    """Letters that go out, newest first; of one state where it is given."""
    rows = OutgoingLetter.objects.select_related("mailbox").order_by("-written_at", "-pk")
    return rows.filter(state=state) if state else rows


def held_up() -> QuerySet[OutgoingLetter]:
    """Letters that could not leave when they were tried, and are tried again."""
    tried = OutgoingLetter.objects.filter(state=OutgoingLetter.State.WAITING, attempts__gt=0)
    return tried.exclude(last_error="")


def sent_letter(pk: int) -> OutgoingLetter | None:
    return OutgoingLetter.objects.select_related("mailbox", "raw").filter(pk=pk).first()


def incoming_letters(state: str = "") -> QuerySet[Letter]:
    """Letters that came, newest first; of one state where it is given."""
    rows = Letter.objects.select_related("mailbox").order_by("-received_at", "-pk")
    return rows.filter(state=state) if state else rows


def incoming_letter(pk: int) -> Letter | None:
    """One letter, with the deliveries in which it was seen."""
    rows = Letter.objects.select_related("mailbox", "raw").prefetch_related("sightings__mailbox")
    return rows.filter(pk=pk).first()


def parked_counts() -> dict[str, int]:
    """How many letters wait for somebody to look: in quarantine, failed, held up, parked."""
    states = OutgoingLetter.State
    return {
        "quarantined": Letter.objects.filter(state=Letter.State.QUARANTINED).count(),
        "failed": OutgoingLetter.objects.filter(state=states.FAILED).count(),
        "held_up": held_up().count(),
        "parked": OutgoingLetter.objects.filter(state=states.PARKED).count(),
    }


def letters_of_thread(thread: str) -> QuerySet[OutgoingLetter]:
    """The letters that went out for one matter, oldest first."""
    return OutgoingLetter.objects.filter(thread=thread).order_by("pk")


def waiting_copies(thread: str, *, to: str) -> list[OutgoingLetter]:
    """The copies for one reader that have not left yet."""
    states = (OutgoingLetter.State.WAITING, OutgoingLetter.State.KEPT)
    rows = letters_of_thread(thread).filter(copy_of__isnull=False, state__in=states)
    return [letter for letter in rows if letter.recipients == [to]]


def _is_silent(mailbox: Mailbox, at: datetime) -> bool:
    # A mailbox that was just set up is not silent yet: its first visit tells.
    last = mailbox.succeeded_at
    if last is None:
        return mailbox.checked_at is not None
    return at - last > SILENT_AFTER


def _place(mailbox: Mailbox) -> tuple[str, ...]:
    place = mailbox.way, mailbox.host.lower(), mailbox.user_name, mailbox.folder
    return *place, str(mailbox.begins_on)


def _moves(before: Mailbox | None, mailbox: Mailbox, what: str) -> bool:
    return before is not None and _servers(before, what) != _servers(mailbox, what)


def _servers(mailbox: Mailbox, what: str) -> tuple[str, ...]:
    """To whom one of the KEYS is shown."""
    if what == "provider_key":
        return mailbox.provider, mailbox.provider_settings
    whose = "" if what == "password" else mailbox.sign_in
    return mailbox.host.lower(), mailbox.smtp_host.lower(), whose
