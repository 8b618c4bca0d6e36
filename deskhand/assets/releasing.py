"""A release is drafted, gets its files, is published and perhaps withdrawn.

What was published stays as it is, its date above all: who is entitled rests on it. What was wrong
is withdrawn, and comes again under another number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from deskhand.assets.events import ReleaseChanged
from deskhand.assets.models import Product, Release, ReleaseFile
from deskhand.files.models import Blob
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.zones import zone_of
from deskhand.rules.maintenance import State

MOST_FILES = 20
# What programs come as. Whatever a browser would run or show as a page is not among them.
ENDINGS = frozenset(
    "7z apk appimage asc bin bz2 cab conf csv deb dmg exe gz img iso jar json log md msi msix pdf "
    "pkg ps1 py rpm run sh sha256 sig sql tar tgz txt war whl xml xz yaml yml zip zst".split()
)


class ReleaseRefused(ValueError):
    """What was given does not fit; `field` names it, empty for the whole."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """What a release shall be."""

    number: str
    kind: str
    released_on: date
    notes: str = ""


@transaction.atomic
def begin(product: Product, draft: ReleaseDraft, *, by: Actor, at: datetime) -> Release:
    """Draft a release; raises ReleaseRefused."""
    # Locked, so that of two with one number the second is refused in words.
    product = Product.objects.select_for_update().get(pk=product.pk)
    if product.archived_at is not None:
        raise ReleaseRefused("", _("This product is put away. Take it back in Setup first."))
    _check(product, draft)
    release = Release(product=product, made_at=at, made_by=by.name)
    _fill(release, draft)
    release.save()
    _note(release, "made", by=by, at=at)
    return release


@transaction.atomic
def rewrite(release: Release, draft: ReleaseDraft, *, by: Actor, at: datetime) -> Release:
    """Let a draft say something else; raises ReleaseRefused."""
    Product.objects.select_for_update().get(pk=release.product_id)
    release = _drafted(release)
    _check(release.product, draft, other_than=release.pk)
    _fill(release, draft)
    release.save()
    _note(release, "changed", by=by, at=at)
    return release


@transaction.atomic
def forget(release: Release, *, by: Actor, at: datetime) -> None:
    """Throw a draft away; raises ReleaseRefused."""
    release = _drafted(release)
    _note(release, "forgotten", by=by, at=at)
    release.delete()


@transaction.atomic
def attach_all(
    release: Release, files: Iterable[tuple[str, Blob]], *, by: Actor, at: datetime
) -> list[ReleaseFile]:
    """Add files under their names to a draft, all or none; raises ReleaseRefused."""
    release = _drafted(release)
    made = [_attached(release, blob, name, by=by, at=at) for name, blob in files]
    _note(release, "attached", by=by, at=at)
    return made


def _attached(
    release: Release, blob: Blob, filename: str, *, by: Actor, at: datetime
) -> ReleaseFile:
    check_file(filename, blob.size)
    if release.files.count() >= MOST_FILES:
        raise ReleaseRefused("files", _("At most twenty files. Take one away first."))
    if release.files.filter(filename=filename).exists():
        words = _("There is a file “%(name)s” already. Take it away first.")
        raise ReleaseRefused("files", words % {"name": filename})
    return ReleaseFile.objects.create(
        release=release, blob=blob, filename=filename[:255], added_at=at, added_by=by.name
    )


def check_file(filename: str, size: int) -> None:
    """Raise ReleaseRefused for what is empty or of a kind that is not handed out."""
    if not size:
        raise ReleaseRefused("files", _("“%(name)s” is empty.") % {"name": filename})
    if filename.rpartition(".")[2].lower() not in ENDINGS or "." not in filename:
        words = _("“%(name)s” is of a kind that is not handed out. Put it into a ZIP archive.")
        raise ReleaseRefused("files", words % {"name": filename})


@transaction.atomic
def detach(release: Release, file_id: int, *, by: Actor, at: datetime) -> bool:
    """Take a file off a draft; False where it has none such. Raises ReleaseRefused."""
    release = _drafted(release)
    _note(release, "detached", by=by, at=at)
    return bool(release.files.filter(pk=file_id).delete()[0])


@transaction.atomic
def publish(release: Release, *, by: Actor, at: datetime) -> Release:
    """Publish a draft on the day of its release or later. Raises ReleaseRefused."""
    release = _drafted(release)
    if release.released_on > today(at):
        day = formats.date_format(release.released_on, "j F Y")
        words = _("It comes out on %(day)s. Publish it on that day, or give it another date.")
        raise ReleaseRefused("released_on", words % {"day": day})
    release.state = State.PUBLISHED.value
    release.published_at, release.published_by = at, by.name
    release.save(update_fields=["state", "published_at", "published_by"])
    _note(release, "published", by=by, at=at)
    return release


@transaction.atomic
def withdraw(release: Release, why: str, *, by: Actor, at: datetime) -> Release:
    """Take a published release back: whoever has not obtained it gets it no more. Raises
    ReleaseRefused."""
    release = _locked(release)
    if not release.is_published:
        raise ReleaseRefused("", _("Only what is published is withdrawn."))
    if not why.strip():
        raise ReleaseRefused("why", _("Say why: clients who wait for it read this."))
    release.state = State.WITHDRAWN.value
    release.withdrawn_at, release.withdrawn_by = at, by.name
    release.withdrawn_why = why.strip()[:300]
    release.save(update_fields=["state", "withdrawn_at", "withdrawn_by", "withdrawn_why"])
    _note(release, "withdrawn", by=by, at=at)
    return release


def today(at: datetime) -> date:
    """The day by the firm's own clock, which dates releases."""
    return at.astimezone(zone_of(None, None)).date()


def _locked(release: Release) -> Release:
    rows = Release.objects.select_for_update(of=("self",)).select_related("product")
    found: Release | None = rows.filter(pk=release.pk).first()
    if found is None:
        raise ReleaseRefused("", _("This draft was thrown away meanwhile."))
    return found


def need_draft(release: Release) -> None:
    """Raise ReleaseRefused for what is a draft no more."""
    if not release.is_draft:
        words = _("What was published stays as it is. Withdraw it, and release another number.")
        raise ReleaseRefused("", words)


def _drafted(release: Release) -> Release:
    release = _locked(release)
    need_draft(release)
    return release


def _check(product: Product, draft: ReleaseDraft, *, other_than: int = 0) -> None:
    number = draft.number.strip()
    if not number:
        raise ReleaseRefused("number", _("Which number does it have?"))
    if product.releases.filter(number__iexact=number).exclude(pk=other_than).exists():
        words = _("%(product)s has a release %(number)s already.")
        raise ReleaseRefused("number", words % {"product": product, "number": number})


def _fill(release: Release, draft: ReleaseDraft) -> None:
    release.number = draft.number.strip()[:40]
    release.kind = draft.kind
    release.released_on = draft.released_on
    release.notes = draft.notes.strip()


def _note(release: Release, act: str, *, by: Actor, at: datetime) -> None:
    told = ReleaseChanged(release=release.pk, product=release.product_id, act=act)
    record(told, by=by, at=at)
