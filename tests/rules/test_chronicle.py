"""Which clocks a ticket has from all that happened on it."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.rules.chronicle import Happening, Run, Terms, unfold

AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
USUAL = {
    "first_response": Terms(),
    "next_response": Terms(),
    "update": Terms(holds=frozenset({"waiting_requester"})),
    "resolution": Terms(holds=frozenset({"waiting_requester"})),
}


def hours(number: float) -> datetime:
    return AT + timedelta(hours=number)


def happened(number: float, kind: str, **more) -> Happening:
    return Happening(hours(number), kind, **more)


def stood(number: float, category: str) -> Happening:
    return happened(number, "status", category=category, words=category)


def told(runs: list[Run]) -> list[str]:
    """Each clock as a line: its kind, its start, its events, all in hours after receipt."""

    def hour(at: datetime | None) -> str:
        return "?" if at is None else f"{(at - AT) / timedelta(hours=1):g}"

    return [
        " ".join([run.kind, hour(run.started_at), *(f"{e.kind}@{hour(e.at)}" for e in run.events)])
        for run in runs
    ]


@pytest.mark.parametrize(
    ("happenings", "clocks"),
    [
        pytest.param([], ["first_response 0", "resolution 0"], id="receipt"),
        pytest.param(
            [happened(1, "answered"), happened(2, "wrote"), happened(3, "wrote")],
            ["first_response 0 stop@1", "resolution 0", "update 1", "next_response 2"],
            id="a question after an answer is owed one, from the oldest",
        ),
        pytest.param(
            [happened(1, "wrote"), happened(2, "answered"), happened(4, "answered")],
            ["first_response 0 stop@2", "resolution 0", "update 2 stop@4", "update 4"],
            id="a question before the first answer owes nothing more",
        ),
        pytest.param(
            [stood(1, "waiting_requester"), stood(3, "open"), stood(4, "solved")],
            ["first_response 0", "resolution 0 pause@1 resume@3 stop@4"],
            id="a status holds the work and never the answer",
        ),
        pytest.param(
            [stood(1, "solved"), stood(3, "open")],
            ["first_response 0", "resolution 0 stop@1 reopen@3"],
            id="reopened, the resolution goes on",
        ),
        pytest.param(
            [stood(1, "closed"), stood(3, "open")],
            ["first_response 0 cancel@1", "resolution 0 stop@1 reopen@3", "first_response 3"],
            id="closed unanswered and opened again, an answer is owed anew",
        ),
        pytest.param(
            [stood(1, "cancelled")],
            ["first_response 0 cancel@1", "resolution 0 cancel@1"],
            id="cancelled",
        ),
        pytest.param(
            [stood(1, "solved"), happened(1, "answered")],
            ["first_response 0 stop@1", "resolution 0 stop@1", "update 1 stop@1"],
            id="at one instant the answer comes before what it solves",
        ),
    ],
)
def test_what_happened_makes_these_clocks(happenings: list[Happening], clocks: list[str]) -> None:
    assert told(unfold(AT, happenings, USUAL)) == clocks


@pytest.mark.parametrize(
    ("terms", "happenings", "clock"),
    [
        (Terms("handover"), [], "?"),
        (Terms("handover"), [happened(2, "handover", team=1, tier=2)], "2"),
        (Terms("handover", team=1), [happened(2, "handover", team=2, tier=2)], "?"),
        (Terms("handover", tier=2), [happened(2, "handover", team=2, tier=2)], "2"),
        (Terms("passed_on"), [happened(1, "passed_on"), happened(2, "passed_on")], "1"),
        (Terms("status", category="open"), [stood(1, "held"), stood(2, "open")], "2"),
        (Terms("status", category="new"), [], "0"),
        (Terms("date"), [happened(3, "date")], "3"),
    ],
)
def test_a_clock_waits_for_what_it_starts_with(
    terms: Terms, happenings: list[Happening], clock: str
) -> None:
    assert told(unfold(AT, happenings, {"resolution": terms})) == [f"resolution {clock}"]


def test_what_starts_while_held_is_held_at_once() -> None:
    terms = {"resolution": Terms("handover", holds=frozenset({"held"}))}
    runs = unfold(AT, [stood(1, "held"), happened(2, "handover"), stood(3, "open")], terms)
    assert told(runs) == ["resolution 2 pause@2 resume@3"]


def test_an_answer_does_not_meet_what_has_not_begun_and_solving_ends_it() -> None:
    terms = {"first_response": Terms("handover")}
    runs = unfold(AT, [happened(1, "answered"), stood(2, "solved")], terms)
    assert told(runs) == ["first_response ? cancel@2"]


def test_what_had_begun_before_begins_at_once_when_it_is_owed_again() -> None:
    terms = {"first_response": Terms("handover")}
    story = [happened(1, "handover"), stood(2, "closed"), stood(3, "open")]
    assert told(unfold(AT, story, terms)) == [
        "first_response 1 cancel@2",
        "first_response 3",
    ]
