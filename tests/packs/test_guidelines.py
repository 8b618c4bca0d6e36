"""“The service guidelines are a page that clients can read” (pack B); so it is for all packs."""

import pytest

from deskhand.desk.contracts.guidelines import guidelines, week
from tests.cast import reader
from tests.packs import signed

pytestmark = pytest.mark.django_db


def page(client):
    return " ".join(client.get("/guidelines/").content.decode().split())


def test_pack_b_tells_hours_units_and_emergencies_to_everybody_of_the_client(cast, at, client_of):
    signed.sign("incident-units", cast, at=at)
    told = page(client_of(cast.bea))
    for words in (
        "Monday to Friday",
        "What we solve at first contact takes no incident.",
        "An answer by e-mail draws one, once per ticket.",
        "up to 15 roll over",
        "No user can log on",
        "unless it came about with something planned: a new server",
    ):
        assert words in told
    # What an hour costs is for those who may read the contracts.
    assert "100.00" not in told and "USD" not in told


def test_pack_e_tells_what_is_included_and_how_the_rest_is_decided(cast, at, client_of):
    signed.sign("managed-support", cast, at=at)
    told = page(client_of(cast.bea))
    for words in (
        "Covered by Managed Support; onsite at our discretion.",
        "charged only after your account manager has decided",
        "Monday to Friday 08:00–17:00",
        "America/Los_Angeles",
    ):
        assert words in told


def test_another_client_reads_nothing_of_it(cast, at, client_of):
    signed.sign("managed-support", cast, at=at)
    assert "Nothing is agreed yet" in page(client_of(cast.cem))
    assert guidelines(reader(cast.cem), at=at) == []


def test_days_with_the_same_hours_stand_together():
    told = week(
        {"mon": [["08:00", "12:00"], ["13:00", "17:00"]], "wed": [], "sat": [["09:00", "10:00"]]}
    )
    assert list(told) == [
        ("Monday", "08:00–12:00, 13:00–17:00"),
        ("Saturday", "09:00–10:00"),
    ]
