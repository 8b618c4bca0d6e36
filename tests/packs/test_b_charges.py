"""Pack B, sentence by sentence: what is charged in incidents, on a contract of its template."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deskhand.catalog.choosing import status_of
from deskhand.catalog.models import Category
from deskhand.contracts import versions
from deskhand.contracts.ledger import checking
from deskhand.contracts.ledger.recording import pass_time
from deskhand.contracts.models import Charge, LedgerPosting
from deskhand.contracts.terms import Terms
from deskhand.desk import releasing, reply, triage
from deskhand.desk.ledger import keeping
from tests.cast import ask, reader
from tests.contracts.ledger.deeds import appoint, buy, put, sums
from tests.packs import signed
from tests.packs.signed import HOUR

pytestmark = pytest.mark.django_db
# The year is over then, by the clock of the contract and by that of the pack.
ANNIVERSARY = datetime(2027, 1, 1, 6, 0, tzinfo=UTC)
A_DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""


@pytest.fixture
def contract(cast, at):
    return signed.sign("incident-units", cast, at=at)


@pytest.fixture
def ticket(cast, contract, at):
    return ask(cast.bea, at=at)


def test_an_answer_charges_one_incident_at_the_first_once_also_after_a_reopening(
    cast, contract, ticket, at
):
    """“A request turned over to the support team and answered by e-mail charges one incident, at
    the first answer, once however many answers follow (also after a reopening).”"""
    buy(contract, 20, at=at)
    signed.turn_over(cast, ticket, at=at)
    for hours in (1, 2):
        signed.answer(cast, ticket, at=at + hours * HOUR)
    ticket.refresh_from_db()
    for category, hours in ((Category.SOLVED, 3), (Category.OPEN, 30)):
        status = status_of(ticket.status.scheme, category)
        by = reader(cast.nils)
        triage.set_field(ticket.pk, "status", status, by=by, at=at + hours * HOUR)
    signed.answer(cast, ticket, at=at + 31 * HOUR)
    assert (signed.drawn(ticket), sums(contract)["available"]) == (1, 19)


@pytest.mark.parametrize(
    ("minutes", "units"), [(60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5)]
)
def test_an_appointment_charges_by_its_length(cast, contract, ticket, at, minutes, units):
    """“An appointment charges, when it is concluded, two incidents per hour, and one more per 30
    minutes begun after the first hour (60 minutes: 2; 61: 3; 90: 3; 91: 4; 120: 4; 121: 5).”"""
    buy(contract, 20, at=at)
    signed.turn_over(cast, ticket, at=at)
    signed.visit(cast, ticket, minutes, at=at)
    assert (signed.drawn(ticket), sums(contract)["available"]) == (units, 20 - units)


def test_not_by_the_number_of_technicians(cast, contract, ticket, at):
    """“By its length, not by the number of technicians.”"""
    buy(contract, 20, at=at)
    signed.turn_over(cast, ticket, at=at)
    signed.visit(cast, ticket, 60, at=at, agents=2)
    assert signed.drawn(ticket) == 2


def test_what_is_solved_at_first_contact_charges_nothing(cast, contract, ticket, at):
    """“What is solved at first contact charges nothing.”"""
    buy(contract, 20, at=at)
    said = reply.Reply(text="Switch it off and on.")
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=at)
    releasing.release(message.pk, at=message.released_at)
    assert (signed.drawn(ticket), sums(contract)["available"]) == (0, 20)


@pytest.mark.parametrize(("choice", "units"), [("higher", 3), ("both", 4)])
def test_an_answer_and_an_appointment_charge_the_higher_or_both(cast, at, choice, units):
    """“Whether an answer and an appointment on one ticket charge both or the higher is the
    contract's choice (decided: the higher).”"""
    contract = signed.sign("incident-units", cast, at=at)
    [version] = versions.published(contract)
    assert Terms.of(version.terms).answer_and_appointment == "higher"
    if choice == "both":
        draft = versions.begin(contract)
        draft.terms = {**draft.terms, "answer_and_appointment": "both"}
        draft.save()
        today = contract.day(at)
        versions.publish(draft, valid_from=today, why="as agreed", by="Asta", at=at)
    ticket = ask(cast.bea, at=at)
    buy(contract, 20, at=at)
    signed.turn_over(cast, ticket, at=at)
    signed.answer(cast, ticket, at=at + HOUR)
    signed.visit(cast, ticket, 61, at=at + HOUR)
    assert signed.drawn(ticket) == units


