"""Pack B, annual software maintenance: an entitlement to what comes out within its term; what was
obtained stays available. Its product comes with releases as drafts."""

from datetime import date, timedelta

import pytest

from deskhand.assets import releasing
from deskhand.assets.models import Product
from deskhand.assets.reading import releases_of
from deskhand.contracts.software.obtaining import obtain
from deskhand.contracts.software.reading import entitlement_of
from deskhand.files.store import keep
from deskhand.packs import loading, products
from tests.cast import reader
from tests.contracts.maintained import BY, maintain
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
JULY_15 = date(2026, 7, 15)


@pytest.fixture
def own(cast, at):
    loading.apply("incident-units", at=at)
    return Product.objects.get(slug="own-software")


def test_its_releases_come_in_as_drafts_and_stay_as_they_are_here(own, at):
    assert [(row.number, row.state) for row in own.releases.order_by("number")] == [
        ("1.0", "draft"),
        ("1.1", "draft"),
    ]
    own.name = "Ledgerline"
    own.save()
    releasing.forget(own.releases.get(number="1.1"), by=BY, at=at)
    loading.apply("incident-units", at=at)
    own.refresh_from_db()
    assert (own.name, own.releases.count()) == ("Ledgerline", 1)
    assert products.present("no-such") is None


@pytest.mark.parametrize(
    ("first", "last", "is_entitled"),
    [
        pytest.param(date(2026, 1, 1), date(2026, 12, 31), True, id="within the term"),
        pytest.param(JULY_15, date(2027, 7, 14), True, id="on its first day"),
        pytest.param(date(2025, 7, 16), JULY_15, True, id="on its last day"),
        pytest.param(date(2025, 7, 15), date(2026, 7, 14), False, id="the day after it"),
        pytest.param(date(2026, 7, 16), date(2027, 7, 15), False, id="the day before it"),
    ],
)
@pytest.mark.parametrize("number", ["1.0", "1.1"])
def test_the_release_date_decides_for_both_kinds(cast, own, at, number, first, last, is_entitled):
    row = own.releases.get(number=number)
    type(row).objects.filter(pk=row.pk).update(released_on=JULY_15)
    later = at + timedelta(days=140)
    releasing.publish(row, by=BY, at=later)
    maintain(sign(cast.birch, at=at), own, at=at, begins_on=first, ends_on=last)
    told = entitlement_of(cast.birch.pk, releases_of(own).get(pk=row.pk))
    assert told.is_entitled == told.is_available == is_entitled


def test_what_was_obtained_stays_available(cast, own, at):
    row = own.releases.get(number="1.0")
    [file] = releasing.attach_all(row, [("a.zip", keep(b"a"))], by=BY, at=at)
    row = releasing.publish(row, by=BY, at=at)
    maintain(sign(cast.birch, at=at), own, at=at)
    file.refresh_from_db()
    obtain(file, cast.birch, by=reader(cast.bruno), at=at)
    releasing.withdraw(row, "Loses data", by=BY, at=at)
    row.refresh_from_db()
    assert entitlement_of(cast.birch.pk, row).is_available
    assert not entitlement_of(cast.cedar.pk, row).is_available
