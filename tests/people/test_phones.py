"""Numbers as people type them become numbers that can be called, by where they live."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.people.models import Organization, Person
from deskhand.people.phones import NumberRefused, number_of, region_of_zone, spoken

HERE = Person(time_zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0211 123456", "+49211123456"),
        ("(0211) 12-34-56", "+49211123456"),
        ("+1 206 555 0110", "+12065550110"),
        ("0044 20 7946 0958", "+442079460958"),
        ("0211 123456 ext. 7", "+49211123456;ext=7"),
    ],
)
def test_a_number_is_kept_with_its_country(typed, kept):
    assert number_of(typed, person=HERE, organization=None) == kept


def test_the_person_goes_before_the_organization():
    firm = Organization(time_zone="America/New_York")
    assert number_of("0211 123456", person=HERE, organization=firm) == "+49211123456"
    assert number_of("206 555 0110", person=None, organization=firm) == "+12065550110"


@pytest.mark.django_db
def test_without_any_place_it_needs_its_country(cast):
    cast.firm.time_zone = "UTC"
    cast.firm.save()
    with pytest.raises(NumberRefused, match="Begin with the country"):
        number_of("0211 123456", person=None, organization=None)
    assert number_of("+49 211 123456", person=None, organization=None) == "+49211123456"


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_number_or_refused(typed):
    try:
        kept = number_of(typed, person=HERE, organization=None)
    except NumberRefused:
        return
    assert kept.startswith("+")
    assert number_of(kept, person=HERE, organization=None) == kept
    assert spoken(kept)


def test_a_zone_of_several_countries_names_none():
    assert region_of_zone("America/New_York") == "US"
    assert region_of_zone("UTC") == region_of_zone("Nowhere") == ""
