"""Account managers are told in time of what ends, renews or wants notice, once."""

from datetime import date, timedelta

import pytest

from deskhand.contracts.tellings import Contracts, tell_of_ends
from tests import cast as casting
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(cast, at):
    head = {"ends_on": date(2026, 12, 31), "renews_months": 12, "notice_months": 6}
    return sign(cast.birch, at=at, head=head)


def test_the_account_manager_is_told_before_notice_is_due_and_once(cast, at, contract):
    cast.birch.manager = cast.milo
    cast.birch.save()
    assert not tell_of_ends(at=at)
    soon = at + timedelta(days=40)
    [notice] = tell_of_ends(at=soon)
    assert notice.person_id == cast.milo.person_id
    assert not tell_of_ends(at=soon + timedelta(days=1))
    [line] = Contracts().lines([notice], reader=casting.reader(cast.milo), at=soon).values()
    assert line.words == "Notice is to be given by 30 June 2026"
    assert line.url == f"/desk/contracts/{contract.pk}/"


def test_without_a_manager_administrators_are_told(cast, at, contract):
    [notice] = tell_of_ends(at=at + timedelta(days=40))
    assert notice.person_id == cast.asta.person_id


def test_requesters_see_no_such_notice(cast):
    assert Contracts().visible_to(casting.reader(cast.bruno)) is False
