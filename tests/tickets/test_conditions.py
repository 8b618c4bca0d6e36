"""Rows and facts give the same verdict, whatever is asked of whichever ticket."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskhand.catalog.models import (
    Category,
    FormField,
    Priority,
    PriorityScheme,
    RequestType,
    Service,
    Status,
    StatusScheme,
)
from deskhand.contracts.models import Contract, ContractVersion, Effect, TicketCoverage
from deskhand.people.models import Address, Agent, Organization, Person, Site, Team
from deskhand.people.reader import STRANGER, Reader
from deskhand.rules.conditions import (
    Condition,
    Field,
    Wording,
    evaluate,
    fold,
    rank_of,
)
from deskhand.rules.conditions import Kind as RuleKind
from deskhand.search.writing import bring_up_to_date
from deskhand.sla.models import Calendar, Policy, PolicyAssignment
from deskhand.tickets import columns
from deskhand.tickets.columns import zone_of_reader
from deskhand.tickets.conditions import (
    compile_to_q,
    explain,
    facts_of,
    matches,
    parse_filter,
    parse_rule,
)
from deskhand.tickets.fields import TicketField, register, ticket_fields
from deskhand.tickets.models import NOTHING_DUE, Channel, FieldMark, Kind, Ticket
from deskhand.tickets.queries import FOR_FACTS
from tests.rules.conditions.language import conditions

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
FIELDS = {name: known.field for name, known in ticket_fields().items()}
NAMES = ["Ada", "Straße", "STRASSE", "İ b", "ab", "Birch", "none", "me", "A_b 50%", "ς"]
SUBJECTS = ["a", "A B", "in der STRASSE", "Straße", "ﬁn", "50% e\u0301", 'x:y "-x"', "a,b (1..2)"]
TAGS = [[], ["vip"], ["VIP", "a"], ["straße", "a b"], ["none"], ["a,b", "50%"], ["Ärger\n"]]
MINUTES = [0, 1, 59, 60, 61, 1439, 1440, 1441, 2880, 10080, 20000]


def _scheme_rows() -> tuple[list[Status], list[Priority]]:
    scheme = StatusScheme.objects.create(name="Usual", slug="usual")
    named = {Category.OPEN: "new", Category.HELD: "Straße", Category.SOLVED: "Open"}
    statuses = [
        Status.objects.create(scheme=scheme, name=named.get(c, str(c.label)), category=c)
        for c in Category
    ]
    priorities = [
        Priority.objects.create(
            scheme=PriorityScheme.objects.create(name=slug, slug=slug), level=level, name=name
        )
        for level, (slug, name) in enumerate(
            [("one", "A b"), ("two", "STRASSE"), ("three", "1")], start=1
        )
    ]
    return statuses, priorities


def _people() -> list[Person]:
    people = [Person.objects.create(name=name) for name in [*NAMES, ""]]
    for number, person in enumerate(people[::2]):
        Address.objects.create(person=person, email=f"a{number}@birch.example", is_main=True)
        Address.objects.create(person=person, email=f"ärger{number}@straße.example")
    return people


def _owed(firms: list[Organization | None]) -> None:
    """Some firms are owed something always, some from or until one of the tickets' instants."""
    policy = Policy.objects.create(name="Usual", slug="usual")
    noon = AT - timedelta(minutes=MINUTES[4])
    for firm, labels, since, until in [
        (firms[0], ["24x7", "Straße"], AT - timedelta(days=30), None),
        (firms[0], ["a"], noon, None),
        (firms[1], ["STRASSE"], AT - timedelta(days=30), noon),
        (firms[2], [], AT - timedelta(days=30), None),
    ]:
        PolicyAssignment.objects.create(
            organization=firm, policy=policy, labels=labels, begins_at=since, ends_at=until
        )


