"""The form of a request: what is checked, what is kept, and what an agent corrects later."""

import pytest

from deskhand.catalog.forms import retire_field, save_field
from deskhand.catalog.models import FormField, RequestType
from deskhand.desk.filling.answering import FormRefused
from deskhand.desk.filling.filling import fill, filled
from deskhand.desk.submit import Entry, Request, enter, submit
from deskhand.journal.models import Event
from deskhand.people.models import Site
from deskhand.search.finding import Search, find
from deskhand.search.reading import read_words
from deskhand.tickets.conditions import compile_to_q, matches, parse_filter
from deskhand.tickets.filling import answers_for
from deskhand.tickets.models import Ticket
from tests import cast as stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(cast) -> RequestType:
    """New account: name (required), users, where with a site or another place, licence inside."""
    row = RequestType.objects.create(name="New account", slug="new-account", kind="request")

    def ask(label: str, kind: str = "text", **more) -> None:
        save_field(FormField(request_type=row, label=label, kind=kind, **more))

    ask("Name", is_required=True)
    ask("Users", "number")
    ask("Where", "choice", choices=["Office", "Elsewhere"])
    ask("Place", is_required=True, shown_if="where", shown_value="Elsewhere")
    ask("Colleague", "person")
    ask("Site", "site")
    ask("Licence", "choices", choices=["Basic", "Extra"], is_internal=True)
    return row


def ask(who, account, at, **said):
    asked = Request(subject="A new colleague", text="Soon.", request_type=account, said=said)
    return submit(asked, by=stage.reader(who), at=at)


def shown(ticket, who) -> dict[str, str]:
    return {row.label: row.shown for row in answers_for(stage.reader(who), ticket)}


