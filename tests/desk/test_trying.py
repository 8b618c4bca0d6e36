"""What a rule would have done, read from the journal, without doing anything."""

from datetime import timedelta

import pytest

from deskhand.automation import rulebook
from deskhand.automation.models import Rule, RuleRun
from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.desk import triage, trying
from deskhand.journal.models import Event
from tests import cast as casting

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def rule(condition: str = "", *, trigger: str = "opened", **more) -> Rule:
    acts = [
        {"do": "priority", "level": 1},
        {"do": "mail", "to": "requester", "text": "Soon."},
    ]
    return Rule(name="Try", trigger=trigger, condition=condition, acts=acts, **more)


def tried(made: Rule, *, at, kept: Rule | None = None, only: tuple[int, ...] = ()):
    zone = rulebook.zone_of_rules()
    now = rulebook.read_rule(made, zone=zone, organizations=only)
    before = rulebook.read_rule(kept, zone=zone) if kept else None
    return trying.try_rule(now, before, at=at, goes_on=lambda: True)


def test_tickets_are_read_as_they_were_then(cast, at):
    ada = casting.reader(cast.ada)
    was = casting.ask(cast.bea, at=at)
    triage.set_field(was.pk, "team", cast.network, by=ada, at=at + HOUR)
    now = casting.ask(cast.bea, at=at)
    triage.set_field(now.pk, "team", cast.network, by=ada, at=at + HOUR)
    triage.set_field(now.pk, "team", cast.service_desk, by=ada, at=at + 2 * HOUR)
    found = tried(rule("team:service-desk"), at=at + 3 * HOUR)
    assert {hit.ticket.pk for hit in found.hits} == {was.pk, now.pk}
    assert (found.read, found.matched, found.letters, found.is_cut) == (2, 2, 2, False)
    moved = tried(rule("team:network", trigger="team"), at=at + 3 * HOUR)
    assert moved.matched == 2
    assert moved.read == 3


def test_it_says_what_would_change_and_changes_nothing(cast, at):
    ticket = casting.ask(cast.bea, at=at)
    events = Event.objects.count()
    [hit] = tried(rule("subject:printer"), at=at).hits
    assert [(change.field, change.new) for change in hit.changes] == [("priority", "1 Urgent")]
    assert Event.objects.count() == events
    ticket.refresh_from_db()
    assert ticket.priority_level != 1
    assert not RuleRun.objects.exists()


def test_two_versions_are_compared(cast, at):
    casting.ask(cast.bea, at=at, subject="Printer")
    casting.ask(cast.bea, at=at, subject="Screen")
    kept = rulebook.save_rule(rule("subject:printer"))
    found = tried(rule("subject:screen"), kept=kept, at=at)
    assert (found.matched, found.new, found.gone) == (1, 1, 1)
    assert [hit.is_gone for hit in found.hits] == [False, True]


def test_only_the_last_three_months_and_the_clients_count(cast, at):
    casting.ask(cast.bea, at=at - timedelta(days=100))
    casting.ask(cast.cem, at=at)
    casting.ask(cast.bea, at=at)
    assert tried(rule(), at=at).matched == 2
    assert tried(rule(), at=at, only=(cast.birch.pk,)).matched == 1


def test_of_what_stands_it_tells_what_is_due_now(cast, at):
    ticket = casting.ask(cast.bea, at=at)
    waiting = status_of(ticket.status.scheme, Category.WAITING_REQUESTER)
    triage.set_field(ticket.pk, "status", waiting, by=casting.reader(cast.ada), at=at)
    stands = rule(trigger="stands", category="waiting_requester", amount=2, unit="hours")
    assert tried(stands, at=at + HOUR).matched == 0
    assert tried(stands, at=at + 3 * HOUR).matched == 1


def test_time_runs_out_and_says_so(cast, at):
    casting.ask(cast.bea, at=at)
    zone = rulebook.zone_of_rules()
    now = rulebook.read_rule(rule(), zone=zone, organizations=())
    assert trying.try_rule(now, None, at=at, goes_on=lambda: False).is_cut


def test_it_is_tried_from_its_page_and_not_saved(cast, client_of, at):
    casting.ask(cast.bea, at=at)
    sent = {"name": "New", "trigger": "opened", "priority": "1", "try": "1"}
    page = client_of(cast.asta).post("/setup/automation/new/", sent)
    assert page.status_code == 200
    assert "Tried on the past" in page.text
    assert not Rule.objects.filter(name="New").exists()
