"""Firms that belong to others."""

import pytest

from deskhand.people.administration import PeopleRefused
from deskhand.people.lineage import above, below, check_parent
from tests import cast as casting

pytestmark = pytest.mark.django_db


def put_below(child, parent):
    child.parent = parent
    child.save()


def test_firms_stand_above_and_below_one_another(cast):
    mill = casting.organization("Birch Mill")
    put_below(cast.cedar, cast.birch)
    put_below(mill, cast.cedar)
    assert {row.pk for row in below(cast.birch)} == {cast.cedar.pk, mill.pk}
    assert above(mill.pk) == [cast.cedar.pk, cast.birch.pk]
    assert above(cast.birch.pk) == [] == below(mill)


def test_no_firm_stands_above_itself(cast):
    put_below(cast.cedar, cast.birch)
    check_parent(cast.cedar, cast.birch)
    for parent in (cast.birch, cast.cedar):
        with pytest.raises(PeopleRefused):
            check_parent(cast.birch, parent)


def test_a_ring_that_was_made_by_hand_ends(cast):
    put_below(cast.cedar, cast.birch)
    put_below(cast.birch, cast.cedar)
    assert above(cast.birch.pk) == [cast.cedar.pk]
    assert [row.pk for row in below(cast.birch)] == [cast.cedar.pk]
