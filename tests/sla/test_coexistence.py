"""Clients on different policies side by side: other priorities, other statuses, one desk."""

from datetime import UTC, datetime

import pytest

from deskhand.catalog.models import Priority
from deskhand.desk import triage
from deskhand.desk.submit import Entry, Request, enter, submit
from deskhand.mail.models import InboundRule
from deskhand.mail.rulebook import save_rule
from deskhand.packs.loading import apply
from deskhand.sla.governing import priorities_for
from deskhand.tickets.conditions import compile_to_q, parse_filter
from deskhand.tickets.models import Channel, Ticket
from deskhand.tickets.paging import page
from tests.cast import reader
from tests.desk.letters import arrive, letter
from tests.sla.tables import HOUR, owe, policy, row

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
LEVELS = {1: "Outage", 2: "Usual", 3: "Someday"}


@pytest.fixture
def theirs(cast):
    """Cedar Clinic is owed a policy with three priorities and statuses of its own."""
    made = policy("hosting", row("first_response", {1: 1, 2: 8, 3: 48}), levels=LEVELS)
    owe(cast.cedar, made)
    return made


def by_portal(cast, who) -> Ticket:
    return submit(Request(subject="Jam", text="Help."), by=reader(who), at=AT)


def by_phone(cast, who) -> Ticket:
    entry = Entry(Request(subject="Jam", text="Help."), who, channel=Channel.PHONE)
    return enter(entry, by=reader(cast.ada), at=AT)


def by_mail(cast, who) -> Ticket:
    return arrive(letter(f"{who.name} <{who.main_address}>"), at=AT)


@pytest.mark.parametrize("way", [by_portal, by_phone, by_mail])
def test_each_way_in_opens_in_the_schemes_of_its_client(stage, theirs, way):
    ours, other = way(stage, stage.bea), way(stage, stage.cem)
    assert (ours.status.name, ours.priority.name) == ("New", "Normal")
    assert (other.status.name, other.priority.name) == ("Fresh", "Usual")


def test_a_rule_on_mail_sets_the_level_in_whichever_scheme(stage, theirs):
    rule = InboundRule(name="Jams", condition="subject:oven", priority_level=4)
    save_rule(rule)
    ours = by_mail(stage, stage.bea)
    other = by_mail(stage, stage.cem)
    assert (ours.priority.name, other.priority.name) == ("Low", "Someday")


def test_each_ticket_takes_statuses_and_priorities_of_its_own_scheme_alone(cast, theirs):
    ours, other = by_portal(cast, cast.bea), by_portal(cast, cast.cem)
    for field, foreign in (("status", other.status), ("priority", other.priority)):
        with pytest.raises(triage.ChangeRefused):
            triage.set_field(ours.pk, field, foreign, by=reader(cast.ada), at=AT)
    done = other.status.scheme.statuses.get(category="solved")
    assert not triage.set_field(other.pk, "status", done, by=reader(cast.ada), at=AT).is_open


def test_lists_and_filters_go_by_level_and_category_across_schemes(cast, theirs):
    ours, other = by_portal(cast, cast.bea), by_portal(cast, cast.cem)
    urgent = Priority.objects.get(scheme=other.priority.scheme, level=1)
    triage.set_field(other.pk, "priority", urgent, by=reader(cast.ada), at=AT)
    by = reader(cast.ada)
    listed = page(Ticket.objects.visible_to(by).for_list(), order="priority").tickets
    assert [ticket.pk for ticket in listed] == [other.pk, ours.pk]

    def found(text: str) -> set[int]:
        asked = compile_to_q(parse_filter(text), at=AT, reader=by)
        return set(Ticket.objects.filter(asked).values_list("pk", flat=True))

    assert found("category:new") == {ours.pk, other.pk}
    assert found("priority:1") == found("priority:outage") == {other.pk}
    assert found("status:fresh,new priority:1..3") == {ours.pk, other.pk}


def test_a_form_offers_the_priorities_of_the_clients_policy(cast, theirs):
    def offered(organization) -> list[str]:
        scheme = priorities_for(organization, channel=Channel.WEB, at=AT)
        return [priority.name for priority in scheme.priorities.all()]

    assert offered(cast.cedar) == list(LEVELS.values())
    assert offered(cast.birch)[0] == offered(None)[0] == "Urgent"


def test_a_priority_that_was_offered_before_the_policy_changed_is_read_by_its_level(cast, theirs):
    urgent = Priority.objects.get(scheme__is_default=True, level=1)
    asked = Request(subject="Jam", text="Help.", priority=urgent)
    assert submit(asked, by=reader(cast.cem), at=AT).priority.name == "Outage"


def test_a_pack_applied_again_leaves_the_other_policy_alone(cast, theirs):
    assert apply("five-priority", at=AT + HOUR).made == []
    assert by_portal(cast, cast.cem).priority.name == "Usual"