def test_what_is_answered_is_kept_as_it_is_read(cast, account, at):
    mill = Site.objects.create(organization=cast.birch, name="Mill")
    ticket = ask(
        cast.bea,
        account,
        at,
        name=" Ida Holm ",
        users="1200.50",
        site=mill.pk,
        colleague=cast.bruno.pk,
    )
    assert shown(ticket, cast.bea) == {
        "Name": "Ida Holm",
        "Users": "1200.5",
        "Colleague": "Bruno Birch",
        "Site": "Mill",
    }


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        pytest.param({}, {"name"}, id="what must be answered"),
        pytest.param({"name": "I", "where": "Elsewhere"}, {"place"}, id="and what is asked then"),
        pytest.param({"name": "I", "where": "Moon"}, {"where"}, id="no choice"),
        pytest.param({"name": "I", "users": "many"}, {"users"}, id="no number"),
        pytest.param({"name": "I", "users": "2026-01-01"}, {"users"}, id="a day for a number"),
        pytest.param({"name": "I" * 301}, {"name"}, id="too long"),
        pytest.param({"name": "I", "site": "1" * 30}, {"site"}, id="no id"),
        pytest.param({"name": "I", "colleague": "x"}, {"colleague"}, id="nobody"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(cast, account, at, said, fields):
    with pytest.raises(FormRefused) as refused:
        ask(cast.bea, account, at, **said)
    assert set(refused.value.errors) == fields
    assert not Ticket.objects.exists()


def test_people_and_sites_of_others_are_refused(cast, account, at):
    clinic = Site.objects.create(organization=cast.cedar, name="Clinic")
    with pytest.raises(FormRefused) as refused:
        ask(cast.bea, account, at, name="I", colleague=cast.cem.pk, site=clinic.pk)
    assert set(refused.value.errors) == {"colleague", "site"}


def test_what_is_not_asked_is_left_out(cast, account, at):
    ticket = ask(cast.bea, account, at, name="I", where="Office", place="Shed", licence=["Extra"])
    assert shown(ticket, cast.ada) == {"Name": "I", "Where": "Office"}


def test_agents_leave_open_what_they_do_not_know_and_see_what_is_missing(cast, account, at):
    asked = Request(subject="A colleague", text="Soon.", request_type=account, said={"users": "2"})
    ticket = enter(Entry(asked, cast.bea), by=stage.reader(cast.ada), at=at)
    found = filled(ticket, reader=stage.reader(cast.ada))
    assert [field.slug for field in found.missing] == ["name"]
    assert find_by("to-fill:yes", cast.ada, at) == [ticket.pk]
    fill(ticket.pk, {"name": "Ida"}, "", by=stage.reader(cast.ada), at=at)
    assert find_by("to-fill:yes", cast.ada, at) == []


def find_by(text, who, at) -> list[int]:
    """What a filter finds; rows and facts must agree."""
    reader, condition = stage.reader(who), parse_filter(text)
    rows = Ticket.objects.filter(compile_to_q(condition, at=at, reader=reader))
    found = sorted(rows.values_list("pk", flat=True))
    assert found == [
        t.pk for t in Ticket.objects.order_by("pk") if matches(condition, t, at=at, reader=reader)
    ]
    return found


@pytest.mark.parametrize(
    ("text", "is_found"),
    [
        ("field:users", True),
        ("field:users:>=12", True),
        ("field:users:<12", False),
        ("field:name:ida", True),
        ("-field:licence", True),
        ("field:where:office,elsewhere", False),
    ],
)
def test_answers_are_asked_for_by_conditions(cast, account, at, text, is_found):
    ticket = ask(cast.bea, account, at, name="Ida", users="12")
    assert find_by(text, cast.ada, at) == ([ticket.pk] if is_found else [])
    assert find_by("field:users", cast.bea, at) == []


def test_a_correction_keeps_what_was_said_before_and_why(cast, account, at):
    ticket = ask(cast.bea, account, at, name="Ida", where="Elsewhere", place="Shed")
    by = stage.reader(cast.ada)
    said = {"name": "Ida Holm", "where": "Office", "place": "Shed", "licence": ["Basic", "Extra"]}
    assert fill(ticket.pk, said, "She married", by=by, at=at)
    assert not fill(ticket.pk, said, "", by=by, at=at)
    assert shown(ticket, cast.ada)["Licence"] == "Basic, Extra"
    assert shown(ticket, cast.bea) == {"Name": "Ida Holm", "Where": "Office"}
    trail = [(row.label, row.before, row.after) for row in ticket.field_revisions.all()]
    assert trail == [
        ("Name", "Ida", "Ida Holm"),
        ("Where", "Elsewhere", "Office"),
        ("Place", "Shed", ""),
        ("Licence", "", "Basic, Extra"),
    ]
    told = Event.objects.filter(name="field_answered")
    assert [event.is_public for event in told.order_by("pk")] == [
        True,
        True,
        True,
        False,
    ]


def test_what_was_answered_outlives_its_field(cast, account, at):
    ticket = ask(cast.bea, account, at, name="Ida")
    field = account.form_fields.get(slug="name")
    field.label = "Full name"
    save_field(field)
    retire_field(field, at=at)
    assert shown(ticket, cast.bea) == {"Name": "Ida"}
    assert ask(cast.bea, account, at).pk


def test_the_same_question_is_the_same_field_in_every_form(cast, account):
    other = RequestType.objects.create(name="Other", slug="other")
    assert save_field(FormField(request_type=other, label="Name", kind="text")).slug == "name"
    assert save_field(FormField(request_type=other, label="Name", kind="text")).slug == "name-1"


def test_words_for_agents_alone_are_found_by_agents_alone(cast, account, at):
    ticket = ask(cast.bea, account, at, name="Zanzibar")
    fill(ticket.pk, {"licence": ["Extra"]}, "", by=stage.reader(cast.ada), at=at)
    stage.index(at=at)

    def found(word, who):
        return len(find(read_words(word), Search(stage.reader(who), at)).hits)

    assert (found("Zanzibar", cast.bea), found("Extra", cast.ada)) == (1, 1)
    assert found("Extra", cast.bea) == 0
