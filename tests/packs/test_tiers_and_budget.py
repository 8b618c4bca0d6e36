"""Packs C and E: the numbers are ours where the text names no time; levels and exclusions not."""

import pytest

from deskhand.catalog.acts import acts_words
from deskhand.catalog.models import RequestType
from deskhand.desk import triage
from deskhand.people.models import Team
from deskhand.sla.administration import latest
from deskhand.sla.models import Clock, Policy
from deskhand.tickets.models import Channel
from tests.cast import reader
from tests.packs.clients import Firm, ask, when

pytestmark = pytest.mark.django_db

S = Clock.State
TIERS, BUDGET = "tiers", "managed-support"


@pytest.mark.parametrize(
    ("level", "received", "answered", "solved"),
    [
        (1, "2026-03-03 10:00", "2026-03-03 10:30", "2026-03-03 14:00"),
        (1, "2026-03-07 23:00", "2026-03-07 23:30", "2026-03-08 04:00"),
        (1, "2026-11-26 12:00", "2026-11-26 12:30", "2026-11-26 16:00"),
        (2, "2026-03-03 18:00", "2026-03-04 08:00", "2026-03-04 19:00"),
        (2, "2026-03-07 12:00", "2026-03-09 09:00", "2026-03-09 19:00"),
        (3, "2026-03-06 17:00", "2026-03-09 09:00", "2026-03-11 19:00"),
        (3, "2026-05-25 12:00", "2026-05-26 11:00", "2026-05-28 19:00"),
        (4, "2026-03-03 10:00", "2026-03-04 19:00", "2026-03-10 19:00"),
        (4, "2026-10-30 20:00", "2026-11-02 19:00", "2026-11-06 19:00"),
    ],
)
def test_support_levels_answer_and_solve_by_priority(firm: Firm, level, received, answered, solved):
    told = ask(firm, TIERS, received, level=level)
    assert (told.due(), told.due("resolution")) == (answered, solved)


def test_there_is_a_team_for_each_level_and_what_is_critical_goes_straight_to_the_third(firm: Firm):
    teams = Team.objects.filter(slug__startswith="level-").order_by("tier")
    assert [team.tier for team in teams] == [1, 2, 3, 4]
    told = ask(firm, TIERS, "2026-03-03 10:00", request="critical-failure", channel=Channel.PHONE)
    assert told.ticket.priority.name == "Critical"
    told.turn_over("2026-03-03 10:10", tier=3)
    told.ticket.refresh_from_db()
    assert told.ticket.tier == 3
    words = acts_words(RequestType.objects.get(slug="break-fix").acts)
    assert words[1:] == [
        "Once it is documented: turned over to tier 2",
        "In critical cases: turned over to tier 3",
    ]


def test_while_a_vendor_has_it_the_time_to_solve_it_stands_still(firm: Firm):
    told = ask(firm, TIERS, "2026-03-03 10:00", level=1)
    statuses = told.ticket.status.scheme.statuses
    by = reader(firm.cast.ada)
    with_vendor, working = (statuses.get(category=c) for c in ("waiting_third_party", "open"))
    at = when(TIERS, "2026-03-03 11:00")
    triage.set_field(told.ticket.pk, "status", with_vendor, by=by, at=at)
    assert told.clock("resolution").state == S.PAUSED
    at = when(TIERS, "2026-03-03 12:00")
    triage.set_field(told.ticket.pk, "status", working, by=by, at=at)
    assert told.due("resolution") == "2026-03-03 15:00"


@pytest.mark.parametrize(
    ("level", "received", "answered", "restored"),
    [
        (1, "2026-03-03 10:00", "2026-03-03 10:30", "2026-03-03 14:00"),
        (1, "2026-03-03 16:45", "2026-03-04 08:15", "2026-03-04 11:45"),
        # After hours is excluded: it waits for the next opening.
        (1, "2026-03-06 17:00", "2026-03-09 08:30", "2026-03-09 12:00"),
        (1, "2026-05-25 10:00", "2026-05-26 08:30", "2026-05-26 12:00"),
        (2, "2026-03-08 01:30", "2026-03-09 09:00", "2026-03-09 17:00"),
        (3, "2026-03-03 15:00", "2026-03-04 10:00", "2026-03-06 17:00"),
    ],
)
def test_managed_support_restores_within_open_time(firm: Firm, level, received, answered, restored):
    told = ask(firm, BUDGET, received, level=level)
    assert (told.due(), told.due("resolution")) == (answered, restored)


@pytest.mark.parametrize("slug", ["minor-request", "new-scope", "solution-design"])
def test_a_service_request_is_answered_and_its_end_is_a_date(firm: Firm, slug):
    told = ask(firm, BUDGET, "2026-03-03 10:00", request=slug)
    assert (told.due(), told.due("resolution")) == ("2026-03-04 17:00", "")


def test_what_is_excluded_needs_a_decision_that_is_told_first(firm: Firm):
    budget = latest(Policy.objects.get(slug=BUDGET)).parts["budget"]
    assert "told to the client before anything is invoiced" in budget["excluded_needs"]
    assert len(budget["excluded"]) == 3
    assert (budget["overrun"], budget["shows_allowance"]) == ("finding", False)
    assert [way["key"] for way in budget["excluded_billed"]] == ["flat-fee", "time-and-materials"]
    assert len(latest(Policy.objects.get(slug=BUDGET)).parts["onboarding"]) == 3


def test_five_clients_stand_side_by_side_each_in_its_own_words(firm: Firm):
    told = {
        pack: ask(firm, pack, "2026-03-03 10:00", level=1).ticket
        for pack in ("five-priority", "incident-units", TIERS, "hosting-promises", BUDGET)
    }
    assert [str(ticket.priority) for ticket in told.values()] == [
        "1 Urgent",
        "1 Emergency",
        "1 Critical",
        "1 Urgent",
        "1 Disruption",
    ]
    assert [ticket.status.name for ticket in told.values()] == [
        "New",
        "Received",
        "Logged",
        "Acknowledged",
        "New",
    ]