@pytest.fixture
def tickets(db: None) -> list[Ticket]:
    """Sixty tickets that differ in everything a condition can ask, with much left out."""
    dice = random.Random(20260304)
    statuses, priorities = _scheme_rows()
    people = _people()
    agents: list[Agent | None] = [Agent.objects.create(person=p) for p in people[:4]]
    slugs = ["a", "birch", "open", "Ab"]
    teams: list[Team | None] = [
        Team.objects.create(name=n, slug=s) for n, s in zip(NAMES, slugs, strict=False)
    ]
    firms: list[Organization | None] = [
        Organization.objects.create(name=n, slug=s) for n, s in zip(NAMES[3:], slugs, strict=False)
    ]

    sites: list[Site | None] = [
        Site.objects.create(organization=firm, name=name)
        for firm, name in zip(firms, ["Straße", "birch", "STRASSE"], strict=False)
        if firm
    ]
    services: list[Service | None] = [
        Service.objects.create(name=n, slug=s) for n, s in zip(NAMES[:3], slugs, strict=False)
    ]
    requests: list[RequestType | None] = [
        RequestType.objects.create(name=n, slug=s) for n, s in zip(NAMES[2:], slugs, strict=False)
    ]

    _owed(firms)

    def past() -> datetime:
        return AT - timedelta(minutes=dice.choice(MINUTES))

    def maybe(value: datetime, otherwise: datetime | None) -> datetime | None:
        return value if dice.random() < 0.6 else otherwise

    rows = []
    for number in range(60):
        status, priority = dice.choice(statuses), dice.choice(priorities)
        due = AT + timedelta(minutes=dice.choice(MINUTES) * dice.choice([1, -1]))
        rows.append(
            Ticket(
                kind=dice.choice(Kind.values),
                channel=dice.choice(Channel.values),
                subject=dice.choice(SUBJECTS),
                requester=dice.choice([*people, None]),
                organization=dice.choice([*firms, None]),
                site=dice.choice([*sites, None]),
                service=dice.choice([*services, None]),
                request_type=dice.choice([*requests, None]),
                tier=dice.choice(range(5)),
                team=dice.choice([*teams, None]),
                assignee=dice.choice([*agents, None]),
                status=status,
                category=status.category,
                is_open=Category(status.category).is_open,
                priority=priority,
                priority_level=priority.level,
                tags=dice.choice(TAGS),
                is_confidential=dice.random() < 0.3,
                needs_review=dice.random() < 0.3,
                first_contact=dice.random() < 0.3,
                is_emergency=dice.random() < 0.3,
                received_at=past(),
                opened_at=AT,
                updated_at=past(),
                solved_at=maybe(past(), None),
                closed_at=maybe(past(), None),
                due_order_at=maybe(due, NOTHING_DUE),
                reply_key=f"key {number}",
            )
        )
    Ticket.objects.bulk_create(rows)
    _cover(firms[0], dice)
    _fill(dice)
    numbers = list(Ticket.objects.values_list("pk", flat=True))
    bring_up_to_date({"ticket": numbers}, at=AT)
    return list(Ticket.objects.for_facts().order_by("pk"))


def _cover(firm: Organization, dice: random.Random) -> None:
    """Some tickets have been decided under a contract."""
    hours = Calendar.objects.create(name="Hours", slug="hours")
    contract = Contract.objects.create(
        organization=firm, number="1", name="Support", begins_on=AT.date(), made_at=AT
    )
    version = ContractVersion.objects.create(contract=contract, number=1, calendar=hours)
    TicketCoverage.objects.bulk_create(
        TicketCoverage(
            ticket_id=number,
            contract=contract,
            version=version,
            effect=dice.choice(Effect.values),
            decided_at=AT,
        )
        for number in Ticket.objects.values_list("pk", flat=True)
        if dice.random() < 0.6
    )


def _fill(dice: random.Random) -> None:
    """Every request has a form, which some tickets answer."""
    for wanted in RequestType.objects.all():
        users = FormField(request_type=wanted, slug="users", label="Users", is_required=True)
        where = FormField(request_type=wanted, slug="where", label="Where", shown_if="users")
        where.shown_value, where.is_required = dice.choice(["", "2"]), True
        users.kind = where.kind = "text"
        FormField.objects.bulk_create([users, where])
    FieldMark.objects.bulk_create(
        FieldMark(ticket_id=number, slug=slug, word=fold(word), rank=rank_of(word))
        for number in Ticket.objects.values_list("pk", flat=True)
        for slug in ("users", "where")
        for word in dice.sample(["1", "2", "3.5", *NAMES], dice.randint(0, 2))
    )


def _readers() -> list[Reader]:
    agent = Agent.objects.order_by("pk").first()
    assert agent is not None
    mine = Reader(person_id=agent.person_id, agent_id=agent.pk, time_zone="Europe/Berlin")
    return [mine, Reader(person_id=mine.person_id, time_zone="Nowhere/Else"), STRANGER]


def _counted(tickets: list[Ticket], condition: Condition, reader: Reader) -> set[int]:
    """The tickets on which rows and facts must agree: words are looked for among those that a
    requester may see, all else among all."""
    has_words = any(term.field.kind is RuleKind.WORDS for term in condition.terms())
    if has_words and reader.person_id and not reader.is_agent:
        return set(Ticket.objects.visible_to(reader).values_list("pk", flat=True))
    return {ticket.pk for ticket in tickets}


