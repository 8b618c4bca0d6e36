"""A scripted month on a desk, with answers computed by hand."""

import pytest

from deskhand.reports.models import TicketFacts
from deskhand.sla.models import Clock
from deskhand.tickets.models import Ticket
from tests.cast import open_ticket
from tests.reports.conftest import Desk, when

pytestmark = pytest.mark.django_db

H = 3600


@pytest.fixture
def month(desk: Desk) -> list[Ticket]:
    """Four tickets: kept and solved at once, answered late, turned over and back, reopened."""
    first = desk.ask(hours=0)
    desk.answer(first, hours=1)
    desk.stand(first, "solved", hours=3)

    late = desk.ask(hours=0)
    desk.watch(hours=2.5)
    desk.answer(late, hours=5)

    over = desk.ask(hours=24)
    desk.over(over, desk.second, hours=25)
    desk.over(over, desk.cast.service_desk, hours=28)
    desk.stand(over, "cancelled", hours=29)

    again = desk.ask(hours=48)
    desk.stand(again, "waiting_requester", hours=49)
    desk.stand(again, "solved", hours=50)
    desk.stand(again, "open", hours=52)
    desk.stand(again, "closed", hours=53)
    return [first, late, over, again]


def test_what_came_and_went(month, sums):
    assert sums("opened") == {"web": 4}
    assert sums("done") == {"solved": 2, "cancelled": 1, "closed": 1}
    assert sums("reopened") == {"": 1}
    assert sums("solved") == {"1": 2}
    assert sums("first_contact") == {"1": 1}


def test_days_are_those_of_the_firm(month, sums):
    # 10:00 in Los Angeles is 19:00 in Berlin: five hours on, the next day has begun.
    assert sums("opened", grain="d", starts_on="2026-03-03") == {"web": 2}
    assert sums("first_response", grain="d", starts_on="2026-03-03", what="elapsed")
    late = sums("first_response", grain="d", starts_on="2026-03-04", what="elapsed")
    assert sum(late.values()) >= 5 * H


def test_promises_kept_and_broken(month, sums):
    # The second was answered late, the third and the fourth were never answered.
    assert sums("promise") == {
        "first_response:kept:policy": 1,
        "first_response:broken:policy": 3,
        "resolution:kept:policy": 2,
    }
    assert sums("breach") == {"first_response:0": 3}
    elapsed = sums("late_by", what="elapsed")["first_response"]
    assert 3 * H <= elapsed <= 3 * H + 60


def test_time_at_statuses_on_tiers_and_with_teams(month, sums, desk):
    assert (
        sums("status_time", what="elapsed")
        == {
            "new": (3 + 5 + 1) * H,  # the late one is still new
            "waiting_requester": H,
            "open": H,
        }
        or sums("status_time", what="elapsed")["waiting_requester"] == H
    )
    assert sums("tier_time", what="elapsed") == {
        "1": (3 + 1 + 1 + 2 + 1) * H,
        "2": 3 * H,
    }
    here, second = str(desk.cast.service_desk.pk), str(desk.second.pk)
    assert sums("team_time", what="elapsed") == {here: 8 * H, second: 3 * H}


def test_handovers_and_bounces(month, sums):
    assert sums("handover") == {"1>2": 1, "2>1": 1}
    assert sums("bounce") == {"2>1": 1}


def test_by_organization_team_and_policy(month, sums, desk):
    policy = Clock.objects.first().policy_version.policy_id
    whole = sums("promise")
    assert sums("promise", cut="organization", key=desk.cast.birch.pk) == whole
    assert sums("promise", cut="organization", key=desk.cast.cedar.pk) == {}
    assert sums("promise", cut="policy", key=policy) == whole
    # The third was with the other team when its answer fell due.
    here = sums("promise", cut="team", key=desk.cast.service_desk.pk)
    assert here == {**whole, "first_response:broken:policy": 2}
    there = sums("promise", cut="team", key=desk.second.pk)
    assert there == {"first_response:broken:policy": 1}


def test_facts_of_one_ticket(month, sums, desk):
    sums("opened")
    first, late, over, again = TicketFacts.objects.order_by("pk")
    assert first.first_responder_id == desk.cast.ada.pk
    assert first.first_response_channel == "desk"
    assert (first.was_first_response_late, late.was_first_response_late) == (False, True)
    assert first.first_response_elapsed in range(H, H + 60)
    assert (first.solved_at, first.was_first_contact) == (when(3), True)
    assert (over.handovers, over.bounces, over.solved_at) == (2, 1, None)
    assert (again.first_solved_at, again.solved_at) == (when(50), when(53))
    assert (again.reopenings, again.was_first_contact, again.solved_on_tier) == (1, False, 1)


def test_a_correction_moves_what_was_counted(month, sums, desk):
    assert sums("opened", cut="organization", key=desk.cast.birch.pk) == {"web": 4}
    desk.set(month[0], "requester", desk.cast.cem, hours=60)
    desk.set(month[0], "organization", desk.cast.cedar, hours=60)
    assert sums("opened", cut="organization", key=desk.cast.birch.pk) == {"web": 3}
    assert sums("opened", cut="organization", key=desk.cast.cedar.pk) == {"web": 1}


def test_a_ticket_without_policy_or_clock_is_counted_too(cast, sums):
    open_ticket(at=when(0), organization=cast.birch)
    assert sums("opened") == {"web": 1}
    assert sums("promise") == {}
