"""The book of units: what must hold whatever is recorded, in whatever order."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deskhand.rules.ledger.book import record_all
from deskhand.rules.ledger.contract import Contract, WhenEmpty
from deskhand.rules.ledger.events import (
    Answer,
    Appointment,
    Closing,
    Correction,
    Goodwill,
    Purchase,
    Reversal,
)
from deskhand.rules.ledger.replay import Grant

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2024, 6, 30, 22, tzinfo=UTC)
DAY = timedelta(days=1)
LATER = START + 900 * DAY


def terms(**more) -> Contract:
    return Contract(zone=BERLIN, starts_at=START, year_start=(7, 1), **more)


def on(day: int) -> datetime:
    return START + day * DAY + timedelta(hours=10)


def told(kind, key, day, *, recorded=None, **more):
    recorded_at = on(day if recorded is None else recorded)
    return kind(key=key, effective_at=on(day), recorded_at=recorded_at, **more)


@pytest.mark.parametrize(("left", "carried", "expired"), [(14, 14, 0), (15, 15, 0), (16, 15, 1)])
def test_up_to_fifteen_units_roll_over(left, carried, expired):
    book = record_all(terms(), [told(Purchase, "p", 1, units=left)], as_of=LATER)
    [first, *_] = book.state(START + 366 * DAY).carries
    assert (first.carried, first.expired) == (carried, expired)


def test_work_that_is_entered_late_draws_on_its_own_year_and_the_rollover_follows():
    """Promises, section 10: 20 left, 15 carried, 5 expired; 90 minutes typed late leave 17."""
    events = [told(Purchase, "p", 1, units=20)]
    before = record_all(terms(), events, as_of=LATER).state(on(370))
    late = told(Appointment, "a", 360, recorded=370, ticket="T", minutes=90)
    after = record_all(terms(), [*events, late], as_of=LATER).state(on(370))
    assert [(c.carried, c.expired) for c in before.carries] == [(15, 5)]
    assert [(c.carried, c.expired) for c in after.carries] == [(15, 2)]
    assert (after.available, after.consumed, after.expired) == (15, 3, 2)


def test_late_work_in_a_closed_period_is_an_adjustment_in_the_open_one():
    events = [
        told(Purchase, "p", 1, units=20),
        told(Closing, "c", 369, until=START + 366 * DAY),
        told(Appointment, "a", 360, recorded=370, ticket="T", minutes=90),
    ]
    state = record_all(terms(), events, as_of=LATER).state(on(370))
    assert [(c.carried, c.expired) for c in state.carries] == [(15, 5)]
    assert (state.available, state.consumed) == (12, 3)


def test_an_answer_charges_once_however_many_follow():
    events = [told(Purchase, "p", 1, units=5)]
    events += [told(Answer, f"a{n}", n + 2, ticket="T") for n in range(4)]
    assert record_all(terms(), events, as_of=LATER).state(on(9)).consumed == 1


@pytest.mark.parametrize(("both", "consumed"), [(False, 3), (True, 4)])
def test_answer_and_appointment_charge_the_higher_or_both(both, consumed):
    events = [
        told(Purchase, "p", 1, units=9),
        told(Answer, "a", 2, ticket="T"),
        told(Appointment, "b", 3, ticket="T", minutes=61),
    ]
    assert record_all(terms(both=both), events, as_of=LATER).state(on(9)).consumed == consumed


def test_fifty_charges_against_ten_units_leave_ten():
    events = [told(Purchase, "p", 1, units=10)]
    events += [told(Answer, f"a{n}", 2, ticket=f"T{n}") for n in range(50)]
    book = record_all(terms(), events, as_of=LATER)
    assert book.state(on(3)).consumed == 10
    assert len(book.refused) == 40


KEYS = st.integers(0, 24).map("k{}".format)
DAYS = st.integers(0, 800)
LAGS = st.sampled_from([0, 0, 0, 1, 5, 40, 400])


@st.composite
def events(draw):
    made = []
    for number in range(draw(st.integers(1, 24))):
        day, lag = draw(DAYS), draw(LAGS)
        at = {"key": f"k{number}", "effective_at": on(day), "recorded_at": on(day + lag)}
        target = f"k{draw(st.integers(0, number))}"
        ticket = draw(st.sampled_from("TUV"))
        made.append(
            draw(
                st.sampled_from(
                    [
                        Purchase(**at, units=draw(st.integers(0, 12))),
                        Goodwill(**at, units=draw(st.integers(1, 3))),
                        Answer(**at, ticket=ticket),
                        Appointment(**at, ticket=ticket, minutes=draw(st.integers(0, 200))),
                        Appointment(**at, ticket=ticket, minutes=draw(st.integers(30, 130))),
                        Reversal(**at, target=target, as_goodwill=draw(st.booleans())),
                        Correction(**at, target=target, minutes=draw(st.integers(0, 200))),
                        Closing(**at, until=on(max(0, day - draw(st.integers(0, 90))))),
                    ]
                )
            )
        )
    return made


CONTRACTS = st.builds(
    terms,
    rollover_cap=st.integers(0, 15),
    pack_days=st.sampled_from([None, None, 30, 200]),
    when_empty=st.sampled_from(WhenEmpty),
    limit=st.integers(0, 5),
    both=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(CONTRACTS, events(), st.integers(0, 1300))
def test_units_are_neither_made_nor_lost(contract, recorded, day):
    at = on(day)
    book = record_all(contract, recorded, as_of=at)
    state = book.state(at)
    given_in = sum(p.units for p in book.postings if isinstance(p, Grant) and p.at <= at)
    assert state.available + state.consumed + state.expired == given_in
    assert all(lot.left >= 0 for lot in state.lots)
    assert all(c.carried <= contract.rollover_cap for c in state.carries)
    assert sum(lot.left for lot in state.living(at)) == sum(lot.left for lot in state.lots)
    allowed = contract.limit if contract.when_empty is WhenEmpty.NEGATIVE else 0
    assert state.overdraft <= state.deepest <= allowed
    for lot in state.lots:
        drawn = sum(d.units for ds in state.draws.values() for d in ds if d.lot is lot)
        assert drawn + lot.left + lot.expired + lot.carried == lot.granted


@settings(max_examples=60, deadline=None)
@given(CONTRACTS, events(), st.randoms(use_true_random=False))
def test_sent_twice_and_out_of_order_makes_the_same_book(contract, recorded, chance: random.Random):
    # Events recorded at one instant are taken in the order in which they came.
    apart = [
        replace(event, recorded_at=event.recorded_at + timedelta(seconds=n))
        for n, event in enumerate(recorded)
    ]
    again = [replace(event, recorded_at=event.recorded_at + 3 * DAY) for event in apart]
    shuffled = [*apart, *again]
    chance.shuffle(shuffled)
    once, twice = (record_all(contract, each, as_of=LATER) for each in (apart, shuffled))
    assert once.postings == twice.postings
    assert (once.refused, once.asked) == (twice.refused, twice.asked)
    assert twice.errors == []


@settings(max_examples=60, deadline=None)
@given(events())
def test_what_is_reversed_at_once_was_as_if_it_never_was(recorded):
    grants = [e for e in recorded if isinstance(e, Purchase | Goodwill)]
    charge = told(Appointment, "x", 500, ticket="X", minutes=90)
    back = told(Reversal, "y", 500, recorded=501, target="x")
    without = record_all(terms(), grants, as_of=LATER).state(LATER)
    after = record_all(terms(), [*grants, charge, back], as_of=LATER).state(LATER)
    assert (after.available, after.expired, after.consumed) == (
        without.available,
        without.expired,
        0,
    )
