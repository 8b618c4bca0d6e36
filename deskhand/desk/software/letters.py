"""Letters about a release, each in its reader's language, written once for each client."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.contracts.events import ReleaseTold
from deskhand.contracts.models import ReleaseLetter, ReleaseNotice
from deskhand.contracts.software.reading import entitlement_of
from deskhand.contracts.software.wording import reason
from deskhand.desk.branding import brand_of
from deskhand.desk.story import story
from deskhand.journal.actor import system
from deskhand.journal.record import record
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, write
from deskhand.people.languages import language_of
from deskhand.people.models import Person
from deskhand.people.reading import software_contacts
from deskhand.provider.firm import current
from deskhand.rules.maintenance import Entitlement
from deskhand.tickets.markup import html_of, letter_text_of

KIND = "release"
WRITING = system("releases")


def write_all(release_id: int, *, at: datetime) -> None:
    """Write the letters of the notices that were asked for."""
    waiting = ReleaseNotice.objects.filter(release=release_id, written_at=None).order_by("pk")
    for pk in waiting.values_list("pk", flat=True):
        write_notice(pk, at=at)


@story
def write_notice(pk: int, *, at: datetime) -> int:
    """Write to who gets the software of a client; returns to how many. Nobody is written to twice,
    nor of what was withdrawn meanwhile."""
    rows = ReleaseNotice.objects.select_for_update(of=("self",))
    notice = rows.select_related("release__product", "organization").get(pk=pk)
    if notice.written_at is not None:
        return 0
    told = entitlement_of(notice.organization_id, notice.release)
    count = 0
    if notice.release.is_published and told.is_entitled == (notice.kind == notice.Kind.ENTITLED):
        people = software_contacts([notice.organization_id]).get(notice.organization_id, [])
        count = sum(_write(notice, person, told, at=at) for person in people)
    notice.written_at = at
    notice.save(update_fields=["written_at"])
    event = ReleaseTold(
        release=notice.release_id,
        kind=notice.kind,
        count=count,
        organization=notice.organization_id,
    )
    record(event, by=WRITING, at=at)
    return count


def _write(notice: ReleaseNotice, person: Person, told: Entitlement, *, at: datetime) -> bool:
    if not can_be_written_to(person.main_address):
        return False
    draft = _draft(notice, person, told)
    outgoing = write(draft, at=at)
    ReleaseLetter.objects.create(notice=notice, person=person, name=str(person), outgoing=outgoing)
    return True


def _draft(notice: ReleaseNotice, person: Person, told: Entitlement) -> Draft:
    brand = brand_of(notice.organization)
    with translation.override(language_of(person, notice.organization)):
        words = _words(notice, person, told) | {"firm": current(), "brand": brand}
        return Draft(
            kind=KIND,
            to=[person.main_address],
            subject=_subject(notice),
            text=render_to_string("mail/release.txt", words),
            html=render_to_string("mail/release.html", words),
            enclosures=brand.enclosures,
        )


def _words(notice: ReleaseNotice, person: Person, told: Entitlement) -> dict[str, Any]:
    release = notice.release
    return {
        "release": release,
        "person": person,
        "is_entitled": notice.kind == notice.Kind.ENTITLED,
        "reason": reason(told, release),
        "notes": letter_text_of(release.notes),
        "notes_html": html_of(release.notes),
        "url": f"{settings.DESKHAND_URL}/software/",
    }


def _subject(notice: ReleaseNotice) -> str:
    words = (
        _("%(release)s is here")
        if notice.kind == notice.Kind.ENTITLED
        else _("%(release)s is out: your maintenance has ended")
    )
    return words % {"release": notice.release}
