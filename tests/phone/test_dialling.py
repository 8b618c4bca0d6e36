"""Click to call, against a telephone system on this machine."""

import json
from datetime import timedelta

import pytest

from deskhand.journal.models import Event
from deskhand.people.models import Agent
from deskhand.phone.dialling import Dialled, NotDialled, dial, keep_dialling
from deskhand.phone.models import Dialling, Line
from deskhand.provider import firm
from tests.cast import doer, reader
from tests.notices.conftest import data, world

__all__ = ["data", "world"]
NUMBER = "+492111234567"
ASKED = Dialled(NUMBER, "person", 7)


@pytest.fixture
def system(cast, world, at):
    Line.objects.create(extension="201", agent=cast.ada)
    row = Dialling(
        is_on=True,
        url=f"{world.url}/calls",
        headers="Content-Type: application/json\nX-Key: {secret}",
        body='{"from": "{extension}", "to": "{number}"}',
    )
    keep_dialling(row, secret="s3cret", by=doer(cast.asta), at=at)
    return world


def told():
    return [event.payload for event in Event.objects.filter(name="number_dialled")]


def test_the_system_is_asked_and_the_journal_holds_no_number(cast, system, at):
    assert dial(ASKED, by=reader(cast.ada), at=at)
    (call,) = system.calls
    assert (call.method, call.path, call.headers["x-key"]) == ("POST", "/calls", "s3cret")
    assert json.loads(call.body) == {"from": "201", "to": NUMBER}
    (event,) = told()
    assert (event["what"], event["key"], event["outcome"]) == ("person", 7, "rings")
    assert NUMBER not in json.dumps(event)


def test_a_second_click_rings_once_and_a_later_one_again(cast, system, at):
    by = reader(cast.ada)
    assert dial(ASKED, by=by, at=at)
    assert not dial(ASKED, by=by, at=at + timedelta(seconds=2))
    assert len(system.calls) == 1
    assert dial(ASKED, by=by, at=at + timedelta(seconds=6))
    assert len(system.calls) == 2


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "secret"), (404, "from your line"), (429, "too often"), (302, "302"), (503, "503")],
)
def test_what_goes_wrong_is_said_and_may_be_tried_at_once(cast, system, at, status, words):
    system.answers.append((status, b""))
    with pytest.raises(NotDialled, match=words):
        dial(ASKED, by=reader(cast.ada), at=at)
    assert told()[0]["outcome"] == "refused"
    assert dial(ASKED, by=reader(cast.ada), at=at + timedelta(seconds=1))


def test_a_system_that_does_not_answer_is_said(cast, system, at):
    Dialling.objects.update(url="http://127.0.0.1:1/")
    with pytest.raises(NotDialled, match="not reached"):
        dial(ASKED, by=reader(cast.ada), at=at)
    assert told()[0]["outcome"] == "silent"


def test_nothing_inside_is_called(cast, system, at, settings):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset()
    Dialling.objects.update(url=f"https://127.0.0.1:{system.port}/")
    with pytest.raises(NotDialled, match="not public"):
        dial(ASKED, by=reader(cast.ada), at=at)
    assert not system.calls


def test_without_a_line_it_is_said_where_to_enter_it(cast, system, at):
    with pytest.raises(NotDialled, match="An administrator enters it in Setup"):
        dial(ASKED, by=reader(cast.nils), at=at)
    with pytest.raises(NotDialled, match="Enter it in Setup, Telephone lines"):
        dial(ASKED, by=reader(cast.asta), at=at)
    assert not system.calls


def test_of_several_lines_it_rings_at_the_first(cast, system, at):
    Line.objects.create(extension="101", agent=cast.ada)
    Line.objects.create(extension="100", team=Agent.objects.get(pk=cast.ada.pk).teams.first())
    dial(ASKED, by=reader(cast.ada), at=at)
    assert json.loads(system.calls[0].body)["from"] == "201"


def test_switched_off_nothing_is_called(cast, system, at):
    row = Dialling.objects.get()
    row.is_on = False
    keep_dialling(row, secret="", by=doer(cast.asta), at=at)
    assert not firm.current().dials
    with pytest.raises(NotDialled, match="switched off"):
        dial(ASKED, by=reader(cast.ada), at=at)
    assert not system.calls
