"""Clients are told of a release: the entitled that it is there, and if wanted the others how to
renew. Each client is told once, however often somebody presses the button."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.assets.access import need_releaser
from deskhand.assets.models import Release
from deskhand.assets.reading import releases_for
from deskhand.assets.releasing import ReleaseRefused
from deskhand.contracts.models import ReleaseNotice
from deskhand.contracts.software.reading import ClientOfRelease, clients_of_release
from deskhand.desk.software import telling_jobs
from deskhand.desk.story import story
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.mailboxes import NoMailbox, default_mailbox
from deskhand.people.acting import actor_of
from deskhand.people.languages import LANGUAGES, language_of
from deskhand.people.models import Organization, Person
from deskhand.people.reader import Reader
from deskhand.people.reading import software_contacts
from deskhand.rules.maintenance import Why

Kind = ReleaseNotice.Kind
LAPSED = frozenset({Why.AFTER, Why.BETWEEN})


@dataclass(frozen=True, slots=True)
class Hearer:
    """Somebody who gets a letter, and in which language."""

    person: Person
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """A client as the preview shows it: who of it gets a letter of which kind; `is_told` where he
    was told before."""

    client: ClientOfRelease
    kind: str
    hearers: tuple[Hearer, ...]
    is_told: bool

    @property
    def is_reachable(self) -> bool:
        return bool(self.hearers)

    @property
    def is_due(self) -> bool:
        return self.is_reachable and not self.is_told


@dataclass(frozen=True, slots=True)
class Preview:
    """Who would be told of a release, and who would not."""

    entitled: tuple[Told, ...]
    lapsed: tuple[Told, ...]

    @property
    def due(self) -> list[Told]:
        return [one for one in self.entitled if one.is_due]

    @property
    def letters(self) -> int:
        return sum(len(one.hearers) for one in self.due)


def preview(release: Release, reader: Reader) -> Preview:
    """Return who would be told, as far as an agent may see the clients."""
    clients = [one for one in clients_of_release(release, reader) if _is_live(one.organization)]
    contacts = software_contacts(one.organization.pk for one in clients)
    rows = ReleaseNotice.objects.visible_to(reader).filter(release=release)
    told = set(rows.values_list("organization", "kind"))
    found: dict[str, list[Told]] = {Kind.ENTITLED: [], Kind.LAPSED: []}
    for one in clients:
        kind = _kind_for(one)
        if kind:
            pk = one.organization.pk
            hearers = tuple(_hearers(contacts.get(pk, ()), one.organization))
            found[kind].append(Told(one, kind, hearers, (pk, kind) in told))
    return Preview(tuple(found[Kind.ENTITLED]), tuple(found[Kind.LAPSED]))


@story
def tell(
    release_id: int, *, clients: Collection[int], lapsed: Collection[int], by: Reader, at: datetime
) -> int:
    """Have these clients told, those that were not yet; returns how many. The letters are written
    by a job. Raises NotAllowed and ReleaseRefused."""
    need_releaser(by)
    # Locked, so that it is not withdrawn meanwhile.
    Release.objects.select_for_update().get(pk=release_id)
    release = releases_for(by).get(pk=release_id)
    if not release.is_published:
        raise ReleaseRefused("", _("Clients are told of what is published."))
    try:
        default_mailbox()
    except NoMailbox as error:
        raise ReleaseRefused("", _("The desk has no mailbox to send it from.")) from error
    seen, actor = preview(release, by), actor_of(by)
    wanted = [one for one in seen.entitled if one.client.organization.pk in clients]
    wanted += [one for one in seen.lapsed if one.client.organization.pk in lapsed]
    made = [
        ReleaseNotice(
            release=release,
            organization=one.client.organization,
            kind=one.kind,
            asked_at=at,
            asked_by=actor.name,
        )
        for one in wanted
        if one.is_due
    ]
    ReleaseNotice.objects.bulk_create(made, ignore_conflicts=True)
    if made:
        telling_jobs.write_release_letters.enqueue(release.pk)
    return len(made)


def notices_of(release: Release, reader: Reader) -> list[ReleaseNotice]:
    """Return what clients were told of a release, and who got a letter."""
    rows = ReleaseNotice.objects.visible_to(reader).filter(release=release)
    return list(rows.select_related("organization").prefetch_related("letters").order_by("pk"))


def _is_live(organization: Organization) -> bool:
    return organization.archived_at is None


def _kind_for(one: ClientOfRelease) -> str:
    if one.entitlement.is_entitled:
        return Kind.ENTITLED
    return Kind.LAPSED if one.entitlement.why in LAPSED else ""


def _hearers(people: Iterable[Person], organization: Organization) -> Iterable[Hearer]:
    for person in people:
        if person.main_address and can_be_written_to(person.main_address):
            language = language_of(person, organization)
            yield Hearer(person, LANGUAGES.get(language, language))
