"""Pages: to everybody of a level, up the ladder until somebody has it, ended once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from deskhand.consents.links import LinkRefused
from deskhand.desk import paging as stories
from deskhand.desk import triage
from deskhand.desk.paging import PageNotFound
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.notices.models import Delivery, Notice
from deskhand.oncall import jobs, paging
from deskhand.oncall.duty import on_duty
from deskhand.oncall.ladders import LadderRefused, Level, remove_ladder, save_ladder
from deskhand.oncall.models import Call, Ladder, Page, Rung
from deskhand.oncall.tellings import link_for
from deskhand.tickets.access import lock
from deskhand.tickets.models import Ticket
from tests import cast as casting
from tests.sla import tables

pytestmark = pytest.mark.django_db
M = timedelta(minutes=1)
BY = system("escalation")
Who = Rung.Who


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)


def ladder_of(*levels, repeats=1):
    return save_ladder(Ladder(name="Night", repeats=repeats), levels)


def page(ticket, ladder, *, at, source="step:1"):
    with transaction.atomic():
        return stories.page(
            lock(ticket.pk), ladder, source=source, words="Resolution: late", by=BY, at=at
        )


def climb(at):
    for page_id in paging.climbing(at=at):
        with transaction.atomic():
            paging.climb_on(page_id, by=BY, at=at)


def called() -> list[tuple[str, int, int]]:
    rows = Call.objects.select_related("agent__person")
    return [(str(call.agent), call.round, call.level) for call in rows]


def test_a_team_is_paged_as_a_whole_and_the_first_who_has_it_ends_it(cast, at, oven):
    cast.asta.teams.add(cast.service_desk)
    found = page(oven, ladder_of(Level(Who.TICKET_TEAM), Level(Who.LEAD)), at=at)
    assert sorted(called()) == [("Ada", 1, 1), ("Asta", 1, 1)]
    notices = Notice.objects.filter(kind="paged")
    assert all(notice.is_urgent for notice in notices) and notices.count() == 2
    stories.acknowledge(found.pk, way="desk", by=casting.reader(cast.ada), at=at + M)
    late = stories.acknowledge(found.pk, way="desk", by=casting.reader(cast.asta), at=at + 2 * M)
    assert (late.state, late.agent, late.ended_at) == ("acknowledged", cast.ada, at + M)
    climb(at + 60 * M)
    assert len(called()) == 2
    # Nobody is asked any more, by the bell either.
    assert not Notice.objects.filter(kind="paged", read_at=None).exists()
    ends = Event.objects.filter(name="page_ended")
    assert [event.payload["how"] for event in ends] == ["acknowledged"]


def test_a_page_climbs_repeats_from_the_top_and_is_left_unanswered_at_last(cast, at, oven):
    levels = (
        Level(Who.AGENTS, agents=(cast.ada,), minutes=5),
        Level(Who.AGENTS, agents=(cast.nils,), minutes=10),
    )
    found = page(oven, ladder_of(*levels, repeats=1), at=at)
    for minutes in (4, 5, 6, 15, 20, 30, 40):
        climb(at + minutes * M)
    assert called() == [("Ada", 1, 1), ("Nils", 1, 2), ("Ada", 2, 1), ("Nils", 2, 2)]
    found.refresh_from_db()
    assert (found.state, found.next_at) == ("unanswered", None)


def test_a_level_where_nobody_is_goes_on_at_once_and_is_reported(cast, at, oven):
    found = page(oven, ladder_of(Level(Who.LEAD), Level(Who.AGENTS, agents=(cast.nils,))), at=at)
    assert called() == [("Nils", 1, 2)] and found.level == 2
    sent = Event.objects.filter(name="page_sent").order_by("id")
    assert [event.payload["count"] for event in sent] == [0, 1]


def test_with_nobody_anywhere_it_ends_at_once(cast, at, oven):
    found = page(oven, ladder_of(Level(Who.LEAD), Level(Who.MANAGER)), at=at)
    assert found.state == "unanswered" and called() == []


def test_for_one_thing_there_is_one_page(cast, at, oven):
    ladder = ladder_of(Level(Who.TICKET_TEAM))
    assert page(oven, ladder, at=at).pk == page(oven, ladder, at=at + M).pk
    assert len(called()) == 1


def test_a_ticket_that_is_done_needs_nobody_any_more(cast, at, oven):
    found = page(oven, ladder_of(Level(Who.TICKET_TEAM)), at=at)
    solved = oven.status.scheme.statuses.get(category="solved")
    triage.set_field(oven.pk, "status", solved, by=casting.reader(cast.ada), at=at + M)
    climb(at + 20 * M)
    found.refresh_from_db()
    assert found.state == "needless"


def test_who_may_not_see_the_ticket_is_not_paged(cast, at, oven):
    cast.nils.only_own_teams = True
    cast.nils.save()
    cast.lena.is_active = False
    cast.lena.save()
    page(oven, ladder_of(Level(Who.AGENTS, agents=(cast.nils, cast.lena, cast.ada))), at=at)
    assert called() == [("Ada", 1, 1)]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (Who.ASSIGNEE, ["Nils"]),
        (Who.TICKET_TEAM, ["Ada"]),
        (Who.LEAD, ["Ada"]),
        (Who.MANAGER, ["Milo"]),
        (Who.TEAM, ["Nils"]),
        (Who.AGENTS, ["Asta"]),
    ],
)
def test_who_is_on_duty_is_asked_at_one_place(cast, at, oven, who, expected):
    cast.service_desk.lead, cast.birch.manager = cast.ada, cast.milo
    cast.service_desk.save()
    cast.birch.save()
    Ticket.objects.filter(pk=oven.pk).update(assignee=cast.nils)
    rung = ladder_of(Level(who, team=cast.network, agents=(cast.asta,))).rungs.get()
    duty = on_duty(rung, Ticket.objects.get(pk=oven.pk), at=at)
    assert [str(agent) for agent in duty.agents] == expected and duty.path


def test_the_promise_of_an_acknowledgement_begins_with_the_page_and_is_kept_by_it(cast, at):
    made = tables.policy("paged", tables.row("resolution", 4), tables.row("acknowledgement", 0.25))
    tables.owe(cast.birch, made)
    oven = casting.ask(cast.bea, at=at)
    found = page(oven, ladder_of(Level(Who.AGENTS, agents=(cast.ada,))), at=at + M)
    clock = oven.clocks.get(kind="acknowledgement")
    assert (clock.started_at, clock.due_at) == (at + M, at + 16 * M)
    stories.acknowledge(found.pk, way="desk", by=casting.reader(cast.ada), at=at + 5 * M)
    clock.refresh_from_db()
    assert (clock.state, clock.met_at) == ("met", at + 5 * M)
    assert oven.clocks.get(kind="resolution").state == "running"


def token_of(found, agent, *, at):
    return link_for(found, casting.reader(agent), at=at).rstrip("/").rpartition("/")[2]


def test_the_link_of_a_page_asks_and_a_press_says_that_he_has_it(cast, oven, client_of):
    at = datetime.now(UTC)
    found = page(oven, ladder_of(Level(Who.AGENTS, agents=(cast.ada, cast.asta))), at=at)
    url, other = (f"/page/{token_of(found, who, at=at)}/" for who in (cast.ada, cast.asta))
    stranger = client_of(None)
    for _look in range(3):
        assert b"I have it" in stranger.get(url).content
    assert Page.objects.get().state == "open"
    answer = stranger.post(url, follow=True)
    assert b"You have it" in answer.content
    assert Page.objects.get().agent == cast.ada
    assert b"Ada has it" in stranger.get(other).content
    stranger.post(other)
    assert Page.objects.get().agent == cast.ada


def test_a_link_is_good_for_its_page_and_agent_and_ends(cast, oven, client_of):
    at = datetime.now(UTC)
    found = page(oven, ladder_of(Level(Who.AGENTS, agents=(cast.ada,))), at=at)
    token = token_of(found, cast.ada, at=at)
    assert token == token_of(found, cast.ada, at=at + 60 * M), "no row for each look"
    with pytest.raises(LinkRefused):
        stories.acknowledge_by(token[:-1] + "9", at=at)
    with pytest.raises(LinkRefused):
        stories.asked_by(token, at=at + timedelta(days=4))
    cast.ada.is_active = False
    cast.ada.save()
    with pytest.raises(PageNotFound):
        stories.acknowledge_by(token, at=at)
    assert client_of(None).get(f"/page/{token}/").status_code == 404


def test_whoever_works_on_the_ticket_says_there_that_he_has_it(cast, at, oven, client_of):
    found = page(oven, ladder_of(Level(Who.AGENTS, agents=(cast.nils,))), at=at)
    ada = client_of(cast.ada)
    assert b"nobody has it yet" in ada.get(f"/desk/tickets/{oven.pk}/").content
    ada.post(f"/desk/pages/{found.pk}/acknowledge/")
    shown = ada.get(f"/desk/tickets/{oven.pk}/").content
    assert b"nobody has it yet" not in shown and b"Has it" in shown


def test_a_page_goes_out_at_once_by_every_way_and_nobody_shuts_his_ears_to_it(cast, at, oven):
    from tests.notices.people import wish

    wish(cast.ada, {"paged": []})
    page(oven, ladder_of(Level(Who.AGENTS, agents=(cast.ada, cast.asta))), at=at)
    assert Notice.objects.get(person=cast.ada.person).in_bell
    [row] = Delivery.objects.filter(person=cast.asta.person)
    assert row.channel == "mail" and row.due_at <= at + 2 * M


def test_a_page_that_fails_is_put_off_and_holds_up_no_other(cast, at, oven, monkeypatch):
    ladder = ladder_of(Level(Who.AGENTS, agents=(cast.ada,), minutes=5), repeats=3)
    bad, good = (page(oven, ladder, at=at, source=source) for source in ("step:1", "step:2"))
    Rung.objects.update(minutes=7)
    really = paging.climb_on

    def climb_on(page_id, **more):
        if page_id == bad.pk:
            raise ValueError("no")
        return really(page_id, **more)

    monkeypatch.setattr(paging, "climb_on", climb_on)
    monkeypatch.setattr(jobs.timezone, "now", lambda: at + 6 * M)
    jobs.climb()
    assert {row.pk: row.next_at for row in Page.objects.all()} == {
        bad.pk: at + 11 * M,
        good.pk: at + 13 * M,
    }


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        ([], "Give it a level"),
        ([Level(Who.TEAM)], "which team"),
        ([Level(Who.AGENTS)], "which agents"),
        ([Level(Who.LEAD, minutes=0)], "from 1 to"),
        ([Level(Who.LEAD)] * 11, "At most 10"),
    ],
)
def test_a_ladder_that_makes_no_sense_is_refused(levels, said):
    with pytest.raises(LadderRefused, match=said):
        save_ladder(Ladder(name="Night"), levels)


def test_a_ladder_by_which_somebody_was_paged_stays(cast, at, oven):
    ladder = ladder_of(Level(Who.TICKET_TEAM))
    page(oven, ladder, at=at)
    with pytest.raises(LadderRefused, match="was paged"):
        remove_ladder(ladder)
