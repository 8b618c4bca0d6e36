"""What steps do when they fire: each thing once, and nothing for what is over."""

import json
from datetime import timedelta

import pytest

from deskhand.connectors.models import Hook, HookCall
from deskhand.desk import escalating, triage
from deskhand.desk.escalating import ActsFailed
from deskhand.desk.tellings import Tickets
from deskhand.jobs import queue
from deskhand.journal.models import Event
from deskhand.notices.models import Notice
from deskhand.oncall.ladders import Level, save_ladder
from deskhand.oncall.models import Ladder, Page, Rung
from deskhand.people.models import Team
from deskhand.sla.models import StepAct
from deskhand.tickets import watching
from deskhand.tickets.models import Message, Ticket
from tests.cast import reader
from tests.sla.stepping import ask, clock_of, promised, step, sweep

pytestmark = pytest.mark.django_db
H, M = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""


def fire(cast, *actions, at, prepare=None, kind="percent", value=50):
    """Let a step with these actions fire on a fresh ticket, and return the ticket."""
    more = {"value": value} if kind == "percent" else {}
    promised(cast, step(kind, actions=list(actions), **more))
    ticket = ask(cast, at=at)
    if prepare:
        prepare(ticket)
    sweep(at + 2 * H + M)
    do(at=at + 2 * H + 2 * M)
    ticket.refresh_from_db()
    return ticket


def do(*, at):
    for event in Event.objects.filter(name="step_came"):
        escalating.carry_out(event.payload["fired"], event_id=event.pk, at=at)


def acts() -> list[tuple[str, str, str]]:
    return list(StepAct.objects.order_by("pk").values_list("do", "state", "why"))


def told() -> list[str]:
    rows = Notice.objects.filter(kind="escalated").select_related("person")
    return sorted(str(row.person) for row in rows)


def test_the_job_follows_the_event_of_the_sweep(cast, at):
    promised(cast, step("percent", value=50))
    ask(cast, at=at)
    sweep(at + 2 * H + M)
    assert acts() == [("notify", "waiting", "")]
    queue.drain()
    assert acts()[0][1] == "done"


def test_people_are_told_by_their_part_on_the_ticket_and_each_once(cast, at):
    cast.service_desk.lead, cast.birch.manager = cast.ada, cast.milo
    cast.service_desk.save()
    cast.birch.save()

    def watch(ticket):
        watching.watch(ticket, agent_id=cast.asta.pk, at=at)
        watching.watch(ticket, agent_id=cast.lena.pk, at=at)
        watching.mute(ticket, agent_id=cast.lena.pk, at=at)

    who = ["assignee", "team", "lead", "manager", "watchers"]
    fire(cast, {"do": "notify", "who": who, "agents": [cast.nils.pk]}, at=at, prepare=watch)
    assert told() == ["Ada", "Asta", "Milo", "Nils"]
    do(at=at + 3 * H)
    assert told() == ["Ada", "Asta", "Milo", "Nils"]
    notice = Notice.objects.filter(kind="escalated").first()
    line = Tickets().lines([notice], reader=reader(cast.ada), at=at)[notice.pk]
    assert line.words == "Resolution: at 50\N{NO-BREAK SPACE}% of the time"


def test_with_nobody_to_tell_it_says_so(cast, at):
    fire(cast, {"do": "notify", "who": ["lead"]}, at=at)
    assert acts() == [("notify", "needless", "There is nobody whom this could tell.")]


def test_who_may_not_see_the_ticket_is_not_told(cast, at):
    cast.nils.only_own_teams = True
    cast.nils.save()
    fire(cast, {"do": "notify", "agents": [cast.nils.pk, cast.ada.pk]}, at=at)
    assert told() == ["Ada"]


def test_it_is_given_to_a_team_or_an_agent(cast, at):
    ticket = fire(
        cast,
        {"do": "reassign", "team": cast.network.pk},
        {"do": "reassign", "agent": cast.nils.pk},
        {"do": "reassign", "agent": cast.nils.pk},
        at=at,
    )
    assert (ticket.team, ticket.assignee) == (cast.network, cast.nils)
    assert [state for _do, state, _why in acts()] == ["done", "done", "needless"]


def test_it_moves_up_to_the_next_tier_with_a_note(cast, at):
    Team.objects.create(name="Experts", slug="experts", tier=3)
    second = Team.objects.create(name="Backline", slug="backline", tier=2)
    ticket = fire(cast, {"do": "move_up"}, at=at)
    assert (ticket.team, ticket.tier) == (second, 2)
    note = Message.objects.filter(ticket=ticket, is_public=False).get()
    assert "Backline" in note.text and note.agent is None
    [over] = Event.objects.filter(name="ticket_handed_over")
    assert over.payload["to_tier"] == 2 and over.actor_name == "escalation"


