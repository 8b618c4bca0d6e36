"""Pack B: what answers and appointments draw, what happens without units, and who agrees."""

from datetime import timedelta
from decimal import Decimal

import pytest

from deskhand.contracts.ledger import agreeing, checking
from deskhand.contracts.models import Charge, LedgerEvent, TicketCoverage, UnitRequest
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.desk import releasing, reply, undelivered
from deskhand.desk.dispatch import booking
from deskhand.desk.handover import Handover, hand_over
from deskhand.desk.ledger import asking, drawing, outlook
from deskhand.files.store import read_blob
from deskhand.mail.models import OutgoingLetter
from deskhand.notices.models import Notice
from deskhand.people.administration import let_read_contracts
from deskhand.people.models import Team
from deskhand.rules.letter import parse
from deskhand.tickets.access import TicketLocked
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import Deed, Plan
from tests.cast import ask, doer, reader
from tests.contracts.ledger.deeds import buy, sums
from tests.contracts.paper import rule, sign_with

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
INCIDENTS = (
    rule("First contact", "first-contact:yes", "free"),
    rule("Turned over", "tier:>=2", "units"),
    rule("With the desk", "tier:<=1", "free"),
)
PRICED = Terms(when_empty="ask", unit_price="45")


@pytest.fixture(autouse=True)
def data(tmp_path, settings):
    settings.DATA = tmp_path
    settings.DESKHAND_EMAIL_URL = ""


@pytest.fixture
def support(cast) -> Team:
    team = Team.objects.create(name="Support", slug="support", tier=2)
    cast.nils.teams.add(team)
    return team


@pytest.fixture
def contract(cast, at):
    return sign_with(cast.birch, INCIDENTS, at=at, terms=PRICED)


@pytest.fixture
def ticket(cast, contract, at):
    return ask(cast.bea, at=at)


def turn_over(ticket, cast, support, at):
    over = Handover(support, "A new toner.", "Look at the fuser.")
    return hand_over(ticket.pk, over, by=reader(cast.ada), at=at)


def answer(ticket, cast, at, **more):
    said = reply.Reply(text="It is the fuser.", **more)
    message = reply.reply(ticket.pk, said, by=reader(cast.nils), at=at)
    releasing.release(message.pk, at=message.released_at)
    return message


def visit(ticket, cast, at, *, minutes=60, act="conclude"):
    plan = Plan("Look", at + HOUR, at + 2 * HOUR, [cast.nils])
    made = booking.book(ticket.pk, plan, by=reader(cast.nils), at=at)
    deed = Deed(act, minutes=minutes if act == "conclude" else None)
    booking.act(ticket.pk, made.pk, deed, by=reader(cast.nils), at=at + 5 * HOUR)
    return made


def drawn(ticket):
    return [row.drawn for row in LedgerEvent.objects.filter(ticket=ticket).order_by("pk")]


def fail(message):
    message.refresh_from_db()
    OutgoingLetter.objects.filter(pk=message.outgoing_id).update(
        state="failed", refused=["bea@birch.example"]
    )
    undelivered.come_back(message.outgoing_id, at=message.released_at + HOUR)


def test_what_was_turned_over_draws_one_unit_once_however_many_answers_follow(
    cast, contract, ticket, support, at
):
    buy(contract, 20, at=at)
    turn_over(ticket, cast, support, at)
    for hours in (1, 2, 3):
        answer(ticket, cast, at + hours * HOUR)
    assert drawn(ticket) == [1, 0, 0]
    assert sums(contract)["available"] == 19


def test_what_the_desk_answers_itself_draws_nothing(cast, contract, ticket, at):
    buy(contract, 20, at=at)
    said = reply.Reply(text="Switch it off and on.")
    message = reply.reply(ticket.pk, said, by=reader(cast.ada), at=at)
    releasing.release(message.pk, at=message.released_at)
    assert drawn(ticket) == []


