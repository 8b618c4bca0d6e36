"""The sums are those of the facts, in whatever order things happened and were counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from deskhand.config.command import line
from deskhand.reports import rebuild, summing
from deskhand.reports.models import Tally, TicketFacts
from deskhand.reports.summing import recount
from tests.reports.conftest import Desk, when
from tests.reports.following import catch_up

pytestmark = pytest.mark.django_db

ACTS = ("answer", "solve", "open", "over", "back", "team", "client", "watch", "count", "twice")


def differences() -> list[str]:
    return [line for told in rebuild.check(at=when(9_000)) for line in told.differences]


def live(desk: Desk, act: str, ticket, *, hours: float) -> None:
    ticket.refresh_from_db()
    if act == "answer" and ticket.closed_at is None:
        desk.answer(ticket, hours=hours)
    elif act == "solve" and ticket.is_open:
        desk.stand(ticket, "solved", hours=hours)
    elif act == "open" and not ticket.is_open:
        desk.stand(ticket, "open", hours=hours)
    elif act in {"over", "back"} and ticket.is_open:
        team = desk.second if act == "over" else desk.cast.service_desk
        if ticket.team_id != team.pk:
            desk.over(ticket, team, hours=hours)
    elif act == "team":
        desk.set(ticket, "team", desk.cast.network, hours=hours)
    elif act == "client":
        desk.set(ticket, "organization", desk.cast.cedar, hours=hours)
    elif act == "watch":
        desk.watch(hours=hours)
    elif act == "count":
        catch_up(at=when(hours))
    elif act == "twice":
        recount([ticket.pk], at=when(hours))


@settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    acts=some.lists(
        some.tuples(some.sampled_from(ACTS), some.integers(0, 1), some.integers(1, 30)),
        max_size=12,
    )
)
def test_sums_are_those_of_a_count_by_hand(desk, acts):
    tickets, hours = [desk.ask(hours=0), desk.ask(hours=1)], 1
    for act, which, later in acts:
        hours += later
        live(desk, act, tickets[which], hours=hours)
    catch_up(at=when(hours))
    assert differences() == []


def test_a_rebuild_makes_everything_anew(desk):
    ticket = desk.ask()
    desk.answer(ticket, hours=1)
    catch_up(at=when(2))
    wanted = set(Tally.objects.values_list("starts_on", "measure", "label", "cut", "key", "count"))
    Tally.objects.filter(measure="opened").update(count=7)
    Tally.objects.filter(measure="promise").delete()
    TicketFacts.objects.update(reopenings=3)
    assert differences()
    told = [line for each in rebuild.rebuild(at=when(3)) for line in each.differences]
    assert f"ticket {ticket.pk}: reopenings differed" in told
    assert differences() == []
    rows = Tally.objects.exclude(count=0)
    assert set(rows.values_list("starts_on", "measure", "label", "cut", "key", "count")) == wanted


def test_sums_that_are_right_are_compared_without_a_lock(desk):
    desk.ask()
    catch_up(at=when(2))
    with CaptureQueriesContext(connection) as asked:
        list(rebuild.rebuild(at=when(3)))
    # Of those that go on, those of the tickets and of their end; none for each of the sums.
    looks = [q for q in asked if q["sql"].startswith("SELECT") and '"reports_place"' in q["sql"]]
    assert len(looks) < len(summing.KINDS)


def test_a_rebuild_goes_on_where_it_was_broken_off(desk, monkeypatch):
    monkeypatch.setattr(rebuild, "TOGETHER", 1)
    first, second = desk.ask(), desk.ask()
    begun = rebuild.rebuild(at=when(1))
    assert (next(begun).done, TicketFacts.objects.count()) == (1, 1)
    begun.close()
    assert {told.done for told in rebuild.rebuild(at=when(1))} == {2}
    assert set(TicketFacts.objects.values_list("pk", flat=True)) == {first.pk, second.pk}
    assert differences() == []


def test_what_happened_since_the_last_count_is_told_as_a_difference(desk):
    ticket = desk.ask()
    assert f"ticket {ticket.pk}: no facts were kept" in differences()


def test_two_who_count_at_once_do_not_count_twice(desk):
    ticket = desk.ask()
    held = summing.place()
    facts = summing.counted([ticket.pk], at=when(1))
    assert summing.put(facts, held=held, read_at=held.revision)
    assert not summing.put(facts, held=held, read_at=held.revision - 1)


def test_the_command_compares_and_mends(desk, capsys):
    ticket = desk.ask()
    assert line.run(["reports", "rebuild", "--check"]) == 1
    said = capsys.readouterr()
    assert f"ticket {ticket.pk}: no facts were kept" in said.out
    assert "1 of 1 tickets" in said.err
    assert line.run(["reports", "rebuild"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "1 counted for the first time" in said.err
    assert line.run(["reports", "rebuild", "--check"]) == 0
    assert capsys.readouterr().out == ""
