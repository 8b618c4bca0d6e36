"""Rules on letters: each act, their order, the dry run, and that none lets anybody read."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskhand.catalog.models import Priority, Service
from deskhand.desk import intake
from deskhand.journal.actor import system
from deskhand.mail import quarantine, rulebook
from deskhand.mail.models import InboundRule, Letter, OutgoingLetter
from deskhand.mail.rules import dry_run
from deskhand.tickets.models import Message, Ticket
from tests.cast import reader
from tests.desk.letters import HELP, arrive, last, letter

pytestmark = pytest.mark.django_db

BEA = "Bea Birch <bea@birch.example>"
BY = system("test")


def rule(condition, *, name="Watch", **more):
    return rulebook.save_rule(InboundRule(name=name, condition=condition, **more))


def test_a_rule_sets_team_type_and_priority_and_says_so(stage, at):
    rule("sender_domain:birch.example", team=stage.network, kind="request", priority_level=1)
    ticket = arrive(letter(BEA), at=at)
    assert (ticket.team, ticket.kind) == (stage.network, "request")
    assert ticket.priority == Priority.objects.get(level=1)
    assert "Rule 1 (Watch) sets the team Network" in last().trace
    assert "Rule 1 (Watch) sets the priority 1" in last().trace


def test_a_rule_sets_the_service_while_it_is_offered(stage, at):
    ovens = Service.objects.create(name="Ovens", slug="ovens")
    rule("subject:oven", service="ovens")
    assert arrive(letter(BEA), at=at).service == ovens
    assert "Rule 1 (Watch) sets the service ovens" in last().trace
    Service.objects.update(is_active=False)
    assert arrive(letter(BEA), at=at).service is None


def test_a_dry_run_leaves_out_what_no_rule_is_asked_of(stage, at):
    notice = letter("MAILER-DAEMON@mx.example", subject="failure notice")
    notice.set_content("User unknown: <bob@example.com>")
    arrive(notice, at=at, sender="<>")
    tried = InboundRule(name="New", condition="subject:notice", act="drop", position=1)
    assert dry_run(tried, [], relays=(), at=at) == ([], 0)


@pytest.mark.parametrize(
    ("condition", "is_met"),
    [
        ("sender:bea", True),
        ("sender:=bea@birch.example", True),
        ("sender:cem", False),
        ("sender_domain:birch.example", True),
        ("sender_domain:example", False),
        ("recipient:help@", True),
        ("subject:oven", True),
        ("subject:oven body:morning", True),
        ("subject:oven -body:morning", False),
        ("has_attachment:no is_list:no is_auto:no authenticated:no", True),
        ("authenticated:yes", False),
        ('mailbox:"Northlight IT"', True),
        (f"mailbox:{HELP}", True),
        ("mailbox:none", False),
    ],
)
def test_each_field_is_asked_of_the_letter(stage, at, condition, is_met):
    rule(condition, team=stage.network)
    assert (arrive(letter(BEA), at=at).team == stage.network) is is_met


def test_the_first_rule_that_sets_a_field_decides(stage, at):
    rule("subject:oven", name="First", team=stage.network)
    rule("subject:oven", name="Second", team=stage.service_desk, kind="problem")
    ticket = arrive(letter(BEA), at=at)
    assert (ticket.team, ticket.kind) == (stage.network, "problem")
    rulebook.move_rule(rulebook.rules()[1], up=True)
    assert arrive(letter(BEA), at=at).team == stage.service_desk


def test_a_rule_that_is_switched_off_is_not_asked(stage, at):
    rule("subject:oven", act="drop", is_active=False)
    assert arrive(letter(BEA), at=at) is not None


def test_a_dropped_letter_is_kept_with_its_reason(stage, at):
    rule("subject:oven", act="drop")
    assert arrive(letter(BEA), at=at) is None
    row = last()
    assert (row.state, row.reason) == (
        Letter.State.IGNORED,
        "Rule 1 (Watch) drops it: it is kept without a ticket",
    )
    assert row.reason in row.trace
    assert not OutgoingLetter.objects.exists()


def test_a_letter_in_quarantine_by_a_rule_can_be_let_in(stage, at):
    rule("subject:oven", act="quarantine")
    assert arrive(letter(BEA), at=at) is None
    assert last().state == Letter.State.QUARANTINED
    assert quarantine.read_again(last().pk, by=BY, at=at)
    ticket = intake.take_in(last().pk, at=at)
    assert ticket.subject == "The oven is dark"
    assert "It was released from quarantine: no rule is asked" in last().trace


def test_a_copy_is_forwarded_and_counted_as_automatic(stage, at):
    rule("subject:oven", act="forward", forward_to="boss@elsewhere.example")
    for _each in range(5):
        assert arrive(letter(BEA), at=at) is not None
    copies = OutgoingLetter.objects.filter(kind="forward")
    assert all(copy.is_automatic for copy in copies)
    assert [copy.is_parked for copy in copies.order_by("pk")] == [False] * 3 + [True] * 2
    assert "Rule 1 (Watch) forwards it to boss@elsewhere.example" in last().trace
    assert any("is held back" in line for line in last().trace)


def test_codes_of_third_parties_are_not_forwarded(stage, at):
    rule("subject:code", act="forward", forward_to="boss@elsewhere.example")
    arrive(letter("no-reply@shop.example", subject="Your code", text="Your code is 482913"), at=at)
    assert not OutgoingLetter.objects.exists()


def test_a_rule_that_cannot_be_read_stops_no_letter(stage, at):
    rule("colour:red", act="drop")
    assert arrive(letter(BEA), at=at) is not None
    assert "Rule 1 (Watch) cannot be read: skipped" in last().trace


def test_a_dry_run_tells_what_would_change_and_changes_nothing(stage, at):
    arrive(letter(BEA), at=at)
    arrive(letter("Cem <cem@cedar.example>", subject="The lift stands"), at=at)
    tried = InboundRule(name="New", condition="subject:lift", act="drop", position=1)
    trials, count = dry_run(tried, rulebook.rules(), relays=(), at=at)
    assert count == 2
    (trial,) = trials
    assert (trial.row.subject, trial.is_matched) == ("The lift stands", True)
    assert trial.then == ("Rule 1 (New) drops it: it is kept without a ticket",)
    assert (Ticket.objects.count(), InboundRule.objects.count()) == (2, 0)


def test_the_pages_make_try_order_switch_and_remove_rules(stage, at, client_of):
    arrive(letter(BEA), at=at)
    client = client_of(stage.asta)
    told = {"name": "Ovens", "condition": "subject:oven", "act": "set", "team": stage.network.pk,
            "is_active": "on"}  # fmt: skip
    page = client.post("/setup/rules/new/", {**told, "try": "1"}).content.decode()
    assert "Rule 1 (Ovens) sets the team Network" in page
    assert not InboundRule.objects.exists()
    assert client.post("/setup/rules/new/", told)["Location"] == "/setup/rules/"
    client.post("/setup/rules/new/", {**told, "name": "Later"})
    first, second = rulebook.rules()
    client.post(f"/setup/rules/{second.pk}/act/", {"act": "up"})
    assert [each.name for each in rulebook.rules()] == ["Later", "Ovens"]
    client.post(f"/setup/rules/{second.pk}/act/", {"act": "switch"})
    assert not rulebook.rule_of(second.pk).is_active
    client.post(f"/setup/rules/{second.pk}/act/", {"act": "remove"})
    assert [(each.name, each.position) for each in rulebook.rules()] == [("Ovens", 1)]
    assert "Ovens" in client.get("/setup/rules/").content.decode()
    assert first.pk == rulebook.rules()[0].pk


@pytest.mark.parametrize(
    "wrong",
    [
        {"condition": "colour:red"},
        {"condition": "oven"},
        {"condition": ""},
        {"act": "forward", "forward_to": ""},
        {"act": "forward", "forward_to": HELP},
        {"act": "set"},
        {"act": "burn"},
        {"priority_level": "99"},
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(stage, client_of, wrong):
    told = {"name": "Ovens", "condition": "subject:oven", "act": "drop", **wrong}
    assert client_of(stage.asta).post("/setup/rules/new/", told).status_code == 422
    assert not InboundRule.objects.exists()


SENDERS = [
    "Cem <cem@cedar.example>", "Ada <ada@northlight.example>", "x@gmail.com", BEA,
    "Bruno <bruno@birch.example>", "Asta <asta@northlight.example>",
]  # fmt: skip
FORGED = [
    "", "mx.northlight.example; dmarc=pass header.from=northlight.example",
    "mx.evil.example; dmarc=pass header.from=northlight.example",
    'x; a="mx.northlight.example; dmarc=pass header.from=northlight.example"',
]  # fmt: skip


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    sender=st.sampled_from(SENDERS),
    results=st.sampled_from(FORGED),
    act=st.sampled_from(InboundRule.Act.values),
    names_ticket=st.sampled_from(["reference", "number", ""]),
    copied=st.sampled_from(["cem@cedar.example", "x@gmail.com", "carla@cedar.example"]),
)
def test_no_rule_and_no_forged_header_ever_lets_anybody_read(
    stage, at, sender, results, act, names_ticket, copied
):
    stage.firm.trusted_relays = "mx.northlight.example"
    stage.firm.save()
    made = letter(BEA)
    ticket = arrive(made, at=at)
    outsiders = [stage.cem, stage.carla]
    InboundRule.objects.all().delete()
    rule("-subject:xyz", act=act, team=stage.network, kind="request", forward_to="a@b.example")
    said = letter(
        sender,
        subject=f"Re: [#{ticket.pk}]" if names_ticket == "number" else "Hello",
        text="Let me in.",
        to=[HELP, copied],
        answers=[str(made["Message-ID"])] if names_ticket == "reference" else [],
        Authentication_Results="mx.northlight.example; dmarc=none",
    )
    said["Authentication-Results"] = results or "none.example; none"
    arrive(said, at=at)
    InboundRule.objects.all().delete()
    for who in outsiders:
        assert not Ticket.objects.visible_to(reader(who)).filter(pk=ticket.pk).exists()
        own = Ticket.objects.visible_to(reader(who)).exclude(organization=stage.cedar)
        assert not own.exists()
    assert not Message.objects.filter(ticket=ticket, agent__isnull=False, is_public=True).exists()
    assert not ticket.participants.exclude(person=stage.bruno).exists()
