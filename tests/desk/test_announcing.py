"""Who is told what happens on tickets, and who is not."""

from datetime import timedelta

import pytest

from deskhand.desk import announcing, phoning, reply, requester, triage
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.journal.record import record
from deskhand.mail.events import LetterFailed
from deskhand.mail.models import OutgoingLetter
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Notice, Place
from deskhand.notices.subjects import lines_of
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.events import TargetBreached
from deskhand.tickets import watching
from deskhand.tickets.models import Message, Watcher
from tests import cast as casting

pytestmark = pytest.mark.django_db


def told(agent, kind=None) -> list[str]:
    """The kinds of what an agent was told, oldest first."""
    rows = Notice.objects.filter(person=agent.person)
    rows = rows.filter(kind=kind) if kind else rows
    return list(rows.values_list("kind", flat=True))


def announce(at):
    """Tell of all that is new. Within the transaction of a test PostgreSQL hands over nothing, see
    `journal.reading`; how the journal is followed is tested with the room of notices."""
    place, _is_new = Place.objects.get_or_create(pk=1)
    events = list(Event.objects.filter(pk__gt=place.event_id).order_by("pk"))
    announcing.tell_of(events, at=at)
    place.event_id = events[-1].pk if events else place.event_id
    place.save()


def forget():
    Notice.objects.all().delete()


@pytest.fixture
def oven(cast, at):
    ticket = casting.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)
    announce(at)
    forget()
    return ticket


def assign(ticket, agent, *, by, at):
    triage.set_field(ticket.pk, "assignee", agent, by=casting.reader(by), at=at)


def note(ticket, text, *, by, at):
    said = reply.Reply(text=text)
    return reply.note(ticket.pk, said, by=casting.reader(by), at=at)


def test_a_new_ticket_is_told_to_its_team_alone(cast, at):
    casting.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)
    announce(at)
    assert told(cast.ada) == [Kind.NEW_IN_TEAM]
    assert told(cast.nils) == []


def test_told_once_however_often_it_is_announced(cast, at):
    casting.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)
    for _again in range(2):
        announcing.tell_of(list(Event.objects.order_by("pk")), at=at)
    assert told(cast.ada) == [Kind.NEW_IN_TEAM]


def test_who_is_assigned_is_told_and_whoever_did_it_is_not(cast, oven, at):
    assign(oven, cast.ada, by=cast.asta, at=at)
    assign(oven, cast.asta, by=cast.asta, at=at)
    announce(at)
    assert told(cast.asta) == []
    # The first assignment stood no longer when it was announced.
    assert Kind.ASSIGNED not in told(cast.ada)
    assign(oven, cast.ada, by=cast.asta, at=at)
    announce(at)
    assert Kind.ASSIGNED in told(cast.ada)


def test_somebody_who_takes_a_ticket_settles_it_for_the_team(cast, at):
    nina = casting.agent("Nina", teams=[cast.service_desk])
    ticket = casting.open_ticket(at=at, requester=cast.bea, team=cast.service_desk)
    announce(at)
    triage.take(ticket.pk, by=casting.reader(cast.ada), at=at)
    announce(at)
    assert not Notice.objects.filter(person=nina.person, read_at=None).exists()


def test_the_assignee_is_told_when_the_requester_writes(cast, oven, at):
    assign(oven, cast.ada, by=cast.ada, at=at)
    requester.answer(oven.pk, "Still dark.", by=casting.reader(cast.bea), at=at)
    announce(at)
    assert told(cast.ada) == [Kind.REQUESTER_WROTE]


def test_a_mention_is_told_once_and_before_all_else(cast, oven, at):
    assign(oven, cast.ada, by=cast.asta, at=at)
    announce(at)
    forget()
    note(oven, "@ada and @Nils, please look. @ada!", by=cast.asta, at=at)
    announce(at)
    assert told(cast.ada) == told(cast.nils) == [Kind.MENTIONED]


def test_a_mention_in_a_reply_is_told_when_it_leaves_and_not_when_taken_back(cast, oven, at):
    by = casting.reader(cast.asta)
    sent = reply.reply(oven.pk, reply.Reply(text="I ask @nils."), by=by, at=at)
    announce(at)
    assert told(cast.nils) == []
    reply.take_back(sent.pk, by=by, at=at)
    announce(at)
    assert told(cast.nils) == []


def test_a_requester_cannot_call_agents(cast, oven, at):
    requester.answer(oven.pk, "@ada @nils come!", by=casting.reader(cast.bea), at=at)
    announce(at)
    assert told(cast.ada) == told(cast.nils) == []


def test_whoever_wrote_watches_from_then_on(cast, oven, at):
    note(oven, "I have seen this before.", by=cast.nils, at=at)
    announce(at)
    note(oven, "Where?", by=cast.ada, at=at)
    announce(at)
    assert told(cast.nils) == [Kind.WATCHED]
    assert told(cast.ada) == []


