"""Terms of maintenance: they do not overlap, are charged once, follow one another, and are taken
back with what they cost."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from deskhand.contracts import keeping
from deskhand.contracts.invoices import crediting, gathering, issuing
from deskhand.contracts.ledger import checking, money
from deskhand.contracts.models import Charge, ChargeSource, InvoiceDraftLine, MaintenanceTerm
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.software import terms
from deskhand.contracts.software.reading import ending_soon
from deskhand.contracts.tellings import tell_of_ends
from deskhand.jobs.queue import drain
from tests.cast import reader
from tests.contracts import billed
from tests.contracts.maintained import BY, FIRST, LAST, maintain, product
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
A_YEAR = timedelta(days=365)


@pytest.fixture
def contract(cast, at):
    return sign(cast.birch, at=at)


@pytest.fixture
def ledgerline():
    return product()


def test_a_term_is_charged_once_for_all_its_seats(contract, ledgerline, at):
    term = maintain(contract, ledgerline, at=at)
    terms.charge_terms(by=BY, at=at)
    [made] = Charge.objects.all()
    assert (made.source, made.amount, made.quantity) == (ChargeSource.RELEASE, 30_000, 10)
    assert (made.key, made.charged_on) == (f"maintenance:{term.pk}", FIRST)
    assert made.text == "Software maintenance for Ledgerline, 1 January 2026 to 31 December 2026"
    assert made.why[0].replace("\N{NO-BREAK SPACE}", " ") == "10 seats × 30.00 EUR."


def test_a_flat_term_of_nothing_is_not_charged(contract, ledgerline, at):
    maintain(contract, ledgerline, at=at, price=Decimal(0), seats=None)
    assert terms.charge_terms(by=BY, at=at + A_YEAR) == 0


def test_a_term_to_come_is_charged_on_its_day_and_stands_on_the_draft(cast, contract, at):
    billed.settle(cast)
    begins = date(2026, 4, 1)
    term = maintain(contract, product(), at=at, begins_on=begins, seats=None, price=Decimal("99.5"))
    assert not Charge.objects.exists()
    gathering.gather(until=date(2026, 4, 30), by=BY, at=at)
    assert not InvoiceDraftLine.objects.exists()
    gathering.gather(until=date(2026, 4, 30), by=BY, at=at + timedelta(days=28))
    [line] = InvoiceDraftLine.objects.all()
    term.refresh_from_db()
    assert (line.amount, line.charge, line.charged_on) == (9950, term.charge, begins)
    drain()
    assert not list(checking.faults())


def test_it_may_be_charged_before_it_begins(contract, ledgerline, at):
    term = maintain(
        contract, ledgerline, at=at, begins_on=date(2026, 4, 1), charge_on=date(2026, 3, 1)
    )
    assert term.charge is not None
    assert term.charge.charged_on == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(FIRST, LAST, id="the same"),
        pytest.param(LAST, LAST + A_YEAR, id="begins on its last day"),
        pytest.param(FIRST - A_YEAR, FIRST, id="ends on its first day"),
        pytest.param(date(2026, 5, 1), date(2026, 5, 2), id="within it"),
    ],
)
def test_terms_of_a_product_do_not_overlap_in_a_contract(contract, ledgerline, at, first, last):
    maintain(contract, ledgerline, at=at)
    with pytest.raises(ContractRefused) as refused:
        maintain(contract, ledgerline, at=at, begins_on=first, ends_on=last)
    assert "1 January 2026 to 31 December 2026 already" in str(refused.value)


def test_another_product_and_another_contract_may(cast, contract, ledgerline, at):
    maintain(contract, ledgerline, at=at)
    maintain(contract, product("Tallybook"), at=at)
    maintain(sign(cast.birch, name="Second", at=at), ledgerline, at=at)
    assert MaintenanceTerm.objects.count() == 3


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_on": date(2025, 12, 31)}, "ends_on"),
        ({"ends_on": date(2039, 12, 31)}, "ends_on"),
        ({"begins_on": date(9999, 1, 1), "ends_on": date(9999, 12, 31)}, "begins_on"),
    ],
)
def test_nonsense_is_refused_at_its_field(contract, ledgerline, at, more, field):
    with pytest.raises(ContractRefused) as refused:
        maintain(contract, ledgerline, at=at, **more)
    assert refused.value.field == field


def test_the_database_itself_refuses_a_term_that_ends_before_it_begins(contract, ledgerline, at):
    term = maintain(contract, ledgerline, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        MaintenanceTerm.objects.filter(pk=term.pk).update(ends_on=FIRST - A_YEAR)


def test_a_contract_that_is_a_draft_or_has_ended_takes_no_term(cast, contract, ledgerline, at):
    with pytest.raises(ContractRefused):
        maintain(sign(cast.birch, name="Draft", at=at, is_published=False), ledgerline, at=at)
    keeping.end(contract, date(2026, 6, 30), at=at)
    contract.refresh_from_db()
    with pytest.raises(ContractRefused):
        maintain(contract, ledgerline, at=at, begins_on=date(2026, 7, 1))


def test_a_price_needs_the_currency_of_the_contract(cast, ledgerline, at):
    contract = sign(cast.birch, at=at, name="Plain", currency="", rates=())
    with pytest.raises(ContractRefused) as refused:
        maintain(contract, ledgerline, at=at)
    assert refused.value.field == "price"


def test_taken_back_it_gives_back_what_it_cost_and_makes_room(contract, ledgerline, at):
    term = maintain(contract, ledgerline, at=at)
    terms.take_back(term, "Entered for the wrong client", by=BY, at=at)
    assert sum(row.amount for row in Charge.objects.all()) == 0
    with pytest.raises(ContractRefused):
        terms.take_back(term, "Again", by=BY, at=at)
    maintain(contract, ledgerline, at=at)


def test_taken_back_before_its_day_it_is_never_charged(contract, ledgerline, at):
    term = maintain(contract, ledgerline, at=at, begins_on=date(2026, 4, 1))
    terms.take_back(term, "Cancelled", by=BY, at=at)
    assert terms.charge_terms(by=BY, at=at + A_YEAR) == 0


@pytest.mark.parametrize("given_back", [None, 10_000], ids=["whole", "in part"])
def test_taken_back_after_a_credit_note_nothing_is_given_back_twice(cast, contract, at, given_back):
    billed.settle(cast)
    term = maintain(contract, product(), at=at)
    draft = billed.draft(cast.birch, at=at)
    invoice = issuing.issue(draft.pk, by=BY, at=at)
    parts = {invoice.lines.get().pk: given_back} if given_back else None
    crediting.credit(invoice.pk, parts, why="They leave", once="c", by=BY, at=at)
    terms.take_back(term, "They leave", by=BY, at=at)
    drain()
    assert list(checking.faults()) == []
    drafts = gathering.gather(until=LAST, by=BY, at=at)
    back = [line.amount for one in drafts for line in one.lines.all()]
    assert back == ([given_back - 30_000] if given_back else [])
    left = {"unbilled": -20_000} if given_back else {}
    told = {kind: amount for (kind, _), amount in money.standing(cast.birch.pk).items() if amount}
    assert {kind: told[kind] for kind in told if kind in ("unbilled", "revenue")} == left


def test_a_term_renews_by_itself_without_a_gap_and_is_charged(contract, ledgerline, at):
    maintain(contract, ledgerline, at=at, renews=True)
    assert terms.renew_all(at=at) == 0
    later = at + A_YEAR
    assert terms.renew_all(at=later) == 1
    assert terms.renew_all(at=later) == 0
    new = MaintenanceTerm.objects.order_by("-begins_on")[0]
    assert (new.begins_on, new.ends_on) == (date(2027, 1, 1), date(2027, 12, 31))
    assert (new.seats, new.price, new.renews) == (10, 30, True)
    assert new.charge.amount == 30_000


def test_what_was_missed_for_years_is_made_up_for(contract, ledgerline, at):
    maintain(contract, ledgerline, at=at, renews=True)
    assert terms.renew_all(at=at + 3 * A_YEAR) == 3


def test_a_renewal_that_was_taken_back_does_not_come_again(contract, ledgerline, at):
    maintain(contract, ledgerline, at=at, renews=True)
    later = at + A_YEAR
    terms.renew_all(at=later)
    terms.take_back(MaintenanceTerm.objects.last(), "they leave", by=BY, at=later)
    assert terms.renew_all(at=later + timedelta(days=1)) == 0
    assert sum(row.amount for row in Charge.objects.all()) == 30_000


@pytest.mark.parametrize("how", ["ended", "on stop", "said so"])
def test_it_does_not_renew_where_the_contract_does_not_go_on(contract, ledgerline, at, how):
    term = maintain(contract, ledgerline, at=at, renews=True)
    if how == "ended":
        keeping.end(contract, LAST, at=at)
    elif how == "on stop":
        keeping.suspend(contract, "Bills", by="Asta", at=at)
    else:
        terms.let_renew(term, renews=False, by=BY, at=at)
    assert terms.renew_all(at=at + A_YEAR) == 0


def test_a_term_to_come_of_a_contract_that_ended_is_neither_charged_nor_holds(
    contract, ledgerline, at
):
    term = maintain(contract, ledgerline, at=at, begins_on=date(2026, 6, 1))
    keeping.end(contract, date(2026, 5, 31), at=at)
    assert terms.charge_terms(by=BY, at=at + A_YEAR) == 0
    assert not MaintenanceTerm.objects.get(pk=term.pk).holds


def test_what_ends_soon_is_told_of_once_unless_it_is_renewed(cast, contract, ledgerline, at):
    cast.birch.manager = cast.milo
    cast.birch.save()
    soon = at + timedelta(days=250)
    term = maintain(contract, ledgerline, at=at)
    assert not ending_soon(None, on=at.date())
    assert list(ending_soon(reader(cast.milo), on=soon.date())) == [term]
    assert not ending_soon(reader(cast.carla), on=soon.date())
    [notice] = tell_of_ends(at=soon)
    assert (notice.person_id, notice.subject_id) == (cast.milo.person_id, contract.pk)
    assert tell_of_ends(at=soon) == []
    maintain(contract, ledgerline, at=at, begins_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert not ending_soon(None, on=soon.date())
