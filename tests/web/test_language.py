"""Everybody reads pages and letters in his own language."""

import re
from email import message_from_bytes, policy

import pytest
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format

from deskhand.catalog.models import Priority
from deskhand.desk.reply import Reply, reply
from deskhand.files.store import read_blob
from deskhand.jobs.task import task
from deskhand.mail.models import OutgoingLetter
from deskhand.people.models import Organization, Person
from deskhand.provider.firm import in_its_language
from deskhand.provider.models import Provider
from deskhand.tickets.models import Ticket
from tests import cast as stage

pytestmark = pytest.mark.django_db
LANGUAGE = re.compile(r'<html lang="(\w+)"')


def language_of(page: str) -> str:
    found = LANGUAGE.search(page)
    assert found
    return found[1]


def letters_of(kind: str) -> dict[str, str]:
    """The texts of the letters of a kind, by whom they are for."""
    found = {}
    for row in OutgoingLetter.objects.filter(kind=kind):
        made = message_from_bytes(read_blob(row.raw), policy=policy.default)
        part = made.get_body(("plain",))
        found[row.recipients[0]] = " ".join(part.get_content().split()) if part else ""
    return found


def speak(who: object, language: str) -> None:
    person = getattr(who, "person", who)
    Person.objects.filter(pk=person.pk).update(language=language)


@pytest.mark.parametrize(
    ("own", "organization", "browser", "firm", "seen"),
    [
        ("", "", "", "en", "en"),
        ("", "", "", "de", "de"),
        ("", "", "en-GB,en;q=0.9", "de", "en"),
        ("", "", "fr,de;q=0.5", "en", "de"),
        ("", "", "fr,*", "de", "de"),
        ("", "de", "en", "en", "de"),
        ("en", "de", "de", "de", "en"),
        ("de", "en", "en", "en", "de"),
        ("xx", "", "de-AT", "en", "de"),
    ],
)
def test_own_language_comes_before_the_organizations_the_browsers_and_the_firms(
    cast, client_of, own, organization, browser, firm, seen
):
    speak(cast.bea, own)
    Organization.objects.update(language=organization)
    Provider.objects.update(language=firm)
    answer = client_of(cast.bea).get("/", headers={"Accept-Language": browser})
    assert language_of(answer.content.decode()) == seen
    assert answer["Content-Language"] == seen


@pytest.mark.parametrize("path", ["/accounts/login/", "/accounts/signup/", "/nowhere/"])
def test_a_stranger_reads_what_his_browser_asks_for_else_what_the_firm_speaks(cast, path):
    said = Client().get(path, headers={"Accept-Language": "de-DE,de;q=0.8"}).content.decode()
    assert language_of(said) == "de"
    Provider.objects.update(language="de")
    assert language_of(Client().get(path).content.decode()) == "de"
    english = Client().get(path, headers={"Accept-Language": "en-US"}).content.decode()
    assert language_of(english) == "en"


@pytest.mark.parametrize("wish", ["de" * 3000, ";q=,,", "de;q=9", "\N{SNOWMAN}", "a-" * 200])
def test_nonsense_of_a_browser_is_passed_over(cast, wish):
    sent = {"HTTP_ACCEPT_LANGUAGE": wish}
    assert Client().get("/accounts/login/", **sent).status_code == 200


def test_a_german_requester_asks_gets_a_receipt_and_an_answer_in_german(cast, client_of, at):
    Organization.objects.filter(pk=cast.birch.pk).update(language="de")
    client = client_of(cast.bea)
    assert "Anfrage senden" in client.get("/requests/new/").content.decode()
    wanted = {
        "subject": "Der Ofen piept",
        "text": "Seit heute früh.",
        "priority": Priority.objects.order_by("level").last().pk,
        "once_key": "k" * 32,
    }
    refused = client.post("/requests/new/", {**wanted, "subject": ""}).content.decode()
    assert "Schreiben Sie in einer Zeile" in refused
    sent = client.post("/requests/new/", wanted, follow=True).content.decode()
    ticket = Ticket.objects.get()
    assert f"Anfrage {ticket.pk} ist bei uns" in sent
    [receipt] = letters_of("receipt").values()
    assert "wir haben Ihre Anfrage erhalten. Sie hat die Nummer" in receipt
    assert "Wir antworten bis" in receipt
    assert re.search(r"\d+\. [A-Z]\w+, \d\d:\d\d", receipt)
    page = client.get(f"/requests/{ticket.pk}/").content.decode()
    assert "Wir sind am Zug" in page and "Seit heute früh." in page
    reply(ticket.pk, Reply("Ziehen Sie den Stecker."), by=stage.reader(cast.ada), at=at)
    [letter] = letters_of("reply").values()
    assert f"Anfrage {ticket.pk}" in letter


