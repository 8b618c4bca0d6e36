"""Software of the demo provider: a program of its own with releases, one client entitled and told,
one whose maintenance has lapsed."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from deskhand.assets import releasing
from deskhand.assets.models import Product, Release
from deskhand.assets.releasing import ReleaseDraft
from deskhand.contracts.invoices import gathering
from deskhand.contracts.models import Contract
from deskhand.contracts.software import terms
from deskhand.contracts.software.obtaining import obtain
from deskhand.contracts.software.terms import NewTerm
from deskhand.desk.software import letters, telling
from deskhand.files.store import keep
from deskhand.journal.actor import system
from deskhand.packs.demo_contracts import CLIENT, READER
from deskhand.packs.demo_quotes import MANAGER
from deskhand.packs.demo_units import READS
from deskhand.people.administration import let_get_software
from deskhand.people.identity import reader_of_person
from deskhand.people.models import Organization, Person

BY = system("Priya Nair")
ABOUT = "Job costing and timesheets for small firms, on your own server."
# The ends of its files, and how often their line is repeated.
SIZES = (("zip", 90_000), ("pdf", 12_000))
# Number, kind, days ago, notes.
RELEASES = (
    (
        "4.0",
        "upgrade",
        410,
        "## New\n\n- Timesheets on the phone\n- **New database**: run `upgrade-db` once\n",
    ),
    ("4.1", "maintenance", 150, "- Exports keep leading zeros\n- Holidays of the new year\n"),
    (
        "4.2",
        "maintenance",
        9,
        "- Reports open twice as fast\n- Approvals can be delegated\n- Fixes a rounding of "
        "overtime that was a cent too low\n",
    ),
)


def release_software(*, at: datetime) -> None:
    """Let the firm have released three times, told its client of the last, and drafted the next."""
    product = Product.objects.create(name="Ledgerline", slug="ledgerline", description=ABOUT)
    client = Organization.objects.get(name=CLIENT)
    lapsed = Organization.objects.get(memberships__person__addresses__email=READS)
    today = at.date()
    other = Product.objects.create(name="Plan Viewer", slug="plan-viewer", vendor="Quillmark")
    _maintain(client, _term(product, today, 385, -21), at=at)
    _maintain(client, _term(product, today, 20, 344, "48"), at=at)
    _maintain(client, _term(other, today, 330, 34), at=at)
    _maintain(lapsed, _term(product, today, 455, -91), at=at)
    for membership in lapsed.memberships.filter(person__addresses__email=READS):
        let_get_software(membership, may=True)
    made = [_release(product, *one, at=at) for one in RELEASES]
    draft = ReleaseDraft("5.0", "upgrade", today + timedelta(days=24), "- Plans for several years")
    releasing.begin(product, draft, by=BY, at=at)
    _fetch(READER, client, made[1], at=at - timedelta(days=140))
    _fetch(READS, lapsed, made[1], at=at - timedelta(days=133))
    manager = reader_of_person(Person.objects.get(addresses__email=MANAGER))
    when = at - timedelta(days=8)
    telling.tell(made[2].pk, clients={client.pk}, lapsed=(), by=manager, at=when)
    letters.write_all(made[2].pk, at=when)
    gathering.gather(until=today, by=BY, at=at, organization=client)


def _maintain(client: Organization, new: NewTerm, *, at: datetime) -> None:
    contract = Contract.objects.filter(organization=client).order_by("pk")[0]
    terms.add(contract, new, by=BY, at=at)


def _term(product: Product, today: date, first: int, last: int, price: str = "0") -> NewTerm:
    """A term from so many days ago until so many days from now."""
    return NewTerm(
        product=product,
        begins_on=today - timedelta(days=first),
        ends_on=today + timedelta(days=last),
        price=Decimal(price),
        seats=25 if price != "0" else None,
    )


def _release(
    product: Product, number: str, kind: str, days: int, notes: str, *, at: datetime
) -> Release:
    when = at - timedelta(days=days)
    made = releasing.begin(product, ReleaseDraft(number, kind, when.date(), notes), by=BY, at=when)
    content = f"{product} {number}\n".encode()
    kept = [(f"ledgerline-{number}.{end}", keep(content * size)) for end, size in SIZES]
    releasing.attach_all(made, kept, by=BY, at=when)
    return releasing.publish(made, by=BY, at=when + timedelta(days=1))


def _fetch(email: str, client: Organization, release: Release, *, at: datetime) -> None:
    reader = reader_of_person(Person.objects.get(addresses__email=email))
    file = release.files.select_related("release", "blob").order_by("pk")[0]
    obtain(file, client, by=reader, at=at)