def test_an_answer_that_came_back_gives_its_unit_back_and_the_next_takes_it(
    cast, contract, ticket, support, at
):
    buy(contract, 20, at=at)
    turn_over(ticket, cast, support, at)
    first = answer(ticket, cast, at + HOUR)
    fail(first)
    assert sums(contract)["available"] == 20
    answer(ticket, cast, at + 4 * HOUR)
    assert sums(contract)["available"] == 19
    assert list(checking.faults()) == []


def test_of_an_answer_and_an_appointment_the_higher_is_drawn(cast, contract, ticket, support, at):
    buy(contract, 20, at=at)
    turn_over(ticket, cast, support, at)
    answer(ticket, cast, at + HOUR)
    visit(ticket, cast, at + HOUR, minutes=61)
    assert drawn(ticket) == [1, 2]


def test_both_are_drawn_where_the_contract_says_so(cast, support, at):
    terms = Terms(answer_and_appointment="both")
    contract = sign_with(cast.cedar, INCIDENTS, at=at, terms=terms)
    ticket = ask(cast.cem, at=at)
    buy(contract, 20, at=at)
    turn_over(ticket, cast, support, at)
    answer(ticket, cast, at + HOUR)
    visit(ticket, cast, at + HOUR, minutes=61)
    assert drawn(ticket) == [1, 3]


@pytest.mark.parametrize(("missed", "units"), [("none", []), ("minimum", [2]), ("booked", [2])])
def test_what_nobody_came_to_draws_as_the_contract_says(cast, support, at, missed, units):
    contract = sign_with(cast.birch, INCIDENTS, at=at, terms=Terms(missed=missed))
    ticket = ask(cast.bea, at=at)
    buy(contract, 20, at=at)
    turn_over(ticket, cast, support, at)
    made = visit(ticket, cast, at, act="no_show")
    assert drawn(ticket) == units
    booking.act(ticket.pk, made.pk, Deed("reopen"), by=reader(cast.nils), at=at + 6 * HOUR)
    assert sums(contract)["available"] == 20


def test_without_units_the_client_is_asked_and_the_answer_waits(
    cast, contract, ticket, support, at
):
    turn_over(ticket, cast, support, at)
    found = outlook.of_answer(Ticket.objects.get(pk=ticket.pk), at=at)
    assert (found.waits, found.owed, found.left) == (True, 1, 0)
    with pytest.raises(TicketLocked, match="Ask for approval"):
        answer(ticket, cast, at + HOUR)
    answer(ticket, cast, at + HOUR, is_uncharged=True)
    assert drawn(ticket) == []


def link_of(letter):
    text = parse(read_blob(letter.raw)).text
    return next(word for word in text.split() if "/agree/" in word).rstrip("/").rpartition("/")[2]


@pytest.fixture
def asked(cast, contract, ticket, support, at):
    """Bruno, who may agree, is asked for an answer."""
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    turn_over(ticket, cast, support, at)
    asking.ask(ticket.pk, cast.bruno.pk, by=reader(cast.nils), at=at)
    return link_of(OutgoingLetter.objects.filter(kind="units").latest("pk"))


def test_agreed_once_it_is_charged_once_and_the_charge_says_who_agreed(
    cast, contract, ticket, asked, at
):
    assert asking.asked_behind(asked, at=at).request.units == 1
    assert UnitRequest.objects.get().state == "open"
    asking.decide_by_link(asked, "once", at=at)
    answer(ticket, cast, at + HOUR)
    charge = Charge.objects.get()
    assert (charge.amount, charge.quantity, charge.source) == (4500, Decimal(1), "units")
    assert "Bruno Birch agreed" in charge.decided
    assert agreeing.agreed(ticket) is None
    visit(ticket, cast, at + HOUR)
    assert LedgerEvent.objects.latest("pk").taken == "asked"


def test_agreed_up_to_an_amount_it_holds_for_so_many(cast, contract, ticket, asked, at):
    asking.decide_by_link(asked, "up_to", limit=3, at=at)
    answer(ticket, cast, at + HOUR)
    visit(ticket, cast, at + HOUR, minutes=60)
    assert agreeing.agreed(ticket).left == 1
    assert sum(Charge.objects.values_list("amount", flat=True)) == 9000


