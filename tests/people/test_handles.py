"""How agents are called."""

import pytest

from deskhand.people.handles import HandleRefused, free_handle, set_handle
from deskhand.people.models import Agent, Person
from tests import cast as casting

pytestmark = pytest.mark.django_db


def test_every_agent_has_a_handle_of_his_own(cast):
    assert cast.ada.handle == "ada"
    second = casting.person("Ada Lovelace", "ada2@northlight.example")
    assert free_handle(second) == "ada.lovelace"
    third = Person.objects.create(name="Ada")
    assert free_handle(third) == "ada2"


@pytest.mark.parametrize(
    ("name", "handle"),
    [("", "agent"), ("王小明", "agent"), ("Élodie Dùpont", "elodie"), ("x" * 90, "x" * 20)],
)
def test_a_handle_is_made_of_any_name(db, name, handle):
    assert free_handle(Person.objects.create(name=name)) == handle


def test_a_handle_can_be_changed(cast):
    set_handle(cast.ada, " @Ada.L ")
    assert Agent.objects.get(pk=cast.ada.pk).handle == "ada.l"
    set_handle(cast.ada, "ada.l")


@pytest.mark.parametrize("handle", ["", "@", "a b", ".a", "ä", "x" * 31, "nils", "NILS"])
def test_what_cannot_be_ones_handle_is_refused(cast, handle):
    with pytest.raises(HandleRefused):
        set_handle(cast.ada, handle)
    assert Agent.objects.get(pk=cast.ada.pk).handle == "ada"