def _facts(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    """The facts of a ticket whose texts are read once, however many examples ask for them."""
    known = _FACTS.setdefault(reader, {})
    if ticket.pk not in known:
        facts = facts_of(ticket, reader=reader)
        passages = facts["text"].passages(AT)
        known[ticket.pk] = facts | {"text": Wording(lambda _at: passages)}
    return known[ticket.pk]


_FACTS: dict[Reader, dict[int, Any]] = {}


# One set of tickets serves all examples: they are only read.
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None
)
@given(condition=conditions(FIELDS), who=st.integers(0, 2))
def test_rows_and_facts_agree(tickets: list[Ticket], condition: Condition, who: int) -> None:
    reader = _readers()[who]
    zone = zone_of_reader(reader)
    asked = compile_to_q(condition, at=AT, reader=reader)
    found = set(Ticket.objects.filter(asked).values_list("pk", flat=True))
    expected = {
        ticket.pk
        for ticket in tickets
        if evaluate(condition, _facts(ticket, reader), at=AT, zone=zone)
    }
    counted = _counted(tickets, condition, reader)
    assert found & counted == expected & counted, str(condition)


def test_every_field_agrees_with_and_without_a_minus(tickets: list[Ticket]) -> None:
    texts = [
        *("status:open", "status:new", "status:closed", "status:STRASSE", "status:open,held,x"),
        *("category:held", "category:new,open", "priority:2", "priority:<2", "priority:strasse"),
        *("priority:1..2,3", 'priority:"a b"', "assignee:me", "assignee:none", "assignee:ada"),
        *("assignee:none,me", "assignee:=straße", "team:birch", "team:none", "team:strasse,none"),
        *("team:AB", "org:ab", "org:none", "org:BIRCH", "requester:me", "requester:none"),
        *("requester:BIRCH.example", "requester:ärger0@straße.example", "requester:=STRASSE"),
        *("requester:50%", "requester:a_b", "due:none", "due:<0h", "due:>0h", "due:<=1d"),
        *("site:strasse", "site:none", "service:ada,birch", "service:none", "request:AB"),
        *("request:none,birch", "tier:2", "tier:>=3", "tier:0..1,4"),
        *("coverage:covered", "coverage:excluded,units", "coverage:none", "coverage:none,free"),
        *("contract:24X7", "contract:strasse,a", "contract:none", "contract:none,strasse"),
        *("due:-1d..1d", "due:today", "due:>2030-01-01", "due:none,today", "created:<1h"),
        *("created:>=1d", "updated:today", "solved:none", "solved:<1d", "closed:>1d"),
        *("closed:2026-03-01..2026-03-04", "kind:incident,change", "channel:web", "tag:vip"),
        *("tag:none", "tag:STRASSE", "tag:none,vip", 'tag:"a,b"', "tag:ÄRGER", "strasse", '"50%"'),
        *("text:strasse", 'text:"a b",in', "text:stra", "subject:%"),
        *("subject:=strasse", "subject:_", "number:>5", "number:2..4", "review:yes", "é"),
        *("field:users", "field:users:2,where:>2", "field:where:strasse", "to-fill:yes"),
        *("mentioned:no", "snoozed:yes", "snoozed:no", "watched:yes", "draft:yes,no", "viewed:no"),
        *("emergency:yes", "emergency:no", "first-contact:yes", "first-contact:no"),
        *("confidential:no", "confidential:yes,no", 'x:y "-x"'.split()[1]),
    ]
    seen = set()
    for text, reader in itertools.product(texts, _readers()):
        for written in (text, f"-({text})"):
            condition = parse_filter(written)
            seen |= {term.field.name for term in condition.terms()}
            found = Ticket.objects.filter(compile_to_q(condition, at=AT, reader=reader))
            expected = {t.pk for t in tickets if matches(condition, t, at=AT, reader=reader)}
            counted = _counted(tickets, condition, reader)
            assert set(found.values_list("pk", flat=True)) & counted == expected & counted, written
    assert seen == set(FIELDS)


def test_the_tickets_of_the_property_are_worth_asking(tickets: list[Ticket]) -> None:
    """Each of these must find some and leave some, or the agreement would be empty."""
    for text in ["status:open", "team:none", "due:<0h", "-tag:vip", "strasse", "assignee:me"]:
        reader = _readers()[0]
        number = Ticket.objects.filter(
            compile_to_q(parse_filter(text), at=AT, reader=reader)
        ).count()
        assert 0 < number < len(tickets), text


