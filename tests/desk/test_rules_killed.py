"""Rules are followed by a process that is killed at each of its steps: what they do to a ticket is
done once and whole, whatever dies."""

from datetime import UTC, datetime

import pytest
from django.db import connections

from deskhand.automation import rulebook
from deskhand.automation.models import Rule, RuleRun
from deskhand.connectors.models import Hook, HookCall
from deskhand.desk import automating
from deskhand.mail.models import OutgoingLetter
from deskhand.tickets.models import Ticket
from tests import cast as casting
from tests.killing import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(240)]

MOST = 60


def follow_all() -> None:
    while automating.turn(at=datetime.now(UTC)):
        pass


def test_what_rules_do_is_done_once_whatever_dies(cast):
    now = datetime.now(UTC)
    Hook.objects.create(name="Wall", url="https://wall.example/", made_at=now)
    note = {"do": "note", "text": "Seen."}
    tags = {"do": "tags", "add": ["seen"], "remove": []}
    letter = {"do": "mail", "to": "requester", "text": "We saw it."}
    call = {"do": "hook", "hook": "Wall"}
    rulebook.save_rule(Rule(name="Seen", trigger="opened", acts=[note, tags]))
    rulebook.save_rule(Rule(name="Told", trigger="opened", acts=[letter, call]))
    kill_at = 1
    while kill_at < MOST:
        casting.ask(cast.bea, at=datetime.now(UTC), subject=f"Matter {kill_at}")
        if run(follow_all, kill_at=kill_at):
            break
        kill_at += 1
    connections.close_all()
    assert 2 < kill_at < MOST
    tickets = list(Ticket.objects.all())
    assert len(tickets) == kill_at
    for ticket in tickets:
        assert ticket.tags == ["seen"]
        assert ticket.messages.filter(text="Seen.").count() == 1
        assert sorted(r.rule.name for r in RuleRun.objects.filter(ticket=ticket)) == [
            "Seen",
            "Told",
        ]
    assert HookCall.objects.count() == kill_at
    told = OutgoingLetter.objects.exclude(kind="receipt")
    assert told.count() == kill_at
