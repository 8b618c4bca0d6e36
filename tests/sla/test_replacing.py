"""What a ticket is was corrected: all that was promised is replaced from the beginning, and none
is left over."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from deskhand.catalog.models import RequestType, Service
from deskhand.desk import handover, releasing, reply, requester, triage
from deskhand.desk.handover import Handover
from deskhand.desk.submit import Request, submit
from deskhand.journal.models import Event
from deskhand.sla import clocks as ticking
from deskhand.sla.explain import explain
from deskhand.sla.governing import kept
from deskhand.sla.models import Clock
from deskhand.sla.reading import clocks_of
from deskhand.sla.rebuild import rebuild
from deskhand.tickets.models import NOTHING_DUE, Ticket
from tests.cast import doer, organization, reader
from tests.sla.tables import HOUR, owe, policy, row

pytestmark = pytest.mark.django_db

S = Clock.State
# Tuesday 3 March 2026, 10:00 in Los Angeles.
TUESDAY = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
FIRST, NEXT, UPDATE, RESOLUTION = "first_response", "next_response", "update", "resolution"
LEVELS = {1: "Outage", 2: "Usual", 3: "Someday"}


@pytest.fixture
def gold(cast):
    """Cedar Clinic is owed more, in schemes of its own."""
    hours = {FIRST: 2, NEXT: 3, UPDATE: 6, RESOLUTION: 24}
    rows = (row(kind, dict.fromkeys(LEVELS, amount)) for kind, amount in hours.items())
    made = policy("gold", *rows, levels=LEVELS)
    owe(cast.cedar, made, "24x7")
    return made


def ask(cast, **more) -> Ticket:
    return submit(Request(subject="Jam", text="Help.", **more), by=reader(cast.bea), at=TUESDAY)


def correct(cast, ticket, field: str, value, *, hours: float = 1) -> Ticket:
    at = TUESDAY + hours * HOUR
    triage.set_field(ticket.pk, field, value, by=reader(cast.ada), at=at)
    return Ticket.objects.get(pk=ticket.pk)


def answer(cast, ticket, *, hours: float, **more) -> None:
    at = TUESDAY + hours * HOUR
    said = reply.Reply(text="So.", **more)
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=at)
    releasing.release(message.pk, at=message.released_at)


def stand(cast, ticket, category: str, *, hours: float) -> None:
    ticket.refresh_from_db()
    correct(cast, ticket, "status", ticket.status.scheme.statuses.get(category=category),
            hours=hours)  # fmt: skip


def counted(ticket) -> dict[str, Clock]:
    rows = Clock.objects.filter(ticket=ticket, replaced_at=None).order_by("cycle")
    return {clock.kind: clock for clock in rows}


def is_sound() -> bool:
    return not list(rebuild(at=TUESDAY + 500 * HOUR, check=True))


def test_another_client_means_another_policy_from_the_beginning(cast, gold):
    ticket = correct(cast, ask(cast), "organization", cast.cedar)
    assert kept(ticket).version.policy == gold
    assert (ticket.status.name, ticket.priority.name) == ("Fresh", "Someday")
    now = counted(ticket)
    assert set(now) == {FIRST, RESOLUTION}
    assert now[FIRST].due_at == TUESDAY + 2 * HOUR
    assert now[RESOLUTION].due_at == TUESDAY + 24 * HOUR
    assert ticket.due_order_at == TUESDAY + 2 * HOUR
    assert clocks_of([ticket])[ticket.pk] == now[FIRST]
    old = Clock.objects.get(ticket=ticket, replaced_at=TUESDAY + HOUR)
    assert old.state == S.CANCELLED
    assert is_sound()


def test_the_correction_explains_itself(cast, gold):
    ticket = correct(cast, ask(cast), "organization", cast.cedar)
    told = explain(ticket.pk, at=TUESDAY + HOUR)
    assert "It goes by Gold, version 1. Cedar Clinic is owed Gold (24x7)." in told
    assert "It replaces what was promised before: the organization was corrected." in told
    assert "(replaced: the organization was corrected)" in told
    event = Event.objects.get(name="promises_replaced", subject_id=ticket.pk)
    assert event.payload["field"] == "organization"


def test_a_status_that_waits_still_waits_and_holds_from_when_it_did(cast, gold):
    ticket = ask(cast)
    stand(cast, ticket, "waiting_requester", hours=1)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=5)
    assert ticket.status.name == "Your turn"
    assert counted(ticket)[RESOLUTION].state == S.PAUSED
    stand(cast, ticket, "open", hours=7)
    # Six hours stood still, of which four before the correction.
    assert counted(ticket)[RESOLUTION].due_at == TUESDAY + 30 * HOUR
    assert is_sound()


def test_a_status_that_the_new_scheme_lacks_becomes_the_nearest(cast, gold):
    ticket = ask(cast)
    stand(cast, ticket, "scheduled", hours=1)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=2)
    assert (ticket.status.name, ticket.category) == ("Working", "open")


def test_an_answer_that_was_given_counts_under_the_new_promise_too(cast, gold):
    ticket = ask(cast)
    answer(cast, ticket, hours=1)
    before = Clock.objects.get(ticket=ticket, kind=FIRST)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=4)
    now = counted(ticket)
    assert (now[FIRST].state, now[FIRST].met_at) == (S.MET, before.met_at)
    assert now[UPDATE].started_at == before.met_at
    before.refresh_from_db()
    assert (before.state, before.replaced_at) == (S.MET, TUESDAY + 4 * HOUR)
    told = explain(ticket.pk, at=TUESDAY + 4 * HOUR)
    assert "It counts no more since today, 14:00 (PST): replaced: the organization" in told
    # It was told once already that it was in time.
    assert Event.objects.filter(name="target_met", subject_id=ticket.pk).count() == 1
    assert is_sound()


def test_an_answer_that_came_too_late_for_the_new_promise_was_late(cast, gold):
    ticket = ask(cast)
    answer(cast, ticket, hours=3)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=4)
    late = counted(ticket)[FIRST]
    assert (late.state, late.breached_at) == (S.BREACHED, TUESDAY + 2 * HOUR)


def test_a_promise_that_is_made_too_late_is_broken_when_it_is_made(cast, gold):
    ticket = correct(cast, ask(cast), "organization", cast.cedar, hours=3)
    late = counted(ticket)[FIRST]
    assert (late.due_at, late.breached_at) == (TUESDAY + 2 * HOUR, TUESDAY + 3 * HOUR)
    event = Event.objects.get(name="target_breached", subject_id=ticket.pk)
    assert event.at == TUESDAY + 3 * HOUR
    assert is_sound()


def test_a_question_that_nothing_was_promised_for_is_owed_an_answer_now(cast, gold):
    ticket = ask(cast)
    answer(cast, ticket, hours=1)
    requester.answer(ticket.pk, "And now?", by=reader(cast.bea), at=TUESDAY + 2 * HOUR)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=3)
    owed = counted(ticket)[NEXT]
    assert (owed.state, owed.due_at) == (S.RUNNING, TUESDAY + 5 * HOUR)


def test_back_again_nothing_is_left_over_of_either(cast, gold):
    ticket = ask(cast)
    answer(cast, ticket, hours=1)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=2)
    ticket = correct(cast, ticket, "organization", cast.birch, hours=3)
    assert set(counted(ticket)) == {FIRST}
    assert ticket.due_order_at == NOTHING_DUE
    assert kept(ticket).version.policy.is_default
    assert ticket.status.name == "New"


def test_where_the_same_rows_still_hold_nothing_is_replaced(cast):
    ticket = ask(cast)
    ticket = correct(cast, ticket, "organization", cast.cedar)
    ticket = correct(cast, ticket, "kind", "question")
    assert Clock.objects.filter(ticket=ticket).count() == 1
    assert not Event.objects.filter(name="promises_replaced").exists()


def test_only_the_rows_that_no_longer_hold_are_replaced(cast):
    mail = Service.objects.create(name="Mail", slug="mail")
    rows = (row(FIRST, 8), row(FIRST, 1, condition="service:mail"), row(RESOLUTION, 24))
    owe(cast.birch, policy("gold", *rows))
    ticket = ask(cast)
    before = counted(ticket)
    ticket = correct(cast, ticket, "service", mail)
    now = counted(ticket)
    assert now[RESOLUTION].pk == before[RESOLUTION].pk
    assert now[FIRST].due_at == TUESDAY + HOUR
    assert "the service was corrected" in now[FIRST].reason


@pytest.mark.parametrize(
    ("condition", "field", "value"),
    [
        ("kind:question", "kind", "question"),
        ("channel:phone", "channel", "phone"),
        ("tag:vip", "tags", ["vip"]),
        ("contract:24x7", "organization", "cedar"),
    ],
)
def test_each_thing_that_a_row_may_name_is_followed(cast, condition, field, value):
    made = policy("gold", row(FIRST, 8), row(FIRST, 1, condition=condition))
    owe(cast.birch, made)
    owe(cast.cedar, made, "24x7")
    value = cast.cedar if value == "cedar" else value
    ticket = correct(cast, ask(cast), field, value, hours=0.5)
    assert counted(ticket)[FIRST].due_at == TUESDAY + HOUR


def test_a_call_that_the_desk_took_is_answered_where_the_new_row_says_so(cast):
    taken = row(FIRST, 1, condition="channel:phone", answered_on_call=True)
    owe(cast.birch, policy("gold", row(FIRST, 8), taken))
    ticket = correct(cast, ask(cast), "channel", "phone")
    met = counted(ticket)[FIRST]
    assert (met.state, met.met_at) == (S.MET, TUESDAY)


def test_what_was_turned_over_before_counts_from_that(cast):
    owe(cast.cedar, policy("gold", row(FIRST, 2, start="handover")))
    ticket = ask(cast)
    over = Handover(cast.network, tried="All.", needed="More.")
    handover.hand_over(ticket.pk, over, by=reader(cast.ada), at=TUESDAY + HOUR)
    ticket = correct(cast, ticket, "organization", cast.cedar, hours=2)
    assert counted(ticket)[FIRST].due_at == TUESDAY + 3 * HOUR


def test_what_was_never_turned_over_waits(cast):
    owe(cast.cedar, policy("gold", row(FIRST, 2, start="handover")))
    ticket = correct(cast, ask(cast), "organization", cast.cedar)
    assert counted(ticket)[FIRST].state == S.PENDING


def test_a_request_type_that_is_named_later_is_followed_where_nobody_said_otherwise(cast):
    mail = Service.objects.create(name="Mail", slug="mail")
    down = RequestType.objects.create(
        name="Mail down", slug="down", service=mail, kind="question", priority_level=1
    )
    owe(
        cast.birch,
        policy("gold", row(FIRST, {1: 1, 3: 8}), row(RESOLUTION, 9, condition="request:down")),
    )
    ticket = correct(cast, ask(cast), "request_type", down, hours=0.5)
    assert (ticket.kind, ticket.service, ticket.priority_level) == ("question", mail, 1)
    now = counted(ticket)
    # The first response is raised, the resolution is new.
    assert now[FIRST].due_at == TUESDAY + 1.5 * HOUR
    assert now[RESOLUTION].due_at == TUESDAY + 9 * HOUR
    said = ask(cast)
    said = correct(cast, said, "priority", said.priority.scheme.priorities.get(level=4))
    said = correct(cast, said, "kind", "problem")
    said = correct(cast, said, "request_type", down)
    assert (said.kind, said.service, said.priority_level) == ("problem", mail, 4)


def test_a_promise_date_is_not_touched(cast, gold):
    from deskhand.desk import dating
    from deskhand.sla.dates import NewDate

    ticket = ask(cast)
    new = NewDate(due_at=TUESDAY + 90 * HOUR, why="Hardware")
    dating.promise(ticket.pk, new, by=reader(cast.ada), at=TUESDAY)
    ticket = correct(cast, ticket, "organization", cast.cedar)
    assert counted(ticket)["promise_date"].state == S.RUNNING


def test_an_act_that_is_owed_goes_on_under_the_new_row(cast):
    made = policy("silver", row(FIRST, 8), row("callback", 4))
    owe(cast.birch, made)
    owe(cast.cedar, policy("gold", row(FIRST, 8), row("callback", 1)))
    ticket = ask(cast)
    begun = ticking.begin(ticket, "callback", started_at=TUESDAY, by=doer(cast.ada), at=TUESDAY)
    correct(cast, ticket, "organization", cast.cedar, hours=0.5)
    begun.refresh_from_db()
    assert (begun.state, begun.due_at) == (S.RUNNING, TUESDAY + HOUR)
    third = organization("Dogwood Dairy")
    correct(cast, ticket, "organization", third, hours=0.75)
    begun.refresh_from_db()
    assert begun.state == S.CANCELLED
    assert is_sound()


def live(cast, ticket, dice: random.Random) -> None:
    """Some days of a ticket, by chance."""
    at = TUESDAY
    for _turn in range(dice.randint(3, 9)):
        at += timedelta(minutes=dice.randint(1, 900))
        hours = (at - TUESDAY) / HOUR
        ticket.refresh_from_db()
        act = dice.choice(["answer", "close", "write", "status", "status", "over"])
        if act == "answer" and ticket.closed_at is None:
            answer(cast, ticket, hours=hours)
        elif act == "close" and ticket.is_open:
            closed = ticket.status.scheme.statuses.get(category="closed")
            answer(cast, ticket, hours=hours, status=closed)
        elif act == "write" and ticket.is_open:
            requester.answer(ticket.pk, "Well?", by=reader(cast.bea), at=at)
        elif act == "over" and ticket.is_open:
            team = cast.network if ticket.team != cast.network else cast.service_desk
            over = Handover(team, tried="All.", needed="More.")
            handover.hand_over(ticket.pk, over, by=reader(cast.ada), at=at)
        elif act == "status":
            categories = ["open", "waiting_requester", "solved", "closed", "cancelled"]
            stand(cast, ticket, dice.choice(categories), hours=hours)


def facts(ticket) -> set[tuple]:
    """What counts on a ticket, whatever way it came to count."""
    return {
        (c.kind, c.started_at, c.state == S.CANCELLED, c.stopped_at, c.due_at, bool(c.held_by))
        for c in Clock.objects.filter(ticket=ticket, replaced_at=None)
    }


@pytest.mark.parametrize("seed", range(12))
def test_replaced_clocks_are_those_that_the_ticket_would_have_had(cast, seed):
    """A life under a policy, and the same life under another that is replaced by it at the end."""
    rows = (row(FIRST, 2), row(NEXT, 3), row(UPDATE, 6), row(RESOLUTION, 24, start="handover"))
    gold = policy("gold", *rows)
    owe(cast.cedar, gold)
    owe(cast.birch, policy("plain", row(FIRST, 5)))
    twins = []
    for client in (cast.cedar, cast.birch):
        ticket = ask(cast)
        ticket = correct(cast, ticket, "organization", client, hours=0)
        live(cast, ticket, random.Random(seed))
        twins.append(ticket)
    replaced = correct(cast, twins[1], "organization", cast.cedar, hours=400)
    assert facts(replaced) == facts(twins[0])
    assert is_sound()
