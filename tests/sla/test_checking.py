"""Each thing that can be wrong with a table of promises is said in a sentence that helps."""

from datetime import UTC, datetime

import pytest

from deskhand.catalog.models import RequestType, Service
from deskhand.people.models import Team
from deskhand.sla import administration
from deskhand.sla.administration import PolicyRefused
from deskhand.sla.calendars import save_version
from deskhand.sla.checking import Remark, check
from deskhand.sla.drafts import Cell, Draft, RowDraft, draft_of
from deskhand.sla.models import Calendar, Policy
from deskhand.sla.naming import known_names
from tests.sla.tables import owe, policy, row

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
FIRST = "first_response"


@pytest.fixture
def draft(cast):
    """Make a draft of these rows beside the firm's calendar and schemes."""
    base = draft_of(administration.latest(Policy.objects.get()))

    def make(*rows: RowDraft, **more) -> Draft:
        values = {name: getattr(base, name) for name in Draft.__dataclass_fields__}
        return Draft(**{**values, "rows": rows, **more})

    return make


def told(remarks: list[Remark]) -> list[tuple[int | None, bool, str]]:
    return [(remark.row, remark.is_fault, remark.text) for remark in remarks]


def only(remarks: list[Remark]) -> Remark:
    assert len(remarks) == 1, told(remarks)
    return remarks[0]


def test_a_table_in_order_has_nothing_to_be_said(draft, cast):
    Service.objects.create(name="Mail", slug="mail")
    owe(cast.birch, policy("gold", row(FIRST)), "24x7")
    rows = (
        row(FIRST, 8),
        row(FIRST, 4, condition="service:mail"),
        row(FIRST, 1, condition="contract:24x7 channel:phone"),
        row("callback", 1, condition="channel:phone", start="passed_on"),
        row("resolution", 9, start="handover", start_tier=1),
        row("update", 9, steps=({"kind": "percent", "value": 75, "action": "notify"},)),
    )
    assert check(draft(*rows), at=AT) == []


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (row(FIRST, condition="priority:1"), "Priority is a column of the table"),
        (row(FIRST, condition="band:after"), "The hours are columns of the table"),
        (row(FIRST, condition="servce:mail"), "did you mean `service`?"),
        (row(FIRST, condition='"'), "at character 1"),
        (row(FIRST, condition="kind:incident kind:request"), "contradicts itself"),
        (row(FIRST, condition="service:fax"), "There is no service “fax”. Add it in Setup"),
        (row(FIRST, condition="request:fax"), "There is no request type “fax”"),
        (row(FIRST, condition="org:fax"), "There is no organization “fax”"),
        (row(FIRST, condition="site:fax"), "There is no site “fax”"),
        (row("promise_date"), "A policy promises no"),
        (row("promise"), "A policy promises no"),
        (row(FIRST, start="whim"), "starts nothing"),
        (row("next_response", start="handover"), "begins with what it answers"),
        (row("update", start="status", start_category="open"), "begins with what it answers"),
        (row(FIRST, start="handover", start_tier=4), "No team works on tier 4"),
        (row(FIRST, start="status"), "Choose a category"),
        (row(FIRST, start="status", start_category="whim"), "Choose a category"),
        (row(FIRST, 0), "no time at all is no promise"),
        (row(FIRST, 99_999), "never falls due within ten years"),
        (row(FIRST, 30_000, unit="business"), "never falls due within ten years"),
        (row(FIRST, {9: 1}), "has no level 9"),
        (row(FIRST, carry="never"), "Which of two bands holds"),
        (row(FIRST, steps=({"kind": "whim"},)), "Step 1 cannot be: a step is one of"),
        (row(FIRST, steps=({"kind": "due", "value": "x"},)), "whole numbers"),
        (row(FIRST, steps=("due",)), "Step 1 cannot be"),
    ],
)
def test_a_fault_is_said_with_its_row(draft, wrong, words):
    remarks = [r for r in check(draft(row("resolution"), wrong), at=AT) if r.is_fault]
    assert {remark.row for remark in remarks} == {1}
    assert all(words in remark.text for remark in remarks), told(remarks)


def test_a_status_that_the_scheme_lacks_starts_nothing(draft):
    made = draft(row(FIRST, start="status", start_category="held"))
    assert check(made, at=AT) == []
    made.status_scheme.statuses.filter(category="held").delete()
    assert "has no status “On hold”" in only(check(made, at=AT)).text


@pytest.mark.parametrize("category", ["new", "open", "solved", "closed", "cancelled"])
def test_statuses_that_the_desk_sets_itself_must_be_there(draft, category):
    made = draft(row(FIRST))
    made.status_scheme.statuses.filter(category=category).update(archived_at=AT)
    remark = only(check(made, at=AT))
    assert (remark.row, remark.is_fault) == (None, True)
    assert "which every ticket may need" in remark.text


def test_priorities_must_be_there(draft):
    made = draft()
    made.priority_scheme.priorities.all().delete()
    assert "has no priorities" in only(check(made, at=AT)).text


def test_a_team_that_is_put_away_or_on_another_tier_gets_nothing(draft):
    team = Team.objects.create(name="Support", slug="support", tier=2)
    wrong = row(FIRST, start="handover", start_team=team, start_tier=3)
    assert "works on tier 2" in only(check(draft(wrong), at=AT)).text
    team.archived_at = AT
    assert "is put away" in only(check(draft(wrong), at=AT)).text


