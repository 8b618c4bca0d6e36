"""The tray: what waits is taken in together, and no letter stops the others."""

import contextlib
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from deskhand.desk import intake, tray
from deskhand.files.store import shelve
from deskhand.jobs import queue
from deskhand.jobs.memory import remembering
from deskhand.mail.labels import label
from deskhand.mail.models import Letter
from deskhand.mail.noting import Kept, note_all
from deskhand.mail.spool import Envelope
from deskhand.tickets.models import Message, Ticket
from tests.desk.letters import HELP, letter

pytestmark = pytest.mark.django_db


def lay_down(*made, at):
    """Let letters wait in the tray."""
    kept = []
    for number, each in enumerate(made):
        raw = bytes(each)
        envelope = Envelope("smtp", at.isoformat(), sender=str(each["From"]), recipients=(HELP,))
        shelved = shelve(raw)
        name = f"{each['Message-ID']}-{number}"
        kept.append(Kept(envelope, label(raw, key=shelved.sha256), shelved, name))
    note_all(kept, at=at)


def clear(at):
    return tray.clear(lambda: at, seconds=30)


def test_all_that_waits_is_taken_in_and_answers_find_the_letters_of_their_own_group(stage, at):
    asked = [letter(f"Bea <bea{n % 4}@birch.example>", subject=f"Oven {n}") for n in range(20)]
    answers = [
        letter(str(each["From"]), subject="Re: x", answers=[each["Message-ID"]]) for each in asked
    ]
    lay_down(*asked, *answers, at=at)
    assert clear(at) is True
    assert Ticket.objects.count() == 20
    assert {ticket.messages.count() for ticket in Ticket.objects.all()} == {2}
    assert set(Letter.objects.values_list("state", flat=True)) == {"taken"}
    assert clear(at) is True
    assert Message.objects.count() == 40


def test_letters_of_one_group_about_the_same_letter_of_a_stranger_meet(stage, at):
    strange = "<offer@world.example>"
    lay_down(
        letter("bea@birch.example", subject="Re: Offer", answers=[strange]),
        letter("bob@birch.example", subject="Re: Offer", answers=[strange]),
        at=at,
    )
    clear(at)
    assert Ticket.objects.get().messages.count() == 2


def test_letters_of_one_group_with_the_same_number_of_a_vendor_meet(stage, at):
    lay_down(
        letter("help@maker.example", subject="Case 4711-22: disk"),
        letter("help@maker.example", subject="We shipped it, case 4711-22"),
        at=at,
    )
    clear(at)
    assert Ticket.objects.get().messages.count() == 2


def test_a_letter_costs_few_statements_in_a_group(stage, at):
    spent = []
    for count in (2, 12):
        lay_down(
            *(letter("bea@birch.example", subject=f"{count}-{n}") for n in range(count)), at=at
        )
        with CaptureQueriesContext(connection) as asked, remembering(afresh=True):
            clear(at)
        spent.append(len(asked))
    assert spent[1] - spent[0] <= 10


def test_one_waiting_job_serves_many_letters(stage, at):
    for number in range(3):
        lay_down(letter(f"x{number}@birch.example"), letter("y@birch.example"), at=at)
    assert queue.counts().waiting == 1
    queue.drain()
    assert set(Letter.objects.values_list("state", flat=True)) == {"taken"}


def test_a_letter_that_fails_stops_no_other_and_ends_in_quarantine(stage, at, monkeypatch):
    take_in = intake._take_in

    def fail(came, *rest, **more):
        if came.letter.subject == "poison":
            raise RuntimeError("nobody thought of this")
        return take_in(came, *rest, **more)

    monkeypatch.setattr(intake, "_take_in", fail)
    subjects = ["fine", "poison", "good"]
    lay_down(*(letter("bea@birch.example", subject=each) for each in subjects), at=at)
    clear(at)
    assert set(Ticket.objects.values_list("subject", flat=True)) == {"fine", "good"}
    left = Letter.objects.get(state="kept")
    assert (left.subject, left.attempts) == ("poison", 1)
    clear(at + timedelta(seconds=1))
    left.refresh_from_db()
    assert left.attempts == 1, "it rests first"
    for turn in range(1, tray.TRIES + 1):
        clear(at + turn * timedelta(minutes=1))
    left.refresh_from_db()
    assert (left.state, left.reason) == ("quarantined", "Taking it in failed three times")
    assert Ticket.objects.count() == 2


def test_a_death_in_a_group_is_counted_for_each_and_then_they_are_taken_alone(
    stage, at, monkeypatch
):
    class Killed(BaseException):
        pass

    taken_alone, take_in = [], tray.take_in

    def die(_letters, **_rest):
        raise Killed

    def alone(pk, **rest):
        taken_alone.append(pk)
        return take_in(pk, **rest)

    lay_down(*(letter(f"x{n}@birch.example") for n in range(3)), at=at)
    with monkeypatch.context() as patch:
        patch.setattr(tray, "take_in_together", die)
        with pytest.raises(Killed):
            clear(at)
    monkeypatch.setattr(tray, "take_in", alone)
    clear(at + timedelta(minutes=1))
    assert len(taken_alone) == 3
    assert Ticket.objects.count() == 3


def test_a_letter_that_kills_each_who_takes_it_in_takes_no_other_with_it(stage, at, monkeypatch):
    class Killed(BaseException):
        pass

    take_in = intake._take_in

    def die(came, *rest, **more):
        if came.letter.subject == "poison":
            raise Killed
        return take_in(came, *rest, **more)

    monkeypatch.setattr(intake, "_take_in", die)
    lay_down(letter("x@birch.example", subject="poison"), at=at)
    lay_down(*(letter(f"x{n}@birch.example", subject=f"good {n}") for n in range(9)), at=at)
    for turn in range(20):
        with contextlib.suppress(Killed):
            clear(at + turn * timedelta(minutes=1))
    assert Ticket.objects.count() == 9
    assert Letter.objects.get(state="quarantined").subject == "poison"


def test_while_the_database_is_away_nothing_is_counted(stage, at, monkeypatch):
    def gone(*_args, **_rest):
        raise OperationalError("connection refused")

    lay_down(letter("a@birch.example"), letter("b@birch.example"), at=at)
    with monkeypatch.context() as patch:
        patch.setattr(tray, "take_in_together", gone)
        for _turn in range(5):
            with pytest.raises(OperationalError):
                clear(at)
    assert set(Letter.objects.values_list("attempts", flat=True)) == {0}
    clear(at)
    assert Ticket.objects.count() == 2


def test_a_turn_ends_in_time_and_leaves_the_rest_to_the_next(stage, at):
    lay_down(*(letter(f"x{n}@birch.example") for n in range(3)), at=at)
    assert tray.clear(lambda: at, seconds=0) is False
    assert set(Letter.objects.values_list("state", flat=True)) == {"kept"}