def test_umlauts_and_sharp_s_are_found_in_either_case(tickets: list[Ticket]) -> None:
    asked = compile_to_q(parse_filter("subject:=straSSe"), at=AT, reader=STRANGER)
    assert set(Ticket.objects.filter(asked).values_list("subject", flat=True)) == {"Straße"}


def test_the_folded_subject_follows_the_subject(tickets: list[Ticket]) -> None:
    ticket = Ticket.objects.get(pk=tickets[0].pk)
    ticket.subject, ticket.tags = "ÜBER Nacht", ["Eilig"]
    ticket.save()
    asked = compile_to_q(parse_filter("subject:über tag:EILIG"), at=AT, reader=STRANGER)
    assert Ticket.objects.get(asked).pk == ticket.pk


def test_rows_of_a_queue_are_asked_by_id(tickets: list[Ticket]) -> None:
    """A join would keep the engine from the index that has the queue in its order."""
    filtered = parse_filter("team:birch status:open")
    query = str(Ticket.objects.filter(compile_to_q(filtered, at=AT, reader=STRANGER)).query)
    assert "JOIN" not in query
    assert "IN (" not in query.partition("WHERE")[2]


def test_a_few_people_are_asked_by_id_and_many_by_their_name(
    tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL would read all tickets for a requester whom it does not know yet."""

    def asked() -> str:
        found = compile_to_q(parse_filter("requester:example"), at=AT, reader=STRANGER)
        return str(Ticket.objects.filter(found).query)

    assert Person.objects.filter(addresses__email__contains="example").exists()
    assert "SELECT" not in asked().partition("WHERE")[2]
    monkeypatch.setattr(columns, "FEW", 0)
    assert "SELECT" in asked().partition("WHERE")[2]


def test_the_queues_of_the_rail_need_no_lookups(db: None) -> None:
    reader = Reader(agent_id=1, person_id=1)
    texts = ["assignee:me status:open", "assignee:none status:open", "due:<0h status:open"]
    with CaptureQueriesContext(connection) as asked:
        for text in [*texts, "category:waiting_requester", "review:yes status:open"]:
            compile_to_q(parse_filter(text), at=AT, reader=reader)
    assert len(asked) == 0


def test_facts_of_many_need_no_more_queries(tickets: list[Ticket]) -> None:
    reader = _readers()[0]
    with CaptureQueriesContext(connection) as asked:
        for ticket in Ticket.objects.for_facts():
            facts_of(ticket, reader=reader)
    assert len(asked) == 1 + len(FOR_FACTS)


def test_a_name_that_nobody_has_matches_nothing(tickets: list[Ticket]) -> None:
    for field in ("team", "org", "assignee", "requester", "status", "priority"):
        asked = compile_to_q(parse_filter(f"{field}:nobody-has-it"), at=AT, reader=STRANGER)
        assert not Ticket.objects.filter(asked).exists()


def test_the_widest_filter_is_still_answered(tickets: list[Ticket]) -> None:
    widest = " or ".join(f"-(number:{n} tag:x{n})" for n in range(50))
    asked = compile_to_q(parse_filter(widest), at=AT, reader=STRANGER)
    assert Ticket.objects.filter(asked).count() == len(tickets)


def test_a_verdict_is_explained(tickets: list[Ticket]) -> None:
    ticket = tickets[0]
    told = explain(parse_rule(f"number:{ticket.pk}"), ticket, at=AT, reader=STRANGER)
    assert told == [f"matched `number:{ticket.pk}` because number is {ticket.pk}"]


def test_a_room_above_adds_its_own_field(
    tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deskhand.tickets.fields._FIELDS", dict(ticket_fields()))
    even = TicketField(
        Field("even", RuleKind.FLAG),
        "Even",
        lambda term, values, asking: Q(pk__in=[t.pk for t in tickets if not t.pk % 2]),
        lambda ticket, reader: ticket.pk % 2 == 0,
    )
    register(even)
    condition = parse_rule("even:yes number:>2")
    asked = Ticket.objects.filter(compile_to_q(condition, at=AT, reader=STRANGER))
    expected = [t.pk for t in tickets if matches(condition, t, at=AT, reader=STRANGER)]
    assert sorted(asked.values_list("pk", flat=True)) == expected != []
    with pytest.raises(ValueError, match="there is a field even"):
        register(even)
