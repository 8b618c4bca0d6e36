"""Clients are told of a release: once each, in the language of each reader, and never of what is
not theirs."""

import pytest

from deskhand.assets import releasing
from deskhand.assets.releasing import ReleaseRefused
from deskhand.contracts.models import ReleaseLetter, ReleaseNotice
from deskhand.contracts.software import terms
from deskhand.desk.software.telling import preview, tell
from deskhand.jobs.queue import drain
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.people.acting import NotAllowed
from deskhand.people.administration import let_get_software
from tests.cast import doer, reader
from tests.contracts.maintained import BY, FIRST, maintain, product, release
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage(cast, at):
    """Birch Bakery has maintenance, Cedar Clinic had it until January."""
    ledgerline = product()
    maintain(sign(cast.birch, at=at), ledgerline, at=at)
    january = FIRST.replace(day=31)
    maintain(sign(cast.cedar, at=at), ledgerline, at=at, ends_on=january)
    return release(ledgerline, at=at)


def press(cast, stage, at, *, lapsed=()):
    everybody = {cast.birch.pk, cast.cedar.pk}
    return tell(stage.pk, clients=everybody, lapsed=set(lapsed), by=reader(cast.milo), at=at)


def letters():
    return OutgoingLetter.objects.filter(kind="release").order_by("pk")


def test_the_preview_says_who_gets_a_letter_and_who_not_and_why(cast, stage):
    seen = preview(stage, reader(cast.milo))
    [birch], [cedar] = seen.entitled, seen.lapsed
    assert [one.person for one in birch.hearers] == [cast.bruno]
    assert (birch.client.organization, seen.letters) == (cast.birch, 1)
    assert cedar.client.words == (
        "Maintenance for Ledgerline ended on 31 January 2026; this release came on "
        "10 February 2026."
    )


def test_only_the_entitled_are_told_and_once_however_often_it_is_pressed(cast, stage, at):
    assert press(cast, stage, at) == 1
    assert press(cast, stage, at) == 0
    drain()
    drain()
    [letter] = letters()
    assert letter.recipients == [cast.bruno.main_address]
    assert letter.subject == "Ledgerline 4.2 is here"
    [notice] = ReleaseNotice.objects.all()
    assert (notice.organization, notice.kind) == (cast.birch, "entitled")
    assert ReleaseLetter.objects.get().outgoing == letter
    assert notice.written_at is not None


def test_who_was_named_is_told_too_each_in_his_language(cast, stage, at):
    let_get_software(cast.bea.memberships.get(), may=True)
    cast.bea.language = "de"
    cast.bea.save()
    press(cast, stage, at)
    drain()
    subjects = {letter.recipients[0]: letter.subject for letter in letters()}
    assert subjects[cast.bruno.main_address] == "Ledgerline 4.2 is here"
    assert subjects[cast.bea.main_address] == "Ledgerline 4.2 ist da"


def test_the_lapsed_are_told_how_to_renew_where_that_is_wanted(cast, stage, at):
    assert press(cast, stage, at, lapsed=[cast.cedar.pk]) == 2
    drain()
    to = {letter.recipients[0]: letter.subject for letter in letters()}
    assert to[cast.carla.main_address] == "Ledgerline 4.2 is out: your maintenance has ended"


def test_reinstated_he_is_told_that_it_is_there(cast, stage, at):
    press(cast, stage, at, lapsed=[cast.cedar.pk])
    contract = cast.cedar.contracts.get()
    maintain(contract, stage.product, at=at, begins_on=FIRST.replace(month=2))
    drain()
    assert letters().count() == 1, "what was no longer true was not written"
    assert press(cast, stage, at) == 1


def test_nobody_is_told_of_what_was_withdrawn_meanwhile(cast, stage, at):
    press(cast, stage, at)
    releasing.withdraw(stage, "Loses data", by=BY, at=at)
    drain()
    assert not letters().exists()
    with pytest.raises(ReleaseRefused):
        press(cast, stage, at)


def test_nobody_is_told_whose_term_was_taken_back_meanwhile(cast, stage, at):
    press(cast, stage, at)
    [term] = cast.birch.contracts.get().maintenance.all()
    terms.take_back(term, "Wrong client", by=doer(cast.asta), at=at)
    drain()
    assert not letters().exists()


def test_a_client_where_nobody_gets_software_is_shown_and_not_told(cast, stage, at):
    cast.bruno.memberships.update(role="member")
    [birch] = preview(stage, reader(cast.milo)).entitled
    assert not birch.is_reachable
    assert press(cast, stage, at) == 0


def test_agents_may_not_and_an_account_manager_tells_only_clients_that_he_sees(cast, stage, at):
    with pytest.raises(NotAllowed):
        tell(stage.pk, clients={cast.birch.pk}, lapsed=(), by=reader(cast.ada), at=at)
    cast.milo.only_organizations.add(cast.cedar)
    assert press(cast, stage, at) == 0


def test_without_a_mailbox_it_is_refused_in_words(cast, stage, at):
    Mailbox.objects.all().delete()
    with pytest.raises(ReleaseRefused):
        press(cast, stage, at)
