"""Rules on what happens: each acts once, in order, never in circles, and says why."""

from datetime import timedelta

import pytest

from deskhand.automation import rulebook
from deskhand.automation.models import Rule, RuleRun
from deskhand.connectors.models import Hook, HookCall
from deskhand.desk import automating, jobs, reply, requester, triage
from deskhand.desk.reply import Reply
from deskhand.journal.models import Event
from deskhand.mail.models import OutgoingLetter
from deskhand.notices.models import Notice
from deskhand.tickets.models import Message
from tests import cast as casting
from tests.desk.ruled import follow, keep

pytestmark = pytest.mark.django_db
URGENT = {"do": "priority", "level": 1}


def tag(*names: str) -> dict:
    return {"do": "tags", "add": list(names), "remove": []}


def rule(name: str, *acts: dict, trigger: str = "opened", only: tuple = (), **more) -> Rule:
    return keep(Rule(name=name, trigger=trigger, acts=list(acts), **more), only)


def test_a_rule_acts_on_what_meets_its_condition_and_says_why(cast, at):
    made = rule("Printers", URGENT, tag("print"), condition="subject:printer")
    ticket = casting.ask(cast.bea, at=at)
    other = casting.ask(cast.bea, at=at, subject="The screen is dark")
    follow(at)
    ticket.refresh_from_db()
    other.refresh_from_db()
    assert (ticket.priority_level, ticket.tags) == (1, ["print"])
    assert other.tags == []
    run = RuleRun.objects.get()
    assert (run.rule, run.ticket, run.outcome) == (made, ticket, "done")
    assert any("printer" in line.lower() for line in run.why)
    changed = Event.objects.filter(name="ticket_changed", subject_id=ticket.pk, actor_kind="rule")
    assert {event.actor_name for event in changed} == {"Printers"}
    assert Event.objects.filter(name="rule_ran", subject_id=ticket.pk).count() == 1


def test_each_event_is_followed_once(cast, at):
    rule("Note it", {"do": "note", "text": "For {{requester.first_name}}"})
    ticket = casting.ask(cast.bea, at=at)
    follow(at)
    assert follow(at) == 0
    assert ticket.messages.filter(text="For Bea", is_public=False).count() == 1


def test_what_was_before_a_rule_is_no_matter_of_it(cast, at):
    casting.ask(cast.bea, at=at)
    rule("All", URGENT)
    follow(at)
    assert not RuleRun.objects.exists()


def test_later_rules_see_what_earlier_ones_did_and_an_end_is_an_end(cast, at):
    rule("First", tag("a"))
    rule("Second", tag("b"), condition="tag:a", ends=True)
    rule("Third", tag("c"))
    ticket = casting.ask(cast.bea, at=at)
    follow(at)
    ticket.refresh_from_db()
    assert ticket.tags == ["a", "b"]


def test_a_rule_is_for_its_organizations(cast, at):
    rule("Birch", tag("birch"), only=(cast.birch,))
    mine, other = casting.ask(cast.bea, at=at), casting.ask(cast.cem, at=at)
    follow(at)
    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.tags, other.tags) == (["birch"], [])


@pytest.mark.parametrize(
    ("trigger", "does"),
    [
        ("requester_wrote", lambda t, c, at: requester.answer(t, "And?", by=c["bea"], at=at)),
        ("noted", lambda t, c, at: reply.note(t, Reply("Hm"), by=c["ada"], at=at)),
        ("assignee", lambda t, c, at: triage.take(t, by=c["ada"], at=at)),
        ("tags", lambda t, c, at: triage.set_field(t, "tags", ["x"], by=c["ada"], at=at)),
    ],
)
def test_what_a_rule_can_begin_with(cast, at, trigger, does):
    ticket = casting.ask(cast.bea, at=at)
    rule("When", {"do": "kind", "kind": "question"}, trigger=trigger)
    follow(at)
    assert not RuleRun.objects.exists()
    readers = {"bea": casting.reader(cast.bea), "ada": casting.reader(cast.ada)}
    does(ticket.pk, readers, at + timedelta(minutes=1))
    follow(at + timedelta(minutes=1))
    assert RuleRun.objects.get().ticket == ticket


def test_rules_that_set_each_other_off_are_stopped(cast, at):
    rule("Up", URGENT, trigger="priority", condition="priority:>1")
    rule("Down", {"do": "priority", "level": 3}, trigger="priority", condition="priority:1")
    ticket = casting.ask(cast.bea, at=at)
    third = ticket.priority.scheme.priorities.get(level=4)
    triage.set_field(ticket.pk, "priority", third, by=casting.reader(cast.ada), at=at)
    follow(at)
    done = RuleRun.objects.filter(outcome="done")
    assert max(done.values_list("depth", flat=True)) == 3
    assert done.count() < 7
    stopped = Rule.objects.get(is_active=False, trigger="priority")
    assert stopped.stop_reason
    assert RuleRun.objects.get(outcome="stopped").rule == stopped
    assert Event.objects.filter(name="rule_stopped").count() == 1


def test_a_rule_never_sets_itself_off(cast, at):
    rule("Tags", tag("one"), trigger="tags")
    ticket = casting.ask(cast.bea, at=at)
    triage.set_field(ticket.pk, "tags", ["x"], by=casting.reader(cast.ada), at=at)
    follow(at)
    assert RuleRun.objects.count() == 1


