"""Packs bring contracts as templates: a new one begins with what they say, and decides by it."""

from datetime import UTC, date, datetime

import pytest

from deskhand.contracts import versions
from deskhand.contracts.deciding import decide
from deskhand.contracts.keeping import Head
from deskhand.packs import loading, reading
from deskhand.packs.checking import check
from deskhand.packs.contracts import begin, templates
from deskhand.packs.showing import shown
from deskhand.tickets.models import Kind
from tests import cast as casting
from tests.cast import BEFORE

pytestmark = pytest.mark.django_db
HEAD = Head("Support", date(2026, 1, 1))
# Nine in the morning of the Pacific, and the evening before.
MORNING = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
NIGHT = datetime(2026, 3, 4, 5, 0, tzinfo=UTC)


def signed(name, cast, at):
    loading.apply(name, at=BEFORE)
    [template] = [each for each in templates() if each.pack.name == name]
    made = begin(template, cast.birch, HEAD, at=at)
    draft = versions.draft_of(made)
    versions.publish(draft, valid_from=HEAD.begins_on, why="", by="Asta", at=at)
    return made


@pytest.mark.parametrize("name", ["managed-support", "incident-units"])
def test_what_ships_is_in_order_and_can_be_read(cast, at, name):
    pack = reading.read(name)
    assert not [problem for problem in check(pack, at=at) if problem.is_fault]
    assert "Contract:" in shown(pack)


def test_only_packs_in_force_offer_their_contracts(cast):
    assert not templates()


@pytest.mark.parametrize(
    ("moment", "more", "said", "expected"),
    [
        pytest.param(MORNING, {}, {}, "Incidents", id="an incident is included"),
        pytest.param(MORNING, {}, {"place": "onsite"}, "Incidents", id="onsite is ours to decide"),
        pytest.param(NIGHT, {}, {}, "Incidents after hours", id="after hours is excluded"),
        pytest.param(
            MORNING, {"kind": Kind.REQUEST}, {}, "New scope of work", id="new scope is excluded"
        ),
        pytest.param(
            MORNING,
            {"kind": Kind.REQUEST},
            {"is_minor": True},
            "Minor, well-defined requests",
            id="a minor request is included",
        ),
        pytest.param(MORNING, {"kind": Kind.PROBLEM}, {}, "Solution design", id="research is not"),
    ],
)
def test_pack_e_as_configuration(cast, at, moment, more, said, expected):
    signed("managed-support", cast, at)
    ticket = casting.open_ticket(requester=cast.bea, at=moment, **more)
    decision = decide(ticket, **said)
    assert decision.line.rule.name == expected
    # No allowance is ever told to the client as used up.
    assert "left" not in decision.line.rule.client_words


def test_pack_b_as_configuration(cast, at):
    made = signed("incident-units", cast, at)
    ticket = casting.open_ticket(requester=cast.bea, at=MORNING)
    assert decide(ticket).effect == "free"
    ticket.tier = 2
    assert decide(ticket).effect == "units"
    assert versions.published(made)[0].policy.slug == "incident-units"


def test_a_condition_that_cannot_be_read_is_told_with_its_line(cast, at):
    text = reading.read("managed-support").text
    wrong = text.replace('"kind:incident band:after"', '"kind:incident hours:after"')
    [problem] = [p for p in check(reading.read_text(wrong, file="x.toml"), at=at) if p.is_fault]
    assert "hours" in problem.text
    assert "Incidents after hours" in wrong.splitlines()[problem.line]
