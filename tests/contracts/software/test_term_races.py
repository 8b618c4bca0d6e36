"""Terms and letters about releases while others act at the same instant. Told on threads, so with a
database of its own for each test."""

from datetime import timedelta

import pytest
from django.db import connection

from deskhand.contracts.invoices import gathering
from deskhand.contracts.models import Charge, MaintenanceTerm, ReleaseNotice
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.software import terms
from deskhand.desk.software import letters
from deskhand.desk.software.telling import tell
from deskhand.mail.models import OutgoingLetter
from tests.at_once import at_once
from tests.cast import reader
from tests.contracts.maintained import BY, maintain, product, release
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db(transaction=True)
A_YEAR = timedelta(days=365)


@pytest.fixture(autouse=True)
def two_at_a_time(cast):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")


def test_of_the_same_term_entered_four_times_one_stands_and_is_charged(cast, at):
    contract, ledgerline = sign(cast.birch, at=at), product()
    told = at_once(*[lambda: maintain(contract, ledgerline, at=at)] * 4)
    assert sum(isinstance(one, ContractRefused) for one in told) == 3
    assert (MaintenanceTerm.objects.count(), Charge.objects.count()) == (1, 1)


def test_what_renews_while_somebody_gathers_is_charged_once(cast, at):
    maintain(sign(cast.birch, at=at), product(), at=at, renews=True)
    later = at + A_YEAR
    gathers = [lambda: gathering.gather(until=later.date(), by=BY, at=later)] * 2
    at_once(*[lambda: terms.renew_all(at=later)] * 3, *gathers)
    gathering.gather(until=later.date(), by=BY, at=later)
    assert (MaintenanceTerm.objects.count(), Charge.objects.count()) == (2, 2)


def test_a_term_is_taken_back_once(cast, at):
    term = maintain(sign(cast.birch, at=at), product(), at=at)
    told = at_once(*[lambda: terms.take_back(term, "Wrong", by=BY, at=at)] * 3)
    assert sum(isinstance(one, ContractRefused) for one in told) == 2
    assert sum(row.amount for row in Charge.objects.all()) == 0


def test_four_clicks_tell_a_client_once_and_four_jobs_write_once(cast, at):
    ledgerline = product()
    maintain(sign(cast.birch, at=at), ledgerline, at=at)
    row, by = release(ledgerline, at=at), reader(cast.milo)
    said = {"clients": {cast.birch.pk}, "lapsed": (), "by": by, "at": at}
    told = at_once(*[lambda: tell(row.pk, **said)] * 4)
    assert sorted(told) == [0, 0, 0, 1]
    at_once(*[lambda: letters.write_all(row.pk, at=at)] * 4)
    assert ReleaseNotice.objects.count() == 1
    assert OutgoingLetter.objects.filter(kind="release").count() == 1
