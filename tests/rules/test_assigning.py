"""Who of a team gets the next ticket."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.assigning import Candidate, pick

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def one(key: int, **more: object) -> Candidate:
    return Candidate(key, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("how", "candidates", "asks", "expected"),
    [
        pytest.param("in_turn", [one(1, last_at=NOON), one(2)], (), 2, id="who had none is first"),
        pytest.param(
            "in_turn",
            [one(1, last_at=NOON), one(2, last_at=NOON - timedelta(hours=1))],
            (),
            2,
            id="then who waits longest",
        ),
        pytest.param("least_busy", [one(1, load=3), one(2, load=2)], (), 2, id="the least work"),
        pytest.param(
            "least_busy",
            [one(1, load=4, capacity=40), one(2, load=3, capacity=10)],
            (),
            1,
            id="measured by what each may have",
        ),
        pytest.param(
            "least_busy",
            [one(1, load=2, lately=5), one(2, load=2, lately=3)],
            (),
            2,
            id="the same work goes by the week",
        ),
        pytest.param(
            "in_turn", [one(1, away="x"), one(2, last_at=NOON)], (), 2, id="not who is away"
        ),
        pytest.param(
            "in_turn",
            [one(1), one(2, last_at=NOON, skills=frozenset({"vpn"}))],
            ("vpn",),
            2,
            id="who knows it",
        ),
        pytest.param("in_turn", [one(1), one(2)], ("vpn",), 1, id="what nobody knows is not asked"),
        pytest.param(
            "in_turn",
            [one(1, load=5, capacity=5), one(2, last_at=NOON)],
            (),
            2,
            id="not who is full",
        ),
        pytest.param(
            "in_turn", [one(1, away="x"), one(2, load=1, capacity=1)], (), None, id="nobody"
        ),
        pytest.param("in_turn", [], (), None, id="an empty team"),
    ],
)
def test_one_is_chosen(how, candidates, asks, expected):
    assert pick(candidates, how=how, asks=frozenset(asks)).id == expected


def test_a_favourite_comes_first_unless_he_is_away():
    here = [one(1), one(2, last_at=NOON)]
    assert pick(here, how="in_turn", favourite=2).was_favourite
    gone = [one(1), one(2, away="x")]
    assert pick(gone, how="in_turn", favourite=2).id == 1


def test_everybody_else_is_told_why():
    made = pick([one(1), one(2, away="x"), one(3, load=9, capacity=9)], how="in_turn")
    assert dict(made.passed_over) == {2: "away", 3: "full"}


def test_turns_are_fair():
    """A hundred tickets among three are given out evenly."""
    last: dict[int, datetime] = {}
    counts = dict.fromkeys((1, 2, 3), 0)
    for n in range(99):
        made = pick([one(key, last_at=last.get(key)) for key in counts], how="in_turn")
        last[made.id or 0] = NOON + timedelta(minutes=n)
        counts[made.id or 0] += 1
    assert set(counts.values()) == {33}