def test_too_many_runs_on_a_ticket_in_a_minute_are_stopped(cast, at):
    rule("Chatty", {"do": "kind", "kind": "question"}, trigger="noted")
    ticket = casting.ask(cast.bea, at=at)
    later = at + timedelta(minutes=1)
    for _note in range(25):
        reply.note(ticket.pk, Reply("Hm"), by=casting.reader(cast.ada), at=later)
    follow(later)
    assert RuleRun.objects.filter(outcome="done").count() == 20
    assert not Rule.objects.get(name="Chatty").is_active


def test_a_rule_that_fails_leaves_the_ticket_and_the_other_rules_alone(cast, at):
    rule("Broken", tag("a"), {"do": "team", "team": "network"})
    cast.network.archived_at = at
    cast.network.save()
    rule("Fine", tag("b"))
    ticket = casting.ask(cast.bea, at=at)
    follow(at)
    ticket.refresh_from_db()
    assert ticket.tags == ["b"]
    assert RuleRun.objects.get(outcome="failed").rule.name == "Broken"


def test_it_writes_tells_and_calls(cast, at):
    Hook.objects.create(name="Wall", url="https://wall.example/", made_at=at)
    rule(
        "Loud",
        {"do": "mail", "to": "requester", "text": "We saw **{{ticket.number}}**."},
        {"do": "notify", "who": ["team"]},
        {"do": "hook", "hook": "Wall"},
    )
    ticket = casting.ask(cast.bea, at=at)
    follow(at)
    letter = OutgoingLetter.objects.get(kind="told")
    assert (letter.is_automatic, letter.recipients) == (True, ["bea@birch.example"])
    said = Message.objects.get(ticket=ticket, is_automatic=True, is_public=True)
    assert str(ticket.pk) in said.text
    assert Notice.objects.filter(kind="rule", person=cast.ada.person).count() == 1
    assert HookCall.objects.get().subject == f"ticket:{ticket.pk}"
    assert len(RuleRun.objects.get().did) == 3


def test_no_word_of_a_stranger_is_carried_to_whom_he_claims_to_be(cast, at):
    cast.bea.memberships.all().delete()
    cast.bea.addresses.update(verified_at=None)
    rule("Neutral", {"do": "mail", "to": "requester", "text": "We have it."})
    rule("Echo", {"do": "mail", "to": "requester", "text": "{{ticket.subject}}"})
    casting.ask(cast.bea, at=at, subject="Buy cheap pills")
    follow(at)
    [letter] = OutgoingLetter.objects.filter(kind="told")
    assert "pills" not in letter.subject
    assert "Not written" in RuleRun.objects.get(rule__name="Echo").did[0]


def test_nothing_confidential_is_written_to_others(cast, at):
    rule("Tell", {"do": "mail", "to": "boss@elsewhere.example", "text": "{{ticket.number}}"})
    ticket = casting.ask(cast.bea, at=at)
    triage.set_field(ticket.pk, "is_confidential", True, by=casting.reader(cast.asta), at=at)
    open_to_all = casting.ask(cast.bea, at=at)
    follow(at)
    [letter] = OutgoingLetter.objects.filter(kind="told")
    assert letter.thread == f"ticket:{open_to_all.pk}"


def test_a_letter_of_a_rule_is_no_answer(cast, at):
    rule("Soon", {"do": "mail", "to": "requester", "text": "Soon."})
    ticket = casting.ask(cast.bea, at=at)
    follow(at)
    ticket.refresh_from_db()
    assert ticket.awaits_agent
    assert not Event.objects.filter(name="target_met", subject_id=ticket.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_the_journal_is_followed_in_turns_each_event_once(at):
    cast = casting.gather()
    made = rulebook.save_rule(Rule(name="Note", trigger="opened", acts=[tag("a")]))
    ticket = casting.ask(cast.bea, at=at)
    assert automating.has_news()
    jobs.look_for_news()
    turns = 0
    while automating.turn(at=at):
        turns += 1
        assert turns < 20
    assert not automating.has_news()
    assert RuleRun.objects.get().ticket == ticket
    rulebook.switch_rule(made, on=False)
    casting.ask(cast.bea, at=at)
    assert not automating.turn(at=at)


def test_while_no_rule_is_active_nothing_is_looked_at(cast, at, django_assert_num_queries):
    casting.ask(cast.bea, at=at)
    with django_assert_num_queries(3):
        assert not automating.has_news()
    made = rule("Off", URGENT, is_active=False)
    casting.ask(cast.bea, at=at)
    jobs.look_for_news()
    rulebook.switch_rule(made, on=True)
    assert not automating.has_news()


def test_what_meets_no_condition_costs_few_statements(cast, at, django_assert_max_num_queries):
    for number in range(10):
        rule(f"Rule {number}", URGENT, condition=f"subject:nothing{number}")
    for _ticket in range(8):
        casting.ask(cast.bea, at=at)
    # For all tickets together: rules, and tickets with what conditions read.
    events = list(Event.objects.order_by("-pk")[:100])
    with django_assert_max_num_queries(16):
        assert automating.take(events[::-1], at=at) == events[0]
    assert not RuleRun.objects.exists()
