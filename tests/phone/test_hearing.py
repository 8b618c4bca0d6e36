"""A call is put together of what is said of it, in whatever order and however often."""

import itertools
from datetime import timedelta

import pytest

from deskhand.journal.models import Event
from deskhand.phone.hearing import Heard, hear
from deskhand.phone.lines import word_of
from deskhand.phone.models import Line, PhoneCall, Ring
from deskhand.phone.reading import call_page, calls_for, card_of, put_away
from tests.cast import reader

NUMBER = "+492111234567"


@pytest.fixture
def lines(cast):
    cast.bea.phone = "0211 1234567"
    cast.bea.save()
    Line.objects.create(extension="201", agent=cast.ada)
    Line.objects.create(extension="202", agent=cast.nils)
    Line.objects.create(extension="800", team=cast.service_desk)


def said(**more) -> Heard:
    return Heard(**{"system": "generic", "key": "1", "number": NUMBER, **more})


def test_whoever_it_rings_at_has_a_card_until_another_answers(cast, lines, at):
    hear(said(lines=("201", "202"), began_at=at), at=at)
    assert card_of(reader(cast.ada), at=at).person == cast.bea
    assert card_of(reader(cast.nils), at=at).organization == cast.birch
    assert card_of(reader(cast.milo), at=at) is None
    hear(said(lines=("202",), answered_at=at), at=at)
    assert card_of(reader(cast.ada), at=at) is None
    assert card_of(reader(cast.nils), at=at).agent == cast.nils


def test_a_line_of_a_team_rings_at_all_of_it(cast, lines, at):
    cast.milo.teams.add(cast.service_desk)
    hear(said(lines=("800",), began_at=at), at=at)
    assert {ring.agent for ring in Ring.objects.all()} == {cast.ada, cast.milo}


def test_every_order_ends_in_the_same_call(cast, lines, at):
    told = [
        said(lines=("201", "202"), began_at=at),
        said(lines=("201",), answered_at=at + timedelta(seconds=9)),
        said(lines=("201",), ended_at=at + timedelta(seconds=69)),
    ]
    for place, order in enumerate(itertools.permutations(told)):
        for each in (*order, *order):
            hear(Heard(**{**_fields(each), "key": f"order {place}"}), at=at)
    facts = PhoneCall.objects.values_list("began_at", "answered_at", "ended_at", "agent", "person")
    assert PhoneCall.objects.count() == 6
    assert set(facts) == {
        (at, at + timedelta(seconds=9), at + timedelta(seconds=69), cast.ada.pk, cast.bea.pk)
    }
    assert {call.length for call in PhoneCall.objects.all()} == {timedelta(minutes=1)}


def _fields(heard: Heard) -> dict:
    return {name: getattr(heard, name) for name in Heard.__dataclass_fields__}


def test_what_was_said_before_is_told_to_nobody(cast, lines, at):
    hear(said(lines=("201",), began_at=at), at=at)
    told = Event.objects.filter(name="phone_call_heard").count()
    hear(said(lines=("201",), began_at=at), at=at)
    assert told == 1
    assert Event.objects.filter(name="phone_call_heard").count() == 1


def test_a_missed_call_leaves_no_card_and_stands_in_the_book(cast, lines, at):
    hear(said(lines=("201",), began_at=at), at=at)
    hear(said(ended_at=at + timedelta(seconds=20)), at=at)
    assert card_of(reader(cast.ada), at=at) is None
    (missed,) = call_page(reader(cast.ada), which="missed").calls
    assert missed.is_missed
    assert call_page(reader(cast.ada), which="mine").calls == []


def test_the_card_stays_for_a_while_after_the_end_unless_it_is_put_away(cast, lines, at):
    ada = reader(cast.ada)
    call = hear(said(lines=("201",), answered_at=at), at=at)
    hear(said(ended_at=at + timedelta(minutes=3)), at=at)
    assert card_of(ada, at=at + timedelta(minutes=5)) == call
    assert card_of(ada, at=at + timedelta(minutes=15)) is None
    put_away(call, by=ada, at=at)
    assert card_of(ada, at=at + timedelta(minutes=5)) is None


def test_an_agent_with_limits_sees_the_calls_of_his_clients_and_his_own(cast, lines, at):
    cast.nils.only_organizations.add(cast.cedar)
    hear(said(lines=("201",), began_at=at), at=at)
    assert not calls_for(reader(cast.nils)).exists()
    mine = hear(said(key="2", lines=("202",), began_at=at), at=at)
    assert list(calls_for(reader(cast.nils))) == [mine]
    assert not calls_for(reader(cast.bea)).exists()


def test_a_line_and_a_number_that_nobody_knows_are_kept_all_the_same(cast, lines, at):
    call = hear(said(number="anonymous", lines=("999",), began_at=at), at=at)
    assert (call.number, call.shown, call.line) == ("", "anonymous", "999")
    assert not call.rings.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" W0 ", "w0"), ("201", "201"), ("0211 1234567", NUMBER), (NUMBER, NUMBER), ("Ada", "ada")],
)
def test_a_line_is_found_however_it_is_written(cast, typed, kept):
    assert word_of(typed) == kept
