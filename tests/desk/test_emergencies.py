"""An emergency is a person's word: proposed by the request, raised once, taken back with why."""

import pytest

from deskhand.catalog.models import RequestType
from deskhand.desk import emergencies, triage
from deskhand.journal.models import Event
from deskhand.packs import loading
from deskhand.people.acting import NotAllowed
from deskhand.sla.models import Clock, Policy
from deskhand.tickets.access import TicketLocked, TicketNotFound
from deskhand.tickets.models import Ticket
from tests.cast import BEFORE, open_ticket, reader
from tests.sla.tables import owe

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(cast, at) -> Ticket:
    return open_ticket(requester=cast.bea, at=at)


def fresh(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_declared_it_has_the_highest_priority_and_its_clocks_follow(cast, ticket, at):
    emergencies.declare(ticket.pk, by=reader(cast.ada), at=at)
    assert (fresh(ticket).is_emergency, fresh(ticket).priority_level) == (True, 1)
    assert not Clock.objects.filter(ticket=ticket).exclude(priority_level=1)
    fields = Event.objects.filter(name="ticket_changed").values_list("payload__field", flat=True)
    assert {"is_emergency", "priority"} <= set(fields)


def test_it_is_raised_once(cast, ticket, at):
    emergencies.declare(ticket.pk, by=reader(cast.ada), at=at)
    lower = ticket.priority.scheme.priorities.get(level=2)
    triage.set_field(ticket.pk, "priority", lower, by=reader(cast.ada), at=at)
    emergencies.declare(ticket.pk, by=reader(cast.ada), at=at)
    assert fresh(ticket).priority_level == 2


def test_it_is_taken_back_with_a_reason_and_nothing_is_lowered_silently(cast, ticket, at):
    emergencies.declare(ticket.pk, by=reader(cast.ada), at=at)
    with pytest.raises(TicketLocked, match="why"):
        emergencies.take_back(ticket.pk, " ", by=reader(cast.ada), at=at)
    emergencies.take_back(ticket.pk, "A new server.", by=reader(cast.ada), at=at)
    assert (fresh(ticket).is_emergency, fresh(ticket).priority_level) == (False, 1)
    note = ticket.messages.latest("pk")
    assert "A new server." in note.text
    assert not note.is_public


def test_what_is_done_is_no_emergency(cast, ticket, at):
    solved = ticket.status.scheme.statuses.get(category="solved")
    triage.set_field(ticket.pk, "status", solved, by=reader(cast.ada), at=at)
    with pytest.raises(TicketLocked):
        emergencies.declare(ticket.pk, by=reader(cast.ada), at=at)


def test_who_may_not_work_on_it_may_not_say_so(cast, ticket, at):
    with pytest.raises(NotAllowed):
        emergencies.declare(ticket.pk, by=reader(cast.lena), at=at)
    with pytest.raises((NotAllowed, TicketNotFound)):
        emergencies.take_back(ticket.pk, "No.", by=reader(cast.cem), at=at)


def test_the_request_proposes_it_until_somebody_has_said(cast, at):
    loading.apply("incident-units", at=BEFORE)
    owe(cast.birch, Policy.objects.get(slug="incident-units"))
    ticket = open_ticket(requester=cast.bea, at=at)
    assert emergencies.proposed(ticket) is None
    down = RequestType.objects.get(slug="site-down")
    triage.set_field(ticket.pk, "request_type", down, by=reader(cast.ada), at=at)
    rule = emergencies.proposed(fresh(ticket))
    assert (rule.name, rule.means, len(rule.unless_planned)) == (
        "Site down", "No user can log on", 3
    )  # fmt: skip
    emergencies.take_back(ticket.pk, rule.unless_planned[0], by=reader(cast.ada), at=at)
    assert emergencies.proposed(fresh(ticket)) is None


def test_what_was_planned_and_the_cause_stay_with_the_ticket(cast, ticket, at):
    ada = reader(cast.ada)
    with pytest.raises(TicketLocked, match="Nobody has said"):
        emergencies.note_cause(ticket.pk, "hardware", by=ada, at=at)
    emergencies.take_back(ticket.pk, "", by=ada, at=at, planned="a new server")
    assert "a new server" in ticket.messages.latest("pk").text
    assert emergencies.note_cause(ticket.pk, " the client's \n own doing ", by=ada, at=at)
    assert not emergencies.note_cause(ticket.pk, "the client's own doing", by=ada, at=at)
    known = emergencies.known_of(fresh(ticket))
    assert (known.planned, known.cause) == ("a new server", "the client's own doing")
    for nonsense in ("", " ", "x" * 301):
        with pytest.raises(TicketLocked):
            emergencies.note_cause(ticket.pk, nonsense, by=ada, at=at)


def test_the_policy_offers_causes_to_choose_from(cast, at):
    loading.apply("incident-units", at=BEFORE)
    owe(cast.birch, Policy.objects.get(slug="incident-units"))
    ticket = open_ticket(requester=cast.bea, at=at)
    down = RequestType.objects.get(slug="site-down")
    triage.set_field(ticket.pk, "request_type", down, by=reader(cast.ada), at=at)
    assert emergencies.causes_of(fresh(ticket)) == ()
    emergencies.declare(ticket.pk, by=reader(cast.ada), at=at)
    assert "hardware" in emergencies.causes_of(fresh(ticket))
