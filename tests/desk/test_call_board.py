"""The next call goes to whoever takes it: two agents get two, and what nobody logs comes back."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from deskhand.desk import phoning
from deskhand.desk.phoning import LoggedCall, NotOwed
from deskhand.people.acting import NotAllowed
from deskhand.people.models import Team
from deskhand.sla import call_board
from deskhand.sla.call_board import HELD_FOR, TakenAlready
from deskhand.sla.callbacks import NewCallBack
from deskhand.tickets.access import TicketNotFound
from deskhand.tickets.models import CallOutcome
from tests import cast as casting
from tests.cast import Cast, open_ticket, reader

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def owe(stage: Cast, hours: float, *, at, requester=None, team=None, **more):
    ticket = open_ticket(requester=requester or stage.bea, team=team, at=at)
    new = NewCallBack(
        name=f"Caller {hours}", number="+49 211 123456", by_at=at + hours * HOUR, **more
    )
    return phoning.owe(ticket.pk, new, by=reader(stage.asta), at=at)


def take(who, *, at, **more):
    return phoning.take_next(by=reader(who), at=at, **more)


@pytest.mark.django_db
class TestTaking:
    def test_by_due_time_and_his_own_teams_first(self, stage, at):
        later, sooner = (owe(stage, hours, at=at, team=stage.network) for hours in (3, 1))
        own = owe(stage, 5, at=at, team=stage.service_desk)
        assert take(stage.nils, at=at) == sooner
        assert take(stage.ada, at=at) == own
        assert take(stage.asta, at=at) == later
        assert take(stage.milo, at=at) is None

    def test_who_asks_twice_has_the_same(self, stage, at):
        owe(stage, 1, at=at)
        owe(stage, 2, at=at)
        assert take(stage.ada, at=at) == take(stage.ada, at=at + MINUTE)

    def test_of_one_team_alone(self, stage, at):
        owe(stage, 1, at=at, team=stage.service_desk)
        other = owe(stage, 2, at=at, team=stage.network)
        assert take(stage.ada, at=at, team_id=stage.network.pk) == other

    def test_what_is_not_logged_comes_back_by_itself(self, stage, at):
        row = owe(stage, 1, at=at)
        take(stage.ada, at=at)
        assert take(stage.nils, at=at + MINUTE) is None
        assert take(stage.nils, at=at + HELD_FOR) == row

    def test_after_a_try_in_vain_it_rests_and_then_comes_again(self, stage, at):
        row = owe(stage, 5, at=at)
        take(stage.ada, at=at)
        said = LoggedCall(CallOutcome.BUSY)
        phoning.log(row.ticket_id, said, call_id=row.pk, by=reader(stage.ada), at=at + MINUTE)
        assert take(stage.nils, at=at + 2 * MINUTE) is None
        assert take(stage.nils, at=at + HOUR) == row

    def test_nobody_is_called_before_the_agreed_time(self, stage, at):
        row = owe(stage, 5, at=at, from_at=at + HOUR)
        assert take(stage.ada, at=at) is None
        assert take(stage.ada, at=at + HOUR) == row

    def test_one_call_is_chosen_kept_longer_and_left(self, stage, at):
        row = owe(stage, 5, at=at)
        who = {"by": reader(stage.ada), "at": at}
        phoning.take(row.ticket_id, row.pk, **who)
        phoning.take(row.ticket_id, row.pk, by=reader(stage.ada), at=at + 10 * MINUTE)
        with pytest.raises(TakenAlready):
            phoning.take(row.ticket_id, row.pk, by=reader(stage.nils), at=at + 20 * MINUTE)
        assert not phoning.leave(row.ticket_id, row.pk, by=reader(stage.nils), at=at)
        assert phoning.leave(row.ticket_id, row.pk, **who)
        assert take(stage.nils, at=at) == row

    def test_only_of_tickets_that_he_may_see(self, stage, at):
        row = owe(stage, 1, at=at)
        own = owe(stage, 2, at=at, requester=stage.cem)
        stage.nils.only_organizations.add(stage.cedar)
        assert take(stage.nils, at=at) == own
        with pytest.raises(TicketNotFound):
            phoning.take(row.ticket_id, row.pk, by=reader(stage.nils), at=at)
        with pytest.raises(NotOwed):
            phoning.take(own.ticket_id, row.pk, by=reader(stage.nils), at=at)

    def test_light_agents_and_requesters_take_none(self, stage, at):
        owe(stage, 1, at=at)
        for who in (stage.lena, stage.bea):
            with pytest.raises(NotAllowed):
                take(who, at=at)

    def test_the_count_is_of_what_waits_now(self, stage, at):
        owe(stage, 1, at=at)
        owe(stage, 2, at=at)
        owe(stage, 9, at=at, from_at=at + HOUR)
        take(stage.ada, at=at)
        assert call_board.count_owed(reader(stage.nils), at=at) == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_two_different_calls(tmp_path, settings, at):
    settings.DATA = tmp_path
    cast = casting.gather()
    team = Team.objects.get(slug="service-desk")
    agents = [casting.agent(f"Agent {number}", teams=[team]) for number in range(4)]
    for hours in range(1, 9):
        owe(cast, hours, at=at, team=team)
    start = threading.Barrier(len(agents))

    def ask(agent):
        try:
            who = reader(agent)
            start.wait(timeout=20)
            # Twice, as one does who clicks twice.
            return {phoning.take_next(by=who, at=at).pk for _again in range(2)}
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(agents)) as pool:
        taken = list(pool.map(ask, agents))
    assert all(len(rows) == 1 for rows in taken)
    assert len(set.union(*taken)) == len(agents)
