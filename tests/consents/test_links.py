"""Links without sign-in: good for one thing, for a time, and the journal knows."""

from datetime import datetime, timedelta

import pytest
from django.db import transaction

from deskhand.consents.links import Ended, LinkRefused, look, make, redeem, revoke
from deskhand.consents.models import Link
from deskhand.journal.actor import system
from deskhand.journal.models import Event

pytestmark = pytest.mark.django_db

THIS, OTHER = frozenset({"approve"}), frozenset({"mute"})
A_DAY = timedelta(days=1)


def link(at: datetime, **facts: object) -> str:
    return make("approve", "quote:7", expires_at=at + A_DAY, at=at, **facts)


def refusal(token: str, *, at: datetime, purposes: frozenset[str] = THIS) -> Ended:
    with pytest.raises(LinkRefused) as refused, transaction.atomic():
        redeem(token, purposes=purposes, at=at)
    return refused.value.why


def told() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("name", flat=True))


def test_a_link_says_what_it_is_good_for(at):
    found = redeem(link(at), purposes=THIS, at=at)
    assert (found.purpose, found.subject, found.used_at) == ("approve", "quote:7", at)
    assert told() == ["link_made", "link_redeemed"]


def test_looking_changes_nothing(at):
    token = link(at)
    for _again in range(3):
        look(token, purposes=THIS, at=at)
    assert redeem(token, purposes=THIS, at=at) and told() == ["link_made", "link_redeemed"]


def test_a_link_for_one_use_is_used_once(at):
    token = link(at)
    redeem(token, purposes=THIS, at=at)
    assert refusal(token, at=at) == Ended.USED
    assert told().count("link_redeemed") == 1


def test_a_link_for_many_uses_lasts_and_is_handed_out_again(at):
    token = link(at, is_single_use=False)
    for _again in range(2):
        redeem(token, purposes=THIS, at=at)
    assert link(at + A_DAY / 3, is_single_use=False) == token
    assert link(at + A_DAY * 2 / 3, is_single_use=False) != token
    assert told().count("link_made") == 2


def test_links_for_one_use_are_never_handed_out_again(at):
    assert link(at) != link(at)


def test_a_link_ends(at):
    token = link(at)
    assert refusal(token, at=at + A_DAY) == Ended.EXPIRED


def test_a_link_opens_nothing_else(at):
    assert refusal(link(at), at=at, purposes=OTHER) == Ended.UNKNOWN


def test_a_revoked_link_is_dead(at):
    token, used = link(at), link(at)
    redeem(used, purposes=THIS, at=at)
    assert revoke("approve", "quote:7", by=system("tests"), at=at) == 1
    assert refusal(token, at=at) == Ended.REVOKED
    assert revoke("approve", "quote:7", by=system("tests"), at=at) == 0
    assert told().count("link_revoked") == 1


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda t: "0" * 32 + t[32:], id="another signature"),
        pytest.param(lambda t: t[:-1] + "f" * 16, id="another number"),
        pytest.param(lambda t: t + "0", id="a longer number"),
        pytest.param(lambda t: t[:32], id="no number"),
        pytest.param(lambda t: t.upper() + "G", id="other letters"),
        pytest.param(lambda t: "", id="nothing"),
        pytest.param(lambda t: t[:32] + "f" * 17, id="beyond all numbers"),
        pytest.param(lambda t: t[:32] + "0" + t[32:], id="a zero before"),
        pytest.param(lambda t: t + "\n", id="a line after"),
    ],
)
def test_nobody_makes_a_link(at, change):
    assert refusal(change(link(at)), at=at) == Ended.UNKNOWN


@pytest.mark.parametrize(
    ("column", "value"), [("subject", "quote:8"), ("purpose", "mute"), ("expires_at", None)]
)
def test_whoever_changes_the_row_breaks_the_link(at, column, value):
    token = link(at)
    Link.objects.update(**{column: value or at + 9 * A_DAY})
    assert refusal(token, at=at, purposes=THIS | OTHER) == Ended.UNKNOWN


def test_a_stolen_database_has_no_tokens(at, settings):
    token = link(at)
    row = str(Link.objects.values().get()) + str(list(Event.objects.values()))
    assert token[:32] not in row
    settings.SECRET_KEY = "another key of at least thirty-two letters"
    assert refusal(token, at=at) == Ended.UNKNOWN


def test_a_use_that_is_rolled_back_was_none(at):
    token = link(at)
    with transaction.atomic():
        redeem(token, purposes=THIS, at=at)
        transaction.set_rollback(True)
    assert redeem(token, purposes=THIS, at=at)
