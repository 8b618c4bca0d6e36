"""The card of a call: for whom it rings, with who calls and what is open; the book of all calls."""

import pytest

from deskhand.people.callers import known_by
from deskhand.phone.hearing import Heard, hear
from deskhand.phone.models import Line
from deskhand.tickets.models import Ticket
from tests.cast import open_ticket

NUMBER = "+492111234567"


@pytest.fixture
def call(cast, at):
    from django.utils import timezone

    cast.bea.phone = NUMBER
    cast.bea.save()
    Line.objects.create(extension="201", agent=cast.ada)
    now = timezone.now()
    return hear(
        Heard(system="generic", key="1", number=NUMBER, lines=("201",), began_at=now), at=now
    )


def test_the_card_shows_who_calls_and_what_is_open(cast, call, client_of, at):
    ticket = open_ticket(requester=cast.bea, at=at, subject="The oven is cold")
    page = client_of(cast.ada).get("/desk/phone/card/").content.decode()
    assert "Bea Birch" in page
    assert f"#{ticket.pk} The oven is cold" in page
    assert "Bea" not in client_of(cast.nils).get("/desk/phone/card/").content.decode()
    assert "Bea Birch" in client_of(cast.ada).get("/desk/counts/").content.decode()


def test_whom_an_agent_does_not_look_after_he_learns_nothing_of(cast, call, client_of, at):
    open_ticket(requester=cast.bea, at=at, subject="The oven is cold")
    cast.ada.only_organizations.add(cast.cedar)
    client = client_of(cast.ada)
    for page in ("/desk/phone/card/", "/desk/phone/calls/", f"/desk/phone/?call={call.pk}"):
        said = client.get(page, follow=True).content.decode()
        assert "Bea" not in said
        assert "oven" not in said
        assert "Birch" not in said
        assert "".join(filter(str.isdecimal, NUMBER))[-6:] not in said.replace(" ", "")


def test_a_ticket_is_made_of_the_call_and_tied_to_it(cast, call, client_of):
    client = client_of(cast.ada)
    page = client.get(f"/desk/phone/?call={call.pk}", follow=True)
    form = page.context["form"]
    assert form["requester"].value() == str(cast.bea.pk)
    assert form["call_number"].value() == NUMBER
    sent = {
        "requester": cast.bea.pk,
        "subject": "The till is locked",
        "priority": form["priority"].value(),
        "when": "none",
        "call": call.pk,
    }
    client.post("/desk/phone/", sent)
    ticket = Ticket.objects.get()
    assert ticket.phone_calls.get().call == call
    book = client.get("/desk/phone/calls/").content.decode()
    assert f'href="/desk/tickets/{ticket.pk}/"' in book
    assert "Bea" not in client.get("/desk/phone/card/").content.decode()
    about = client.get(f"/desk/tickets/{ticket.pk}/panels/about/").content.decode()
    assert "Incoming" in about


def test_a_call_is_about_a_ticket_that_is_here(cast, call, client_of, at):
    ticket = open_ticket(requester=cast.bea, at=at)
    client = client_of(cast.ada)
    address = f"/desk/phone/calls/{call.pk}/attach/"
    for _twice in range(2):
        answer = client.post(address, {"ticket": ticket.pk})
        assert answer["Location"] == f"/desk/tickets/{ticket.pk}/"
    assert ticket.phone_calls.count() == 1
    assert "A call is about it" in client.get(f"/desk/tickets/{ticket.pk}/").content.decode()
    assert client.post(address, {"ticket": "999999"}).status_code == 404


def test_a_foreign_call_is_as_one_that_is_not_there(cast, call, client_of, at):
    ticket = open_ticket(requester=cast.cem, at=at)
    cast.nils.only_organizations.add(cast.cedar)
    client = client_of(cast.nils)
    for act in ("attach", "away"):
        foreign = client.post(f"/desk/phone/calls/{call.pk}/{act}/", {"ticket": ticket.pk})
        missing = client.post(f"/desk/phone/calls/999999/{act}/", {"ticket": ticket.pk})
        assert foreign.status_code == missing.status_code == 404
        assert len(foreign.content) == len(missing.content)
    sent = {"requester": cast.cem.pk, "subject": "x", "when": "none", "call": call.pk}
    sent["priority"] = ticket.priority_id
    assert client.post("/desk/phone/", sent).status_code == 404
    assert Ticket.objects.count() == 1


def test_put_away_it_is_gone(cast, call, client_of):
    client = client_of(cast.ada)
    client.post(f"/desk/phone/calls/{call.pk}/away/")
    assert "Bea" not in client.get("/desk/phone/card/").content.decode()


def test_numbers_are_added_on_the_pages_of_people_and_clients(cast, client_of):
    client = client_of(cast.ada)
    client.post(f"/desk/people/{cast.cem.pk}/numbers/", {"number": "+49 30 7654321", "note": "x"})
    assert known_by("+49307654321").person == cast.cem
    house = {"number": "+49 40 1234", "is_head": "on"}
    client.post(f"/desk/organizations/{cast.cedar.slug}/numbers/", house)
    assert known_by("+49401234567").organization == cast.cedar
    assert "7654321" in client.get(f"/desk/people/{cast.cem.pk}/").content.decode()
    row = cast.cem.numbers.get()
    client.post(f"/desk/people/{cast.cem.pk}/numbers/", {"remove": row.pk})
    assert known_by("+49307654321").person is None
    assert (
        client_of(cast.lena)
        .post(f"/desk/people/{cast.cem.pk}/numbers/", {"number": "+49 30 7654321"})
        .status_code
        == 403
    )
    cast.ada.only_organizations.add(cast.birch)
    assert client.post(f"/desk/people/{cast.cem.pk}/numbers/", {}).status_code == 404


def test_many_calls_cost_no_more_statements(
    cast, call, client_of, at, django_assert_max_num_queries
):
    for place in range(60):
        heard = Heard(system="generic", key=f"k{place}", number=NUMBER, began_at=at, ended_at=at)
        hear(heard, at=at)
    client = client_of(cast.ada)
    with django_assert_max_num_queries(16):
        page = client.get("/desk/phone/calls/")
    assert len(page.context["lines"]) == 50
    rest = client.get("/desk/phone/calls/", {"below": page.context["page"].below})
    assert len(rest.context["lines"]) == 11
    assert client.get("/desk/phone/calls/?below=nonsense&show=x").status_code == 200
    with django_assert_max_num_queries(18):
        client.get("/desk/phone/card/")


def test_setup_tells_the_addresses_and_makes_a_secret(cast, client_of):
    client = client_of(cast.asta)
    assert "/api/v1/phone/sipgate" in client.get("/setup/phone/").content.decode()
    assert "whsec_" in client.post("/setup/phone/").content.decode()
    assert "whsec_" not in client.get("/setup/phone/").content.decode()
    assert client.post("/setup/phone/", {"act": "forget"}).status_code == 302
    added = {"extension": "0211 99", "agent": cast.ada.pk}
    assert client.post("/setup/rows/phone-lines/new/", added).status_code == 302
    both = {"extension": "7", "agent": cast.ada.pk, "team": cast.network.pk}
    assert client.post("/setup/rows/phone-lines/new/", both).status_code == 422
