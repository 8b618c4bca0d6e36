"""People and organizations are found by what they are called, in any alphabet."""

import pytest

from deskhand.people.models import Address, Organization, Person


@pytest.fixture
def zoe(db: None) -> Person:
    zoe = Person.objects.create(name="Zoë Äbischer")
    Address.objects.create(person=zoe, email="zoe@straße.example", is_main=True)
    Person.objects.create(name="Bea Birch")
    return zoe


@pytest.mark.parametrize("words", ["ZOË", "äbi", "zoë  Ä", "zoe@", "\x00zoë"])
def test_a_person_is_found_in_either_case(words: str, zoe: Person) -> None:
    assert list(Person.objects.all().named(words)) == [zoe]


def test_a_person_is_found_by_the_new_name(zoe: Person) -> None:
    zoe.name = "Zoë ÖSTERLUND"
    zoe.save()
    assert list(Person.objects.all().named("österlund")) == [zoe]
    assert not Person.objects.all().named("äbischer").exists()


def test_an_organization_is_found_in_either_case(db: None) -> None:
    made = Organization.objects.create(name="Bäckerei Ölz", slug="oelz")
    assert list(Organization.objects.all().named("BÄCKEREI ö")) == [made]
    assert not Organization.objects.all().named("backerei").exists()
