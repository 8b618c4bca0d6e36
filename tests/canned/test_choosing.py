"""Canned replies: who has which, and which variant is offered."""

import pytest

from deskhand.canned import choosing
from deskhand.canned.models import CannedReply
from tests import cast as stage


def keep(short: str, **more) -> CannedReply:
    return CannedReply.objects.create(short=short, title=more.pop("title", short), text="x", **more)


@pytest.fixture
def rows(cast):
    return {
        "all": keep("hello"),
        "team": keep("restart", team=cast.service_desk),
        "other team": keep("cables", team=cast.network),
        "mine": keep("mine", agent=cast.ada),
        "his": keep("his", agent=cast.nils),
    }


def test_one_has_what_is_for_all_for_ones_team_and_ones_own(cast, rows):
    found = choosing.replies_for(stage.reader(cast.ada))
    assert {row.short for row in found} == {"hello", "restart", "mine"}
    assert not choosing.replies_for(stage.reader(cast.bea)).exists()
    with pytest.raises(choosing.NoSuchReply):
        choosing.reply_for(stage.reader(cast.ada), rows["his"].pk)


def test_they_are_found_by_short_name_title_and_folder(cast, rows):
    keep("vpn", title="Reset the tunnel", folder="Network")
    for words in ("vp", "tunn", "netw", "reset tunnel"):
        found = choosing.offered(stage.reader(cast.ada), words, language="en")
        assert [row.short for row in found] == ["vpn"], words
    assert not choosing.offered(stage.reader(cast.ada), "nothing", language="en")


def test_of_variants_the_language_of_the_requester_is_offered(cast):
    keep("bye", language="de", title="Tschüss")
    keep("bye", title="Bye")
    keep("bye", language="fr", title="Au revoir")
    reader = stage.reader(cast.ada)
    for language, title in [("de", "Tschüss"), ("fr", "Au revoir"), ("en", "Bye")]:
        [found] = choosing.offered(reader, "bye", language=language)
        assert found.title == title


def test_what_is_used_most_comes_first_and_short_names_before_others(cast):
    keep("seldom")
    often = keep("often")
    keep("x", title="seldom and often")
    choosing.count_use(often)
    found = choosing.offered(stage.reader(cast.ada), "", language="en")
    assert found[0].short == "often"
    assert [r.short for r in choosing.offered(stage.reader(cast.ada), "seldom", language="en")] == [
        "seldom",
        "x",
    ]
