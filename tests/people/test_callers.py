"""Who calls: found by his numbers however they are written, and by the house they belong to."""

import pytest

from deskhand.people.callers import add_number, callers, dialled, known_by, learn, remove_number
from deskhand.people.folding import tail_of
from deskhand.people.phones import NumberRefused
from tests.cast import reader

NUMBER = "+492111234567"


@pytest.mark.parametrize("typed", ["0211 1234567", "+49 (211) 123-4567", "0049 211 1234567"])
def test_a_person_is_known_by_his_number_however_it_is_typed(cast, typed):
    cast.bea.phone = typed
    cast.bea.save()
    assert known_by(NUMBER).person == cast.bea
    assert known_by(NUMBER).organization == cast.birch
    assert known_by("+493111234567").person is None


def test_a_number_that_several_share_is_nobodys_alone(cast):
    for one in (cast.bea, cast.bruno):
        one.phone = NUMBER
        one.save()
    known = known_by(NUMBER)
    assert known.person is None
    assert set(known.people) == {cast.bea, cast.bruno}
    assert known.organization == cast.birch


def test_a_house_is_known_by_the_beginning_of_its_numbers(cast):
    add_number(cast.cedar, "+49 211 1234", note="switchboard", is_head=True)
    assert known_by(NUMBER).organization == cast.cedar
    assert known_by("+492119999").organization is None
    cast.bea.phone = NUMBER
    cast.bea.save()
    assert known_by(NUMBER).person == cast.bea


def test_a_reader_knows_his_clients_alone(cast):
    cast.cem.phone = NUMBER
    cast.cem.save()
    cast.ada.only_organizations.add(cast.birch)
    assert callers(NUMBER, reader=reader(cast.ada)).people == ()
    assert callers(NUMBER, reader=reader(cast.nils)).people == (cast.cem,)


def test_numbers_are_kept_once_and_removed(cast):
    row = add_number(cast.bea, "0211 1234567")
    assert add_number(cast.bea, NUMBER) == row
    remove_number(cast.bea, row.pk)
    assert known_by(NUMBER).people == ()
    with pytest.raises(NumberRefused):
        add_number(cast.bea, "nonsense")


def test_a_number_is_learnt_beside_the_one_that_is_known(cast):
    learn(cast.bea, "nonsense")
    assert not cast.bea.phone
    learn(cast.bea, "0211 1234567")
    learn(cast.bea, NUMBER)
    learn(cast.bea, "+49 30 7654321")
    assert cast.bea.phone == "0211 1234567"
    assert [row.number for row in cast.bea.numbers.all()] == ["+49307654321"]


@pytest.mark.parametrize(
    ("named", "kept"),
    [("anonymous", ""), ("", ""), ("201", ""), ("0211 1234567", NUMBER), (NUMBER, NUMBER)],
)
def test_what_a_system_names_is_a_number_or_none(cast, named, kept):
    assert dialled(named) == kept


@pytest.mark.parametrize(
    ("typed", "tail"),
    [("0211 1234567 ext 12", "234567"), ("+49211123;ext=5", "211123"), ("12", "12"), ("", "")],
)
def test_the_end_of_a_number_is_the_same_however_it_is_typed(typed, tail):
    assert tail_of(typed) == tail
