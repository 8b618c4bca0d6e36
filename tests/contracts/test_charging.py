"""Charges: made once, never changed, taken back once by their mirror image."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from deskhand.contracts.charging import (
    AlreadyReversed,
    ChargeDiffers,
    NewCharge,
    charge,
    reverse,
)
from deskhand.contracts.models import Charge, ChargeSource
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from tests.cast import reader

pytestmark = pytest.mark.django_db
DESK = system("charging")


@pytest.fixture
def hours(cast):
    """Two hours and a half of an engineer at 120 euros."""
    return NewCharge(
        organization=cast.birch,
        source=ChargeSource.TIME,
        key="time:7:1",
        charged_on=date(2026, 3, 2),
        text="Mail server moved",
        quantity=Decimal("2.5"),
        unit="h",
        unit_price=Decimal(120),
        amount=30_000,
        currency="EUR",
        why=("engineer in business hours: 120.00 EUR an hour",),
    )


def told():
    names = ("charge_made", "charge_reversed")
    return list(Event.objects.filter(name__in=names).values_list("name", flat=True))


def test_a_charge_of_one_key_is_made_once(hours, at):
    first = charge(hours, by=DESK, at=at)
    assert charge(hours, by=DESK, at=at) == first
    assert (Charge.objects.count(), told()) == (1, ["charge_made"])


def test_a_charge_that_says_something_else_under_a_key_is_refused(hours, at):
    charge(hours, by=DESK, at=at)
    with pytest.raises(ChargeDiffers):
        charge(replace(hours, amount=30_001), by=DESK, at=at)
    assert Charge.objects.get().amount == 30_000


def test_what_is_taken_back_comes_to_nothing_and_is_taken_back_once(hours, at):
    made = charge(hours, by=DESK, at=at)
    back = reverse(made, why="the entry was withdrawn", by=DESK, at=at)
    assert (back.amount, back.quantity, back.why) == (
        -30_000,
        Decimal("-2.5"),
        ["the entry was withdrawn"],
    )
    assert told() == ["charge_made", "charge_reversed"]
    for each in (made, back):
        with pytest.raises(AlreadyReversed):
            reverse(each, why="again", by=DESK, at=at)
    assert list(Charge.objects.standing()) == []


def test_the_database_refuses_to_change_or_remove_a_charge(hours, at):
    made = charge(hours, by=DESK, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=made.pk).update(amount=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Charge.objects.filter(pk=made.pk).delete()


def test_agents_see_charges_of_their_clients_and_requesters_see_none(cast, hours, at):
    charge(hours, by=DESK, at=at)
    assert Charge.objects.visible_to(reader(cast.ada)).count() == 1
    assert Charge.objects.visible_to(reader(cast.bea)).count() == 0