@pytest.mark.parametrize(("left", "carried", "expired"), [(14, 14, 0), (15, 15, 0), (16, 15, 1)])
def test_up_to_fifteen_roll_over_at_each_anniversary(contract, at, left, carried, expired):
    """“Incidents are bought in packs, may be used for any professional service or support, and up
    to fifteen in all roll over at each anniversary, the rest expires.”"""
    buy(contract, left, at=at)
    pass_time(contract, at=ANNIVERSARY - A_DAY)
    assert sums(contract)["available"] == left
    pass_time(contract, at=ANNIVERSARY + HOUR)
    told = sums(contract)
    assert (told["available"], told.get("expired", 0)) == (carried, expired)
    assert list(checking.faults()) == []


def test_any_service_draws_on_the_same_packs(cast, contract, at):
    """“May be used for any professional service or support.”"""
    buy(contract, 20, at=at)
    for kind in ("incident", "request", "problem"):
        ticket = ask(cast.bea, at=at)
        triage.set_field(ticket.pk, "kind", kind, by=reader(cast.ada), at=at)
        signed.turn_over(cast, ticket, at=at)
        signed.answer(cast, ticket, at=at + HOUR)
    assert sums(contract)["available"] == 17


def test_late_work_draws_on_the_old_year_and_the_rollover_is_computed_again(contract, ticket, at):
    """“Units drawn are those of the date of work: work before the anniversary that is entered later
    draws on the old year, and the rollover is computed again.”"""
    buy(contract, 20, at=at)
    pass_time(contract, at=ANNIVERSARY + HOUR)
    assert (sums(contract)["available"], sums(contract)["expired"]) == (15, 5)
    late, typed = ANNIVERSARY - 10 * A_DAY, ANNIVERSARY + 4 * A_DAY
    appoint(contract, ticket, 90, at=late, recorded=typed)
    told = sums(contract)
    assert (told["available"], told["consumed"], told["expired"]) == (15, 3, 2)
    assert list(checking.faults()) == []


def test_in_a_closed_period_it_is_an_adjustment_in_the_open_one(cast, contract, ticket, at):
    """“(If the period is closed, by an adjustment in the open one.)”"""
    buy(contract, 20, at=at)
    pass_time(contract, at=ANNIVERSARY + HOUR)
    closed = ANNIVERSARY + 3 * A_DAY
    keeping.close(contract.pk, date(2027, 1, 1), by=reader(cast.milo), at=closed)
    typed = ANNIVERSARY + 4 * A_DAY
    event = appoint(contract, ticket, 90, at=ANNIVERSARY - 10 * A_DAY, recorded=typed)
    posting = LedgerPosting.objects.get(event=event)
    assert (event.effective_at, posting.effective_at) == (ANNIVERSARY - 10 * A_DAY, typed)
    assert sums(contract)["consumed"] == 3 and list(checking.faults()) == []


def test_without_incidents_the_client_is_asked_first(contract, ticket, at):
    """What happens when none is left is decided before the work is posted: the pack asks."""
    event = appoint(contract, ticket, 60, at=at, empty="ask")
    assert event.taken == "asked" and not Charge.objects.exists()


def test_the_contract_names_the_business_hours(contract):
    """“The contract names the business hours.”"""
    [version] = versions.published(contract)
    hours = version.calendar.versions.latest("number").spec
    assert (version.policy.slug, hours["tz"]) == ("incident-units", "America/Chicago")
    assert hours["weekly"]["mon"] == [["08:00", "17:00"]]


def test_the_book_of_the_pack_is_right_after_all_of_it(contract, ticket, at):
    buy(contract, 16, at=at)
    put(contract, "goodwill:1", "goodwill", at=at, facts={"units": 2})
    appoint(contract, ticket, 121, at=at + HOUR)
    pass_time(contract, at=ANNIVERSARY + HOUR)
    told = sums(contract)
    assert told["available"] + told["consumed"] + told.get("expired", 0) == 18
    assert list(checking.faults()) == []
