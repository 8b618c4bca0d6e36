"""Charges as the service descriptions state them, with concrete numbers (product text, B and E)."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.rating.appointments import Outcome, UnitRule, units_for
from deskhand.rules.rating.budgets import Block, Month, Record, Span, block_hours
from deskhand.rules.rating.entries import Effect, NoRate, Rule, Terms, Work, rate
from deskhand.rules.rating.rounding import Mode, Rounding
from deskhand.rules.rating.splitting import SplitMode, Splitting
from deskhand.rules.worktime import WEEKDAYS, Calendar

OFFICE = Calendar.from_spec(
    {
        "tz": "UTC",
        "weekly": {day: [["08:00", "17:00"]] for day in WEEKDAYS[:5]},
    }
)
MINUTE, HOUR = 60, 3600


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-06-{text}:00").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("minutes", "units"),
    [(0, 0), (1, 2), (60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5), (-5, 0)],
)
def test_an_appointment_costs_by_its_length(minutes, units):
    assert units_for(minutes * MINUTE) == units


def test_a_second_beyond_the_hour_begins_the_next_half_hour():
    assert UnitRule().units(HOUR + 1) == 3


@pytest.mark.parametrize("outcome", [o for o in Outcome if o is not Outcome.CONCLUDED])
def test_only_what_was_concluded_costs_where_the_contract_says_nothing(outcome):
    assert units_for(HOUR, outcome) == 0


def excluded_after_hours() -> list[Rule]:
    return [
        Rule(lambda f: f["kind"] == "request" and f.get("minor", False), Effect.COVERED),
        Rule(lambda f: f["kind"] == "request", Effect.EXCLUDED),
        Rule(lambda f: f["band"] == "after", Effect.EXCLUDED, multiplier_permille=1500),
    ]


def managed(**more) -> Terms:
    rates = {"engineer": {"in": 10_000, "after": 12_000}}
    return Terms(OFFICE, rules=excluded_after_hours(), rates=rates, **more)


def worked(begin: str, end: str, **facts) -> Work:
    return Work(at(begin), at(end), {"kind": "incident", "role": "engineer", **facts})


def test_after_hours_incident_response_is_excluded_and_split_at_closing():
    lines = rate(worked("10 16:30", "10 18:00"), managed()).lines
    assert [(x.effect, x.band, x.seconds, x.amount) for x in lines] == [
        (Effect.COVERED, "in", 1800, 0),
        (Effect.EXCLUDED, "after", HOUR, 18_000),
    ]


def test_a_minor_service_request_is_included_and_another_is_not():
    minor = rate(worked("10 09:00", "10 10:00", kind="request", minor=True), managed())
    large = rate(worked("10 09:00", "10 10:00", kind="request", minor=False), managed())
    assert (minor.total, large.total) == (0, 10_000)


def test_a_block_of_hours_that_ends_in_the_middle_of_an_entry_is_split():
    terms = Terms(OFFICE, default=Effect.BLOCK, rates={"engineer": {"in": 9_000}})
    rated = rate(worked("10 09:00", "10 11:00"), terms, block_left_seconds=90 * MINUTE)
    assert [(x.effect, x.billed_seconds, x.amount) for x in rated.lines] == [
        (Effect.BLOCK, 5400, 0),
        (Effect.OVERRUN, 1800, 4_500),
    ]


def test_rounding_is_once_for_the_whole_entry():
    terms = managed(rounding=Rounding(20 * MINUTE, 10 * MINUTE, Mode.UP))
    lines = rate(worked("10 16:33", "10 17:13"), terms).lines
    assert [(x.effect, x.seconds, x.billed_seconds) for x in lines] == [
        (Effect.COVERED, 27 * MINUTE, 0),
        (Effect.EXCLUDED, 13 * MINUTE, 20 * MINUTE),
    ]


def test_a_price_that_nobody_named_is_refused():
    with pytest.raises(NoRate):
        rate(worked("10 18:00", "10 19:00", role="director"), managed())


instants = st.integers(0, 20 * 24 * HOUR).map(lambda s: at("01 00:00").timestamp() + s)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@given(instants, st.integers(0, 3 * 24 * HOUR))
def test_pieces_are_as_long_as_the_work_however_it_is_split(begin, seconds):
    stretch = moment(begin), moment(begin + seconds)
    for mode in SplitMode:
        for grace in (0, HOUR, None):
            pieces = Splitting(mode, grace).pieces(*stretch, calendar=OFFICE)
            assert sum(piece.seconds for piece in pieces) == seconds
            assert all(a.band != b.band for a, b in pairwise(pieces))


@given(
    instants,
    st.integers(1, 2 * 24 * HOUR),
    st.builds(
        Rounding,
        st.integers(0, 2 * HOUR),
        st.sampled_from([0, 1, 60, 360, 900]),
        st.sampled_from(Mode),
    ),
    st.one_of(st.none(), st.integers(0, 10 * HOUR)),
    st.sampled_from([Effect.EXCLUDED, Effect.BLOCK, Effect.UNITS]),
)
def test_what_is_billed_is_the_rounded_time_and_nothing_else(
    begin, seconds, rounding, left, effect
):
    rates = {"engineer": {"in": 9_999, "after": 14_501}}
    terms = Terms(OFFICE, default=effect, rates=rates, rounding=rounding)
    work = Work(moment(begin), moment(begin + seconds), {"role": "engineer"})
    rated = rate(work, terms, block_left_seconds=left)
    assert sum(line.billed_seconds for line in rated.lines) == rounding.round(seconds)
    assert sum(line.seconds for line in rated.lines) == seconds
    assert all(line.billed_seconds >= 0 and line.amount >= 0 for line in rated.lines)
    drawn = sum(line.billed_seconds for line in rated.lines if line.effect is Effect.BLOCK)
    assert left is None or drawn <= left or effect is not Effect.BLOCK


@given(st.lists(st.tuples(st.integers(0, 364), st.integers(0, 9 * HOUR)), max_size=40))
def test_a_block_gives_no_more_than_was_allowed_and_loses_nothing(work):
    span = Span(ZoneInfo("UTC"), Month(2026, 1), Month(2026, 12))
    block = Block(
        10 * HOUR, fee=0, overrun_minor_per_hour=6000, carry_months=2, cap_seconds=12 * HOUR
    )
    records = [
        Record(moment(datetime(2026, 1, 1, tzinfo=UTC).timestamp() + d * 86400), s) for d, s in work
    ]
    told = list(block_hours(span, block, records).values())
    assert sum(m.covered + m.overrun for m in told) == sum(s for _d, s in work)
    for month in told:
        spent = month.covered + month.lapsed + month.carried_out
        assert spent == month.allowance + month.carried_in
        assert 0 <= month.carried_out <= 12 * HOUR
    for before, after in pairwise(told):
        assert after.carried_in == before.carried_out
