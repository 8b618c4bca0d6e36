"""Who is entitled to what, as pages show it: by release, by client, and what ends soon."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, Min, OuterRef, QuerySet

from deskhand.assets.models import Product, Release, ReleaseFile
from deskhand.assets.reading import out_of
from deskhand.contracts.models import Contract, MaintenanceTerm, Obtained, ReleaseNotice
from deskhand.contracts.queries import MaintenanceQuerySet
from deskhand.contracts.reading import SOON
from deskhand.contracts.software.wording import reason, seats
from deskhand.people.models import Organization
from deskhand.people.reader import Reader
from deskhand.rules.maintenance import Entitlement, State, entitlement
from deskhand.rules.terms import Span


@dataclass(frozen=True, slots=True)
class ClientOfRelease:
    """A client beside a release: whether he is entitled, why, since when he has it, and when he
    was told of it."""

    organization: Organization
    entitlement: Entitlement
    words: str
    obtained_at: datetime | None
    told_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReleaseOfClient:
    """A release beside a client."""

    release: Release
    entitlement: Entitlement
    words: str
    obtained_at: datetime | None


@dataclass(frozen=True, slots=True)
class ProductOfClient:
    """A product that a client has or had maintenance of, or obtained; `until` is the last day of
    a term that runs today."""

    product: Product
    terms: tuple[MaintenanceTerm, ...]
    until: date | None
    ended_on: date | None
    releases: tuple[ReleaseOfClient, ...]


def terms_for(reader: Reader) -> MaintenanceQuerySet:
    """Return the terms that somebody may see, without those that were taken back."""
    rows: MaintenanceQuerySet = MaintenanceTerm.objects.visible_to(reader)
    return rows.standing().select_related("organization", "product", "contract")


def clients_of_release(release: Release, reader: Reader) -> list[ClientOfRelease]:
    """Return the clients that have or had maintenance of its product, or obtained it, in order of
    their names; in four statements. A draft is looked at as if it were published."""
    spans, clients = _terms_by_client(terms_for(reader).filter(product=release.product_id))
    obtained = _first_obtained(release, reader)
    missing = [pk for pk in obtained if pk not in clients]
    clients |= Organization.objects.in_bulk(missing) if missing else {}
    told = _told(release, reader)
    state = State.PUBLISHED if release.is_draft else None
    found = []
    for pk, client in clients.items():
        told_of = _decided(release, spans[pk], is_obtained=pk in obtained, state=state)
        words = reason(told_of, release)
        found.append(ClientOfRelease(client, told_of, words, obtained.get(pk), told.get(pk)))
    return sorted(found, key=lambda one: (one.organization.name, one.organization.pk))


def others(release: Release, reader: Reader, known: Iterable[int]) -> QuerySet[Organization]:
    """Return the live clients that are not among those known: they have no maintenance."""
    rows = Organization.objects.visible_to(reader).live()
    return rows.exclude(pk__in=list(known)).order_by("name", "pk")


def _terms_by_client(
    rows: Iterable[MaintenanceTerm],
) -> tuple[dict[int, list[Span]], dict[int, Organization]]:
    spans: dict[int, list[Span]] = defaultdict(list)
    clients: dict[int, Organization] = {}
    for row in rows:
        clients[row.organization_id] = row.organization
        if row.holds:
            spans[row.organization_id].append(row.span)
    return spans, clients


def _decided(
    release: Release, spans: Sequence[Span], *, is_obtained: bool, state: State | None = None
) -> Entitlement:
    state = state or State(release.state)
    return entitlement(state, release.released_on, spans, obtained=is_obtained)


def _first_obtained(release: Release, reader: Reader) -> dict[int, datetime]:
    rows = Obtained.objects.visible_to(reader).filter(release=release).order_by()
    return dict(rows.values_list("organization").annotate(first=Min("obtained_at")))


def _told(release: Release, reader: Reader) -> dict[int, datetime]:
    rows = ReleaseNotice.objects.visible_to(reader).filter(
        release=release, kind=ReleaseNotice.Kind.ENTITLED
    )
    return dict(rows.values_list("organization", "asked_at"))


def software_of(organization: Organization, *, on: date) -> list[ProductOfClient]:
    """Return the products of a client with what came out of them, in four statements. Whoever asks
    must be let see it before."""
    rows = MaintenanceTerm.objects.filter(organization=organization).standing()
    terms: dict[int, list[MaintenanceTerm]] = defaultdict(list)
    for row in rows.order_by("begins_on", "pk"):
        terms[row.product_id].append(row)
    obtained = _obtained_of(organization)
    ids = {*terms, *Release.objects.filter(pk__in=obtained).values_list("product", flat=True)}
    releases = defaultdict(list)
    for release in out_of(ids):
        releases[release.product_id].append(release)
    products = Product.objects.filter(pk__in=ids).order_by("name", "pk")
    return [_product(one, terms[one.pk], releases[one.pk], obtained, on) for one in products]


def _obtained_of(organization: Organization) -> dict[int, datetime]:
    rows = Obtained.objects.filter(organization=organization).order_by()
    return dict(rows.values_list("release").annotate(first=Min("obtained_at")))


def _product(
    product: Product,
    terms: Sequence[MaintenanceTerm],
    releases: Sequence[Release],
    obtained: dict[int, datetime],
    on: date,
) -> ProductOfClient:
    spans = [term.span for term in terms if term.holds]
    running = [span.last for span in spans if span.last and on in span]
    ended = [span.last for span in spans if span.last and span.last < on]
    shown = []
    for release in releases:
        told = _decided(release, spans, is_obtained=release.pk in obtained)
        shown.append(
            ReleaseOfClient(release, told, reason(told, release), obtained.get(release.pk))
        )
    return ProductOfClient(
        product=product,
        terms=tuple(terms),
        until=max(running, default=None),
        ended_on=max(ended, default=None),
        releases=tuple(shown),
    )


def entitlement_of(organization_id: int, release: Release) -> Entitlement:
    """Return what a client is entitled to of one release, in two statements."""
    rows = MaintenanceTerm.objects.filter(
        organization=organization_id, product=release.product_id
    ).standing()
    spans = [row.span for row in rows if row.holds]
    obtained = Obtained.objects.filter(organization=organization_id, release=release)
    return _decided(release, spans, is_obtained=obtained.exists())


def file_for(reader: Reader, organization_id: int, file: ReleaseFile) -> bool:
    """Whether a requester may have a file for one of the organizations whose software he gets."""
    if organization_id not in reader.software:
        return False
    return entitlement_of(organization_id, file.release).is_available


def has_software(reader: Reader) -> bool:
    """Whether any of the organizations whose software he gets ever had maintenance or obtained
    something; one statement, and none for whoever gets no software."""
    if not reader.software:
        return False
    rows = MaintenanceTerm.objects.filter(organization__in=reader.software, taken_back_at=None)
    return rows.exists() or Obtained.objects.filter(organization__in=reader.software).exists()


def clients_of_product(product: Product, reader: Reader) -> list[tuple[Organization, date]]:
    """Return the clients that have or had maintenance of a product with its last day."""
    last: dict[Organization, date] = {}
    for row in terms_for(reader).filter(product=product):
        if row.holds:
            last[row.organization] = max(row.ends_on, last.get(row.organization, row.ends_on))
    return sorted(last.items(), key=lambda pair: (pair[0].name, pair[0].pk))


def ending_soon(reader: Reader | None, *, on: date) -> MaintenanceQuerySet:
    """Return the terms that end soon and that no later one follows, the next first; without a
    reader those of all clients. Some may not hold, because their contract ended before them."""
    follows = MaintenanceTerm.objects.filter(
        contract=OuterRef("contract"),
        product=OuterRef("product"),
        begins_on__gt=OuterRef("begins_on"),
        taken_back_at=None,
    )
    rows: MaintenanceQuerySet = MaintenanceTerm.objects.all()
    rows = rows if reader is None else MaintenanceTerm.objects.visible_to(reader)
    rows = rows.standing().filter(ends_on__range=(on, on + timedelta(days=SOON.days)))
    rows = rows.filter(~Exists(follows)).select_related("product", "organization", "contract")
    return rows.order_by("ends_on", "pk")


def shown_terms(contract: Contract) -> list[tuple[MaintenanceTerm, str, bool]]:
    """Return the terms of a contract by product, the newest first, each with its seats and price
    in words, and whether it is the last of its product, which is the one to renew."""
    rows = list(terms_of(contract.pk).order_by("product__name", "-begins_on", "-pk"))
    last = {row.product_id: row.pk for row in reversed(rows) if row.taken_back_at is None}
    return [(row, seats(row), last.get(row.product_id) == row.pk) for row in rows]


def terms_of(contract_id: int) -> QuerySet[MaintenanceTerm]:
    """Return all terms of a contract, those that were taken back too, the newest first."""
    rows = MaintenanceTerm.objects.filter(contract=contract_id)
    return rows.select_related("product", "charge", "contract").order_by("-begins_on", "-pk")


def downloads_of(organization: Organization, reader: Reader) -> QuerySet[Obtained]:
    """Return what was downloaded for a client, the latest first."""
    rows = Obtained.objects.visible_to(reader).filter(organization=organization)
    return rows.select_related("release__product", "file").order_by("-pk")