def test_declined_nothing_is_charged_and_nobody_answers_twice(cast, ticket, asked, at):
    asking.decide_by_link(asked, "declined", at=at)
    with pytest.raises(TicketLocked):
        answer(ticket, cast, at + HOUR)
    assert UnitRequest.objects.get().state == "declined"


def test_only_who_may_read_the_contracts_can_be_asked(cast, ticket, support, contract, at):
    turn_over(ticket, cast, support, at)
    with pytest.raises(ContractRefused):
        asking.ask(ticket.pk, cast.bea.pk, by=reader(cast.nils), at=at)


def test_what_was_done_before_it_was_agreed_to_is_charged_then(cast, contract, ticket, asked, at):
    visit(ticket, cast, at, minutes=60)
    assert LedgerEvent.objects.get().taken == "asked"
    asking.decide_by_link(asked, "up_to", limit=5, at=at + 9 * HOUR)
    assert Charge.objects.get().quantity == 2
    back = LedgerEvent.objects.posted().get()
    drawing.take_back(back, why="by hand", by=doer(cast.milo), at=at + 10 * HOUR)
    assert sum(Charge.objects.values_list("amount", flat=True)) == 0


def test_when_units_run_low_agent_manager_and_client_are_told_once(
    cast, contract, ticket, support, at
):
    let_read_contracts(cast.bruno.memberships.get(), may=True)
    cast.birch.manager = cast.milo
    cast.birch.save()
    buy(contract, 4, at=at)
    turn_over(ticket, cast, support, at)
    answer(ticket, cast, at + HOUR)
    visit(ticket, cast, at + HOUR)
    told = Notice.objects.filter(kind="contract").values_list("person__name", flat=True)
    assert sorted(told) == ["Milo", "Nils"]
    assert OutgoingLetter.objects.filter(kind="units").count() == 1


def test_what_was_drawn_is_given_back_though_the_ticket_draws_no_units_now(cast, support, at):
    terms = Terms(missed="booked")
    contract = sign_with(cast.birch, INCIDENTS, at=at, terms=terms)
    buy(contract, 20, at=at)
    ticket = ask(cast.bea, at=at)
    turn_over(ticket, cast, support, at)
    made = visit(ticket, cast, at, act="no_show")
    assert sums(contract)["available"] == 18
    TicketCoverage.objects.filter(ticket=ticket).update(effect="covered")
    booking.act(ticket.pk, made.pk, Deed("reopen"), by=reader(cast.nils), at=at + 6 * HOUR)
    assert sums(contract)["available"] == 20
    assert list(checking.faults()) == []


@pytest.mark.parametrize(("received", "begins", "units"), [(9, 20, []), (0, 10, [2])])
def test_an_appointment_draws_as_the_rules_say_of_its_own_hour(
    cast, support, at, received, begins, units
):
    # Hours are open from 15:30 UTC, and it is nine.
    rules = (rule("Night", "band:after", "excluded"), rule("All", "", "units"))
    buy(sign_with(cast.birch, rules, at=at), 20, at=at)
    ticket = ask(cast.bea, at=at + received * HOUR)
    begin, by = at + begins * HOUR, reader(cast.nils)
    plan = Plan("Look", begin, begin + HOUR, [cast.nils])
    made = booking.book(ticket.pk, plan, by=by, at=at + received * HOUR)
    done = Deed("conclude", minutes=60)
    booking.act(ticket.pk, made.pk, done, by=by, at=begin + 2 * HOUR)
    assert drawn(ticket) == units


def test_whom_one_cannot_ask_is_not_named_and_nobody_works_longer_than_a_day(
    cast, ticket, support, contract, at
):
    turn_over(ticket, cast, support, at)
    with pytest.raises(ContractRefused) as refused:
        asking.ask(ticket.pk, cast.cem.pk, by=reader(cast.nils), at=at)
    assert str(cast.cem) not in str(refused.value)
    with pytest.raises(ContractRefused):
        asking.ask(ticket.pk, cast.bea.pk, minutes=10**17, by=reader(cast.nils), at=at)
