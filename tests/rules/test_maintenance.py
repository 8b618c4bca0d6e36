"""Entitlement by days: a release within a term is due for ever, and each refusal has its reason."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deskhand.rules.maintenance import State, Why, entitlement, following
from deskhand.rules.terms import A_DAY, Span

APRIL_14 = date(2026, 4, 14)
LAST_YEAR = Span(date(2025, 4, 1), date(2026, 3, 31))
THIS_YEAR = Span(date(2026, 4, 1), date(2027, 3, 31))
LATER = Span(date(2026, 5, 1), date(2027, 4, 30))


@pytest.mark.parametrize(
    ("terms", "why"),
    [
        pytest.param([], Why.NONE, id="no maintenance"),
        pytest.param([THIS_YEAR], Why.IN_TERM, id="within a term"),
        pytest.param([Span(APRIL_14, APRIL_14)], Why.IN_TERM, id="a term of that day alone"),
        pytest.param([Span(date(2026, 1, 1), APRIL_14)], Why.IN_TERM, id="on the last day"),
        pytest.param([LAST_YEAR], Why.AFTER, id="lapsed before"),
        pytest.param([LATER], Why.BEFORE, id="begins later"),
        pytest.param([LATER, LAST_YEAR], Why.BETWEEN, id="in a gap"),
        pytest.param([LAST_YEAR, THIS_YEAR], Why.IN_TERM, id="renewed without a gap"),
    ],
)
def test_a_published_release_is_due_within_a_term(terms, why):
    told = entitlement(State.PUBLISHED, APRIL_14, terms)
    assert told.why == why
    assert told.is_entitled == told.is_available == (why == Why.IN_TERM)


def test_a_reason_names_the_terms_on_either_side():
    told = entitlement(State.PUBLISHED, APRIL_14, [LATER, LAST_YEAR])
    assert (told.earlier, told.later) == (LAST_YEAR, LATER)


@pytest.mark.parametrize(
    ("state", "obtained", "available", "why"),
    [
        (State.DRAFT, False, False, Why.DRAFT),
        (State.WITHDRAWN, False, False, Why.WITHDRAWN),
        (State.WITHDRAWN, True, True, Why.WITHDRAWN),
        (State.PUBLISHED, True, True, Why.OBTAINED),
    ],
)
def test_what_was_obtained_stays_and_what_is_not_out_is_not_to_be_had(
    state, obtained, available, why
):
    told = entitlement(state, APRIL_14, [], obtained=obtained)
    assert (told.is_entitled, told.is_available, told.why) == (False, available, why)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
spans = st.builds(
    lambda first, length: Span(first, first + timedelta(days=length)), days, st.integers(0, 800)
)


@given(days, st.lists(spans, max_size=5))
def test_it_is_due_exactly_within_a_term(day, terms):
    told = entitlement(State.PUBLISHED, day, terms)
    assert told.is_entitled == any(day in term for term in terms)
    assert told.term is None or day in told.term


@given(days, st.lists(spans, max_size=5), spans, st.sampled_from(State), st.booleans())
def test_another_term_never_takes_away(day, terms, more, state, obtained):
    before = entitlement(state, day, terms, obtained=obtained)
    after = entitlement(state, day, [*terms, more], obtained=obtained)
    assert after.is_entitled >= before.is_entitled
    assert after.is_available >= before.is_available


@given(days, st.lists(spans, max_size=5), st.sampled_from([State.PUBLISHED, State.WITHDRAWN]))
def test_what_was_obtained_is_available_whatever_the_terms(day, terms, state):
    assert entitlement(state, day, terms, obtained=True).is_available


@given(days, st.lists(spans, max_size=5))
def test_terms_on_either_side_stand_on_their_sides(day, terms):
    told = entitlement(State.PUBLISHED, day, terms)
    assert told.earlier is None or told.earlier.last < day
    assert told.later is None or told.later.first > day


@pytest.mark.parametrize(
    ("term", "follows"),
    [
        (LAST_YEAR, THIS_YEAR),
        (Span(date(2024, 2, 29), date(2025, 2, 27)), Span(date(2025, 2, 28), date(2026, 2, 27))),
        (Span(date(2026, 1, 1), date(2026, 1, 31)), Span(date(2026, 2, 1), date(2026, 2, 28))),
        (Span(date(2026, 1, 1), date(2026, 1, 10)), Span(date(2026, 1, 11), date(2026, 1, 20))),
    ],
)
def test_the_next_term_is_as_long(term, follows):
    assert following(term) == follows


@given(spans)
def test_the_next_term_leaves_no_gap(term):
    assert following(term).first == term.last + A_DAY
    assert following(term).last >= following(term).first