def test_at_the_top_it_moves_nowhere(cast, at):
    fire(cast, {"do": "move_up"}, at=at)
    assert acts() == [("move_up", "needless", "No team works on a higher tier.")]


def test_priority_is_raised_once_for_a_clock_and_never_sets_itself_off(cast, at):
    up = [{"do": "raise"}]
    levels = {1: 1, 2: 2, 3: 4, 4: 8, 5: 8}
    promised(
        cast, *(step("percent", value=share, actions=up) for share in (25, 50, 75)), hours=levels
    )
    ticket = ask(cast, at=at)
    for minutes in range(60, 300, 3):
        sweep(at + minutes * M)
        do(at=at + minutes * M)
    ticket.refresh_from_db()
    assert ticket.priority_level == 2
    assert [state for _do, state, _why in acts()].count("done") == 1
    assert Event.objects.filter(payload__field="priority").count() == 1
    assert clock_of(ticket).arming == 1


def test_a_page_is_sent_once(cast, at):
    ladder = save_ladder(Ladder(name="Night"), [Level(Rung.Who.TICKET_TEAM)])
    ticket = fire(cast, {"do": "page", "ladder": ladder.pk}, at=at)
    do(at=at + 3 * H)
    page = Page.objects.get()
    assert (page.ticket, page.state) == (ticket, "open")
    assert page.words == "Resolution: at 50\N{NO-BREAK SPACE}% of the time"


def test_a_hook_is_handed_what_came_without_what_is_confidential(cast, at):
    hook = Hook.objects.create(name="Wall", url="https://wall.example/in", made_at=at)

    def hide(ticket):
        Ticket.objects.filter(pk=ticket.pk).update(is_confidential=True)

    ticket = fire(cast, {"do": "call", "hook": hook.pk}, at=at, prepare=hide)
    call = HookCall.objects.get()
    told_it = json.loads(call.body)
    assert call.subject == f"ticket:{ticket.pk}"
    assert told_it["id"] == call.key and told_it["type"] == "step.came"
    assert told_it["ticket"]["number"] == ticket.pk and told_it["ticket"]["subject"] == ""
    assert told_it["step"] == {
        "kind": "percent",
        "number": 1,
        "occurrence": 1,
        "due_at": (at + 2 * H).isoformat(),
    }


def test_what_was_done_meanwhile_needs_nothing(cast, at):
    promised(cast, step("percent", value=50, actions=[{"do": "raise"}, {"do": "move_up"}]))
    ticket = ask(cast, at=at)
    sweep(at + 2 * H + M)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(cast.ada), at=at + 2 * H + M)
    do(at=at + 2 * H + 2 * M)
    assert {(state, why) for _do, state, why in acts()} == {
        ("needless", "The promise is no longer open.")
    }


def test_of_what_was_late_and_is_done_somebody_is_still_told(cast, at):
    actions = [{"do": "notify", "who": ["team"]}, {"do": "raise"}]
    promised(cast, step("due", actions=actions))
    ticket = ask(cast, at=at)
    sweep(at + 4 * H + M)
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(cast.ada), at=at + 4 * H + M)
    do(at=at + 4 * H + 2 * M)
    assert [state for _do, state, _why in acts()] == ["done", "needless"]


def test_one_thing_that_fails_holds_up_no_other_and_is_tried_again(cast, at, monkeypatch):
    promised(cast, step("percent", value=50, actions=[{"do": "raise"}, {"do": "move_up"}]))
    ask(cast, at=at)
    sweep(at + 2 * H + M)

    def fail(scene, by):
        raise ValueError("no")

    really = escalating.DOES["raise"]
    monkeypatch.setitem(escalating.DOES, "raise", fail)
    with pytest.raises(ActsFailed):
        do(at=at + 2 * H + 2 * M)
    assert [state for _do, state, _why in acts()] == ["waiting", "needless"]
    monkeypatch.setitem(escalating.DOES, "raise", really)
    do(at=at + 2 * H + 3 * M)
    assert [state for _do, state, _why in acts()] == ["done", "needless"]


def test_it_is_told_on_the_timeline(cast, at, client_of):
    ticket = fire(cast, {"do": "raise"}, {"do": "notify", "who": ["team"]}, at=at)
    shown = client_of(cast.ada).get(f"/desk/tickets/{ticket.pk}/").content.decode()
    said = "Resolution, a share of the time used up: its priority is raised, people are told"
    assert said in shown
