"""What is covered: the first rule that holds, decided at receipt, told in the client's words."""

from datetime import timedelta

import pytest

from deskhand.contracts import covering, keeping, ruling, versions
from deskhand.contracts.deciding import decide
from deskhand.contracts.models import TicketCoverage
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.contracts.trying import try_draft
from deskhand.desk import triage
from deskhand.desk.contracts import covering as story
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.rules.letter import parse
from deskhand.tickets.conditions import compile_to_q, parse_filter
from deskhand.tickets.models import Kind, Ticket
from deskhand.tickets.reading import tickets_for
from tests import cast as casting
from tests.contracts.paper import MANAGED, rule, sign, sign_with

pytestmark = pytest.mark.django_db


def ticket_of(cast, at, **more):
    return casting.open_ticket(requester=cast.bea, at=at, **more)


def effects(decision):
    return decision.effect, decision.line.rule.name if decision.line else None


@pytest.mark.parametrize(
    ("hours", "more", "said", "expected"),
    [
        pytest.param(9, {}, {}, ("covered", "Incidents"), id="an incident in hours"),
        pytest.param(9 + 12, {}, {}, ("excluded", "After hours"), id="after hours"),
        pytest.param(9, {}, {"place": "onsite"}, ("covered", "Incidents"), id="onsite as well"),
        pytest.param(
            9, {"kind": Kind.REQUEST}, {}, ("excluded", "New scope"), id="a request is new scope"
        ),
        pytest.param(
            9,
            {"kind": Kind.REQUEST},
            {"is_minor": True},
            ("covered", "Small requests"),
            id="a minor one is included",
        ),
        pytest.param(9, {"kind": Kind.PROBLEM}, {}, ("covered", None), id="what no rule names"),
    ],
)
def test_pack_e_decides(cast, at, hours, more, said, expected):
    sign_with(cast.birch, MANAGED, at=at)
    # The pack's hours are those of the Pacific: 9 in the morning there is 17 in UTC.
    moment = at.replace(hour=8) + timedelta(hours=hours)
    assert effects(decide(ticket_of(cast, moment, **more), **said)) == expected


def test_it_is_decided_when_a_request_comes_in_and_told_where_the_contract_says_so(cast, at):
    sign_with(cast.birch, MANAGED, at=at, terms=Terms(is_told_in_receipt=True))
    ticket = casting.ask(cast.bea, at=at)
    row = TicketCoverage.objects.get(ticket=ticket)
    assert row.effect == "excluded"
    assert covering.client_words(ticket) == "Work after hours is charged."
    assert "Your contract: Work after hours is charged." in receipt()


def test_a_receipt_says_nothing_where_the_contract_does_not(cast, at):
    sign_with(cast.birch, MANAGED, at=at)
    casting.ask(cast.bea, at=at)
    assert "Your contract" not in receipt()


def receipt():
    """The text of the one receipt that was written."""
    letter = parse(read_blob(OutgoingLetter.objects.get(kind="receipt").raw))
    return " ".join(letter.text.split())


def test_without_a_contract_nothing_is_decided_and_nothing_asked(cast, at):
    ticket = casting.ask(cast.bea, at=at)
    assert not TicketCoverage.objects.exists()
    assert covering.kept(ticket) is None


def test_a_correction_of_the_ticket_decides_anew(cast, at):
    sign_with(cast.birch, MANAGED, at=at)
    ticket = casting.ask(cast.bea, at=at)
    ada = casting.reader(cast.ada)
    triage.set_field(ticket.pk, "kind", "problem", by=ada, at=at)
    assert TicketCoverage.objects.get(ticket=ticket).effect == "covered"
    triage.set_field(ticket.pk, "organization", cast.cedar, by=ada, at=at)
    assert not TicketCoverage.objects.filter(ticket=ticket).exists()


def test_what_an_agent_says_of_the_work_decides_and_stays(cast, at):
    sign_with(cast.birch, MANAGED, at=at)
    ticket = casting.ask(cast.bea, at=at.replace(hour=18))
    ada = casting.reader(cast.ada)
    triage.set_field(ticket.pk, "kind", "request", by=ada, at=at)
    assert TicketCoverage.objects.get(ticket=ticket).needs_approval
    row = story.say(ticket.pk, place="onsite", is_minor=True, by=ada, at=at)
    assert (row.effect, row.place) == ("covered", "onsite")
    triage.set_field(ticket.pk, "tags", ["oven"], by=ada, at=at)
    row = TicketCoverage.objects.get(ticket=ticket)
    assert (row.effect, row.is_minor) == ("covered", True)


def test_contracts_are_tried_in_order_and_only_where_they_hold(cast, at):
    sign_with(cast.birch, [rule("Web", "", "free")], at=at, condition="tag:shop", name="Shop")
    sign_with(cast.birch, [rule("All", "", "units")], at=at, name="Units")
    ticket = ticket_of(cast, at)
    assert decide(ticket).sheet.contract.name == "Units"
    ticket.tags = ["shop"]
    assert decide(ticket).sheet.contract.name == "Shop"


