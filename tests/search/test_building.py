"""The index is built step by step, goes on where it was stopped, and can be compared."""

import pytest

from deskhand.search import building
from deskhand.search.index import IndexEntry
from deskhand.search.models import Word
from deskhand.search.writing import progress
from deskhand.tickets.models import Ticket
from tests import cast as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(cast, at):
    return [
        stage.open_ticket(at=at, requester=cast.bea, subject=f"Oven number {number}")
        for number in range(7)
    ]


def build(at, *, most=3):
    while building.step(at=at, most=most):
        pass


def test_everything_is_taken_in(cast, at, many, finds):
    building.begin()
    build(at)
    assert building.is_built()
    assert len(finds("oven", cast.ada)) == 7
    assert list(building.faults(at=at)) == []


def test_what_was_stopped_goes_on_where_it_ended(cast, at, many):
    building.begin()
    building.step(at=at, most=3)
    assert not building.is_built()
    assert (progress().building, progress().built) == ("ticket", many[2].pk)
    assert building.how_far() == f"ticket {many[2].pk} of {many[-1].pk}"
    building.begin()
    assert progress().built == many[2].pk
    build(at)
    assert building.is_built()
    assert building.how_far() == "complete"


def test_begun_anew_it_is_empty_first(cast, at, many, finds):
    building.begin()
    build(at)
    building.begin(anew=True)
    assert finds("oven", cast.ada) == []
    assert not IndexEntry.objects.exists()
    assert not Word.objects.exists()
    build(at)
    assert len(finds("oven", cast.ada)) == 7


def test_an_index_of_another_recipe_is_built_anew(cast, at, many, monkeypatch):
    building.begin()
    build(at)
    monkeypatch.setattr(building, "RECIPE", 2)
    assert not building.is_built()
    building.begin()
    assert not IndexEntry.objects.exists()
    build(at)
    assert building.is_built()


def test_what_differs_is_told_and_mended_by_a_second_run(cast, at, many):
    building.begin()
    build(at)
    Ticket.objects.filter(pk=many[0].pk).update(subject="Changed behind its back")
    many[1].messages.all().delete()
    Ticket.objects.filter(pk=many[1].pk).delete()
    IndexEntry.objects.filter(pk=many[2].pk * 16).delete()
    told = {(fault.kind, fault.number, fault.text) for fault in building.faults(at=at, most=2)}
    assert told == {
        ("ticket", many[0].pk, "has changed since"),
        ("ticket", many[1].pk, "is in the index and nowhere else"),
        ("ticket", many[2].pk, "is not in the index"),
    }


def test_how_usual_words_are_is_known(cast, at):
    for number in range(48):
        stage.open_ticket(at=at, requester=cast.bea, subject=f"Oven {number}")
    building.begin()
    build(at)
    assert Word.objects.get(word="oven").sampled == 3
    building.begin()
    build(at)
    assert Word.objects.get(word="oven").sampled == 3


def test_the_command_builds_and_checks(cast, at, many, capsys):
    from deskhand.config.command import line

    assert line.run(["search", "check"]) == 1
    assert "is not in the index" in capsys.readouterr().out
    assert line.run(["search", "rebuild"]) == 0
    assert "entries in" in capsys.readouterr().out
    assert line.run(["search", "check"]) == 0
    assert "The index is whole" in capsys.readouterr().out
    assert line.run(["search", "rebuild", "--anew"]) == 0
