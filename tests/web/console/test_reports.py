"""The pages of the reports: who may see them, of whom, and what a file of them holds."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.desk import emergencies
from deskhand.people.models import Agent, Organization
from deskhand.tickets.models import Ticket
from tests import cast as casting
from tests.cast import Cast
from tests.reports.following import catch_up

pytestmark = pytest.mark.django_db
NAMES = ("promises", "times", "volume", "clients", "flow", "breaches")


@pytest.fixture
def counted(cast: Cast, at) -> Cast:
    """Two requests of Birch Bakery and one of Cedar Clinic, this month."""
    for who in (cast.bea, cast.bruno, cast.cem):
        casting.ask(who, at=at - timedelta(hours=2))
    catch_up(at=at)
    return cast


def table(client, name: str, figure: str, **asked) -> list[dict[str, str]]:
    answer = client.get(f"/desk/reports/{name}/{figure}.csv", {"until": "2026-03", **asked})
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_a_page_for_account_managers(counted, client_of, name):
    for who in (counted.milo, counted.asta):
        answer = client_of(who).get(f"/desk/reports/{name}/?until=2026-03")
        assert answer.status_code == 200
    assert client_of(counted.ada).get(f"/desk/reports/{name}/").status_code == 404
    assert client_of(counted.bea).get(f"/desk/reports/{name}/").status_code == 404


def test_pictures_have_the_numbers_of_their_tables(counted, client_of):
    page = client_of(counted.milo).get("/desk/reports/volume/?until=2026-03").content.decode()
    assert "<title>Mar 2026: 3</title>" in page
    assert table(client_of(counted.milo), "volume", "months")[-1]["Came in"] == "3"


def test_it_is_narrowed_to_one_client(counted, client_of):
    of = f"organization:{counted.cedar.pk}"
    assert table(client_of(counted.milo), "volume", "months", of=of)[-1]["Came in"] == "1"


def test_emergencies_are_counted_by_their_causes(counted, client_of, at):
    """What share of the emergencies were hardware or the client's own (pack B)."""
    by, said = casting.reader(counted.ada), ("hardware", "hardware", "")
    old = casting.ask(counted.bea, at=at - timedelta(days=400))
    for ticket, cause in zip([*Ticket.objects.exclude(pk=old.pk)[:2], old], said, strict=True):
        emergencies.declare(ticket.pk, by=by, at=at)
        if cause:
            emergencies.note_cause(ticket.pk, cause, by=by, at=at)
    back = casting.ask(counted.bea, at=at)
    emergencies.declare(back.pk, by=by, at=at)
    emergencies.take_back(back.pk, "Only his own.", by=by, at=at)
    assert [list(row.values()) for row in table(client_of(counted.milo), "clients", "causes")] == [
        ["hardware", "2", "2", "0.6667"],
        ["not said yet", "0", "1", "0.3333"],
    ]
    counted.milo.only_organizations.set([counted.cedar])
    assert table(client_of(counted.milo), "clients", "causes") == []


def test_a_limited_account_manager_gets_his_clients_alone(counted, client_of):
    counted.milo.only_organizations.set([counted.birch])
    client = client_of(counted.milo)
    assert table(client, "volume", "months")[-1]["Came in"] == "2"
    assert {row["Client"] for row in table(client, "clients", "clients")} == {"Birch Bakery"}
    for of in (f"organization:{counted.cedar.pk}", f"team:{counted.service_desk.pk}"):
        page = client.get("/desk/reports/volume/", {"until": "2026-03", "of": of})
        assert page.status_code == 422
        assert "Cedar" not in page.content.decode()
    assert client.get("/desk/reports/promises/teams.csv").status_code == 404


def test_who_is_limited_to_his_teams_sees_no_sums(counted, client_of):
    Agent.objects.filter(pk=counted.milo.pk).update(only_own_teams=True)
    assert client_of(counted.milo).get("/desk/reports/").status_code == 404


@pytest.mark.parametrize(
    "asked", ["of=team:999", "of=x", "months=7", "until=1999-01", "until=x", "months=-1", "of=:"]
)
def test_nonsense_is_refused_with_words(counted, client_of, asked):
    answer = client_of(counted.milo).get(f"/desk/reports/volume/?{asked}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert (
        client_of(counted.milo).get(f"/desk/reports/volume/months.csv?{asked}").status_code == 404
    )


def test_what_there_is_not_is_missing(counted, client_of):
    client = client_of(counted.milo)
    assert client.get("/desk/reports/weather/").status_code == 404
    assert client.get("/desk/reports/weather/months.csv").status_code == 404
    assert client.get("/desk/reports/volume/weather.csv").status_code == 404


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\uff1d1", "'=1"])
def test_a_file_holds_no_formula(counted, client_of, name):
    Organization.objects.filter(pk=counted.birch.pk).update(name=name)
    clients = {row["Client"] for row in table(client_of(counted.milo), "clients", "clients")}
    assert clients == {"Cedar Clinic", name if name.startswith("'") else f"'{name}"}


def test_a_page_asks_no_more_of_more_clients(counted, client_of, at):
    client = client_of(counted.milo)

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get("/desk/reports/promises/?until=2026-03")
        return len(found)

    asked()
    before = asked()
    for number in range(4):
        where = casting.organization(f"Client {number}")
        who = casting.person("Pat", f"pat@c{number}.example", organization=where)
        casting.ask(who, at=at)
    catch_up(at=at)
    assert asked() <= before


def test_an_empty_desk_says_so(cast, client_of):
    page = client_of(cast.milo).get("/desk/reports/").content.decode()
    assert "Nothing happened in these months." in page


def test_months_before_anything_happened_are_left_out(counted, client_of):
    client = client_of(counted.milo)
    named = [row["Month"] for row in table(client, "volume", "months", months="36")]
    assert named == ["2026-01", "2026-02", "2026-03"]