def test_each_reader_of_a_reply_gets_it_in_his_own_language(cast, at):
    speak(cast.bruno, "de")
    ticket = stage.open_ticket(requester=cast.bea, at=at)
    ticket.participants.create(person=cast.bruno, added_at=at)
    reply(ticket.pk, Reply("Pull the plug."), by=stage.reader(cast.ada), at=at)
    letters = letters_of("reply")
    assert "Keine E-Mails mehr dazu" not in letters["bea@birch.example"]
    assert "weil Sie bei der Anfrage" in letters["bruno@birch.example"]


def test_an_agent_switches_to_german_and_reads_queue_and_ticket_in_it(cast, client_of, at):
    stage.ask(cast.bea, at=at)
    number = Ticket.objects.get().pk
    client = client_of(cast.ada)
    english = client.get(f"/desk/tickets/{number}/").content.decode()
    assert ">Reply<" in english
    speak(cast.ada, "de")
    page = client.get(f"/desk/tickets/{number}/").content.decode()
    assert ">Antwort<" in page and "Interne Notiz" in page
    queue = client.get("/desk/queues/all/").content.decode()
    assert "Alle Tickets" in queue and "Neu" in queue and "Normal" in queue
    assert "Einstellungen" in client.get("/desk/preferences/").content.decode()


@pytest.mark.parametrize(
    ("path", "word"), [("/setup/", "Verwaltung"), ("/setup/firm/", "Zeitzone")]
)
def test_setup_speaks_german(cast, client_of, path, word):
    speak(cast.asta, "de")
    assert word in client_of(cast.asta).get(path).content.decode()


def test_an_administrator_gives_an_organization_its_language(cast, client_of):
    client, path = client_of(cast.asta), f"/setup/rows/organizations/{cast.birch.pk}/"
    sent = {"name": "Birch Bakery", "domains": "birch.example"}
    assert client.post(path, {**sent, "language": "xx"}).status_code == 422
    assert client.post(path, {**sent, "language": "de"}).status_code == 302
    assert Organization.objects.get(pk=cast.birch.pk).language == "de"


def test_names_that_ship_with_a_pack_are_read_in_german_and_a_firms_own_stay(cast, at):
    ticket = stage.open_ticket(requester=cast.bea, at=at)
    ticket.priority.name = "Sofortig, bitte"
    with translation.override("de"):
        assert str(ticket.status) == "Neu"
        assert str(ticket.priority).endswith("Sofortig, bitte")
    assert str(ticket.status) == "New"


@pytest.mark.parametrize(
    ("form", "german"),
    [
        ("D j M Y", "Mi 4. Mär 2026"),
        ("l, j F, H:i", "Mittwoch, 4. März, 09:00"),
        ("j F Y", "4. März 2026"),
        ("H:i", "09:00"),
        ("Y-m-d", "2026-03-04"),
    ],
)
def test_dates_are_written_as_german_does(at, form, german):
    with translation.override("de"):
        assert date_format(at, form) == german


@task()
def name_a_team() -> None:
    from django.utils.translation import gettext

    Provider.objects.update(name=gettext("Service desk"))


@pytest.mark.parametrize(("language", "said"), [("de", "Servicedesk"), ("en", "Service desk")])
def test_what_the_desk_writes_by_itself_is_in_the_firms_language(cast, language, said):
    from deskhand.jobs.queue import drain

    Provider.objects.update(language=language)
    name_a_team.enqueue()
    drain()
    assert Provider.objects.get().name == said
    with in_its_language():
        assert Provider.objects.get().language == language