def test_the_version_of_the_receipt_decides(cast, at):
    contract = sign_with(cast.birch, [rule("All", "", "covered")], at=at)
    draft = versions.begin(contract)
    ruling.save(contract, 0, rule("All", "", "excluded"))
    day = (at + timedelta(days=10)).date()
    versions.publish(draft, valid_from=day, why="", by="Asta", at=at)
    assert decide(ticket_of(cast, at)).effect == "covered"
    assert decide(ticket_of(cast, at + timedelta(days=11))).effect == "excluded"


def test_a_contract_on_stop_or_ended_covers_nothing(cast, at):
    contract = sign_with(cast.birch, MANAGED, at=at)
    keeping.suspend(contract, "Unpaid", by="Asta", at=at)
    assert decide(ticket_of(cast, at)) is None
    keeping.resume(contract, at=at)
    keeping.end(contract, at.date(), at=at)
    assert decide(ticket_of(cast, at)) is not None
    assert decide(ticket_of(cast, at + timedelta(days=1))) is None


def test_a_parent_covers_the_firms_below_it(cast, at):
    sign_with(cast.birch, MANAGED, at=at, covers_subsidiaries=True)
    ticket = casting.open_ticket(requester=cast.cem, at=at)
    assert decide(ticket) is None
    cast.cedar.parent = cast.birch
    cast.cedar.save()
    assert decide(ticket).sheet.contract.organization == cast.birch


def test_lists_find_tickets_by_what_is_covered(cast, at):
    sign_with(cast.birch, MANAGED, at=at)
    casting.ask(cast.bea, at=at)
    casting.ask(cast.cem, at=at)
    found = {
        text: [t.organization for t in matching_of(text, cast, at)]
        for text in ("coverage:excluded", "coverage:covered", "coverage:none", "-coverage:none")
    }
    assert found == {
        "coverage:excluded": [cast.birch],
        "coverage:covered": [],
        "coverage:none": [cast.cedar],
        "-coverage:none": [cast.birch],
    }


def matching_of(text, cast, at):
    reader = casting.reader(cast.ada)
    asked = compile_to_q(parse_filter(text), reader=reader, at=at)
    return list(tickets_for(reader).filter(asked))


@pytest.mark.parametrize(
    ("before", "condition", "words"),
    [
        pytest.param("", "kind:incident", "never reached", id="behind one for all"),
        pytest.param("kind:incident", "kind:incident band:in", "never reached", id="behind wider"),
        pytest.param("kind:incident", "kind:problem -kind:problem", "contradicts", id="never"),
        pytest.param("kind:incident", "service:nosuch", "no service", id="unknown service"),
        pytest.param("kind:incident", "colour:blue", "colour", id="unknown field"),
        pytest.param("kind:incident", "place:moon", "place", id="unknown place"),
        pytest.param("kind:incident", "printer", "printer", id="a free word"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(cast, at, before, condition, words):
    contract = sign(cast.birch, at=at, is_published=False)
    ruling.save(contract, None, rule("First", before, "covered"))
    with pytest.raises(ContractRefused, match=words) as refused:
        ruling.save(contract, None, rule("Second", condition, "excluded"))
    assert refused.value.field == "condition"
    assert len(ruling.rules_of(versions.draft_of(contract))) == 1


def test_what_is_charged_without_rates_is_doubtful(cast, at):
    contract = sign(cast.birch, at=at, rates=(), is_published=False)
    draft = ruling.save(contract, None, rule("All", "", "excluded"))
    [remark] = ruling.check(ruling.rules_of(draft), draft)
    assert not remark.is_fault and "no rates" in remark.text


def test_rules_are_put_in_order_in_the_draft_alone(cast, at):
    contract = sign_with(cast.birch, MANAGED[:2], at=at)
    ruling.act(contract, 1, "up")
    draft, stands = versions.draft_of(contract), versions.published(contract)[0]
    assert [r.name for r in ruling.rules_of(draft)] == ["Incidents", "After hours"]
    assert [r.name for r in ruling.rules_of(stands)] == ["After hours", "Incidents"]
    ruling.act(contract, 0, "remove")
    assert [r.name for r in ruling.rules_of(draft)] == ["After hours"]


def test_a_draft_is_tried_on_past_tickets(cast, at):
    contract = sign_with(cast.birch, MANAGED, at=at)
    ticket = casting.ask(cast.bea, at=at)
    casting.ask(cast.cem, at=at)
    draft = versions.begin(contract)
    ruling.act(contract, 0, "remove")
    trial = try_draft(draft, reader=casting.reader(cast.asta), at=at + timedelta(days=1))
    assert (trial.read, trial.matched, trial.changed) == (1, 1, 1)
    assert [(hit.ticket, hit.was, hit.now.effect) for hit in trial.hits] == [
        (ticket, "excluded", "covered")
    ]


def test_deciding_for_many_asks_no_more_than_for_one(cast, at, django_assert_max_num_queries):
    from deskhand.jobs.memory import remembering

    sign_with(cast.birch, MANAGED, at=at)
    tickets = [ticket_of(cast, at.replace(hour=18)) for _ in range(6)]
    with remembering(afresh=True):
        decide(tickets[0])
        with django_assert_max_num_queries(1):
            covering.cover_first(tickets, at=at)
    assert Ticket.objects.filter(coverage__effect="covered").count() == 6