def test_a_muted_ticket_tells_nothing_but_what_is_said_to_one_alone(cast, oven, at):
    watching.mute(oven, agent_id=cast.nils.pk, at=at)
    note(oven, "I wrote here.", by=cast.nils, at=at)
    announce(at)
    note(oven, "And so did I.", by=cast.ada, at=at)
    announce(at)
    assert told(cast.nils) == []
    assert Watcher.objects.get(ticket=oven, agent=cast.nils).is_muted
    note(oven, "@nils?", by=cast.ada, at=at)
    announce(at)
    assert told(cast.nils) == [Kind.MENTIONED]


def test_watchers_hear_of_the_status(cast, oven, at):
    watching.watch(oven, agent_id=cast.nils.pk, at=at)
    solved = oven.status.scheme.statuses.get(category="solved")
    triage.set_field(oven.pk, "status", solved, by=casting.reader(cast.ada), at=at)
    announce(at)
    assert told(cast.nils) == [Kind.WATCHED]


def test_nobody_is_told_of_a_ticket_that_he_may_not_see(cast, at):
    cast.nils.only_organizations.set([cast.cedar])
    ticket = casting.open_ticket(at=at, requester=cast.bea, team=cast.network)
    note(ticket, "@nils, look.", by=cast.ada, at=at)
    announce(at)
    assert told(cast.nils) == []
    assert not Watcher.objects.filter(agent=cast.nils).exists()


def test_a_confidential_ticket_is_told_to_those_who_see_it(cast, at):
    ticket = casting.open_ticket(
        at=at, requester=cast.bea, team=cast.service_desk, is_confidential=True
    )
    note(ticket, "@ada @milo", by=cast.asta, at=at)
    announce(at)
    assert told(cast.ada) == told(cast.milo) == []


def breach(ticket, *, at):
    event = TargetBreached(
        ticket=ticket.pk,
        clock=0,
        kind="first_response",
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=system("clocks"), at=at)


def test_a_broken_promise_is_urgent_and_told_to_the_team_until_somebody_has_it(cast, oven, at):
    breach(oven, at=at)
    announce(at)
    assert told(cast.ada) == [Kind.BREACHED]
    assert Notice.objects.get(person=cast.ada.person).is_urgent
    forget()
    assign(oven, cast.nils, by=cast.nils, at=at)
    announce(at)
    forget()
    breach(oven, at=at)
    announce(at)
    assert told(cast.ada) == []
    assert told(cast.nils) == [Kind.BREACHED]


def test_a_reply_that_could_not_be_delivered_is_told_to_its_writer(cast, oven, at):
    by = casting.reader(cast.ada)
    sent = reply.reply(oven.pk, reply.Reply(text="On my way."), by=by, at=at)
    letter = Message.objects.get(pk=sent.pk).outgoing
    record(LetterFailed(outgoing=letter.pk, thread=letter.thread), by=system("post"), at=at)
    announce(at)
    assert Kind.UNDELIVERED in told(cast.ada)
    # A bad address of a client is no matter for the administrator.
    assert told(cast.asta) == []


def test_a_notice_that_cannot_be_delivered_leads_to_no_other(cast, at):
    from tests.house.scene import _outgoing

    letter = _outgoing(at)
    OutgoingLetter.objects.filter(pk=letter.pk).update(kind="agent_notice")
    record(LetterFailed(outgoing=letter.pk), by=system("post"), at=at)
    announce(at)
    assert Notice.objects.count() == 0


def test_an_agent_who_asks_for_help_is_not_told_of_his_own_words(cast, at):
    ticket = casting.open_ticket(at=at, requester=cast.ada.person, team=cast.service_desk)
    announce(at)
    assert told(cast.ada) == []
    assert ticket.requester == cast.ada.person


def test_what_happens_on_a_pressing_ticket_is_urgent(cast, oven, at):
    urgent = oven.priority.scheme.priorities.get(level=1)
    triage.set_field(oven.pk, "priority", urgent, by=casting.reader(cast.asta), at=at)
    assign(oven, cast.ada, by=cast.asta, at=at)
    announce(at)
    assert Notice.objects.get(person=cast.ada.person, kind=Kind.ASSIGNED).is_urgent


def test_a_batch_asks_as_often_whatever_it_holds(cast, at, django_assert_max_num_queries):
    for number in range(20):
        moment = at + timedelta(seconds=number)
        casting.open_ticket(at=moment, requester=cast.bea, team=cast.service_desk)
    with django_assert_max_num_queries(40):
        announce(at)
    assert len(told(cast.ada)) == 20


def test_a_call_that_is_owed_is_told_until_somebody_takes_it(cast, oven, at):
    new = NewCallBack(name="Bea", number="0211 123456")
    phoning.owe(oven.pk, new, by=casting.reader(cast.asta), at=at)
    announce(at)
    notice = Notice.objects.get(person=cast.ada.person)
    assert (notice.kind, notice.read_at) == (Kind.CALL_OWED, None)
    lines = lines_of([notice], reader=casting.reader(cast.ada), at=at)
    assert lines[notice.pk].words.startswith("A call is owed by ")
    phoning.take_next(by=casting.reader(cast.ada), at=at)
    announce(at)
    notice.refresh_from_db()
    assert notice.read_at == at
