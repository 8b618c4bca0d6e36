"""Who watches a ticket."""

import pytest

from deskhand.tickets import watching
from tests import cast as casting

pytestmark = pytest.mark.django_db


@pytest.fixture
def oven(cast, at):
    return casting.open_ticket(at=at, requester=cast.bea)


def test_an_agent_watches_mutes_and_leaves(cast, oven, at):
    watching.watch(oven, agent_id=cast.ada.pk, at=at)
    watching.watch(oven, agent_id=cast.ada.pk, at=at)
    assert watching.watchers_of([oven.pk]) == {oven.pk: {cast.ada.pk: False}}
    watching.mute(oven, agent_id=cast.ada.pk, at=at)
    assert watching.watchers_of([oven.pk]) == {oven.pk: {cast.ada.pk: True}}
    watching.unwatch(oven, agent_id=cast.ada.pk)
    watching.unwatch(oven, agent_id=cast.ada.pk)
    assert watching.watchers_of([oven.pk]) == {}


def test_who_muted_a_ticket_joins_it_by_nothing_that_he_does(cast, oven, at):
    watching.mute(oven, agent_id=cast.ada.pk, at=at)
    watching.join_watchers([(oven.pk, cast.ada.pk), (oven.pk, cast.nils.pk)], at=at)
    watching.join_watchers([(oven.pk, cast.nils.pk)], at=at)
    assert watching.watchers_of([oven.pk])[oven.pk] == {cast.ada.pk: True, cast.nils.pk: False}
    assert [str(row.agent) for row in watching.watchers_on(oven)] == ["Ada", "Nils"]