def test_a_calendar_without_hours_is_never_due(draft):
    shut = Calendar.objects.create(name="Shut", slug="shut")
    weekly = {day: [] for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")}
    spec = {"tz": "UTC", "weekly": weekly, "holidays": [], "exceptions": {}}
    save_version(shut, spec, at=AT)
    remarks = check(draft(row(FIRST, {1: 1}, unit="business", calendar=shut)), at=AT)
    assert "never falls due within ten years" in remarks[0].text
    assert remarks[0].is_fault


def test_what_stands_behind_an_earlier_row_of_the_same_condition_is_never_reached(draft):
    twice = (row(FIRST, condition="channel:phone"), row(FIRST, condition="channel:phone"))
    remark = only(check(draft(*twice), at=AT))
    assert (remark.row, remark.is_fault) == (1, True)
    assert "First response, row 2 is never reached" in remark.text


@pytest.mark.parametrize(
    ("first", "second", "is_hidden"),
    [
        ("channel:phone,web", "channel:phone", True),
        ("channel:phone", "channel:phone,web", False),
        ("channel:phone", "channel:phone kind:question", False),  # it is tried first
        ("kind:incident,request,problem,change,question", "kind:question", True),
        ("", "", True),
    ],
)
def test_what_is_hidden_is_found_by_its_meaning(draft, first, second, is_hidden):
    rows = (row(FIRST, condition=first), row(FIRST, condition=second))
    faults = [remark for remark in check(draft(*rows), at=AT) if remark.is_fault]
    assert bool(faults) is is_hidden


def test_rows_of_other_kinds_hide_nothing(draft):
    assert check(draft(row(FIRST), row("resolution")), at=AT) == []


@pytest.mark.parametrize(
    ("first", "second", "ties"),
    [
        ("channel:phone", "kind:question", True),
        ("channel:phone", "channel:web", False),
        ("channel:phone", "channel:phone,web", True),
        ("channel:phone", "kind:question channel:web", False),
        ("tag:a", "tag:b", True),
        ("service:mail", 'service:"Mail hosting"', None),
        ("service:mail", "service:none", False),
    ],
)
def test_two_rows_that_can_match_one_ticket_alike_are_warned_of(draft, first, second, ties):
    Service.objects.create(name="Mail hosting", slug="mail")
    rows = (row(FIRST, condition=first, name="One"), row(FIRST, condition=second, name="Two"))
    remarks = check(draft(*rows), at=AT)
    if ties is None:  # the same thing under another name: it is hidden
        assert only(remarks).is_fault
    elif ties:
        assert not only(remarks).is_fault
        assert "One and Two can match one ticket" in only(remarks).text
    else:
        assert remarks == []


def test_a_label_that_nobody_has_yet_is_only_warned_of(draft):
    remark = only(check(draft(row(FIRST, condition="contract:gold")), at=AT))
    assert not remark.is_fault
    assert "under the label “gold” yet" in remark.text


def test_what_a_pack_is_about_to_make_is_known(draft):
    made = draft(row(FIRST, condition="service:fax request:dial contract:gold"))
    known = known_names(("service", "request", "contract"))
    known = known.also(service=["fax"], request=["dial"], contract=["gold"])
    assert check(made, at=AT, known=known) == []
    RequestType.objects.create(name="Dial", slug="dial")
    known = known_names(("service", "request", "contract"))
    service, label = check(made, at=AT, known=known)
    assert "There is no service “fax”" in service.text
    assert (service.is_fault, label.is_fault) == (True, False)


def cells(inside: Cell, after: Cell) -> RowDraft:
    return RowDraft(FIRST, (inside, after))


def test_open_time_in_hours_beside_all_time_after_them_is_warned_of(draft):
    made = cells(Cell(1, "in", "business", 3600), Cell(1, "after", "calendar", 7200))
    remark = only(check(draft(made), at=AT))
    assert not remark.is_fault
    assert "1 Urgent: in hours it counts open time" in remark.text


def test_late_reporting_that_pays_is_warned_of_unless_the_earlier_holds(draft):
    made = cells(Cell(1, "in", "calendar", 3600), Cell(1, "after", "calendar", 7200))
    remark = only(check(draft(made), at=AT))
    assert "who reports at Wed 07:30 is answered sooner" in remark.text
    assert check(draft(made, carry="earliest"), at=AT) == []


@pytest.mark.parametrize(
    ("holds", "words"),
    [
        ({"first_response": ["held"]}, "No status holds an answer"),
        ({"resolution": ["whim"]}, "whim can hold no clock"),
        ({"whim": ["held"]}, "whim can hold no clock"),
    ],
)
def test_what_holds_is_checked(draft, holds, words):
    remark = only(check(draft(row(FIRST), holds=holds), at=AT))
    assert (remark.row, remark.is_fault) == (None, True)
    assert words in remark.text


def test_nothing_is_saved_with_a_fault_and_what_is_doubtful_is_handed_back(cast, draft):
    made = Policy.objects.get()
    with pytest.raises(PolicyRefused) as refused:
        administration.publish(made, draft(row(FIRST, 0)), at=AT)
    assert "no time at all" in str(refused.value)
    assert made.versions.count() == 1
    rows = (row(FIRST, condition="channel:phone"), row(FIRST, condition="kind:question"))
    version, remarks = administration.publish(made, draft(*rows), at=AT)
    assert (version.number, len(remarks)) == (2, 1)
    assert draft_of(version).rows == rows


def test_the_firms_own_pack_holds(cast):
    made = draft_of(administration.latest(Policy.objects.get()))
    assert [remark for remark in check(made, at=AT) if remark.is_fault] == []
