"""The sound of a voicemail is fetched once, from where it may be, and never silently missing."""

import pytest

from deskhand.desk.phone.fetching import fetch
from deskhand.desk.phone.voicemail import Voicemail, take_voicemail
from deskhand.provider.egress import CallFailed
from tests.notices.conftest import world

__all__ = ["world"]
SOUND = b"RIFF\x24\x00\x00\x00WAVEfmt " + b"\0" * 200_000


@pytest.fixture
def message(cast, at, settings):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset({"127.0.0.1"})
    ticket = take_voicemail(Voicemail(key="1", number="+492111234567"), at=at)
    return ticket.messages.get()


def test_it_is_fetched_whole_and_once(message, world, at):
    world.answers.append((200, SOUND))
    for _twice in range(2):
        fetch(message.pk, f"{world.url}/RE1", at=at)
    assert message.attachments.get().blob.size == len(SOUND)
    assert len(world.calls) == 1


def test_what_may_come_later_is_asked_for_again(message, world, at):
    world.answers.append((404, b""))
    with pytest.raises(CallFailed):
        fetch(message.pk, f"{world.url}/RE1", at=at)
    assert message.ticket.messages.count() == 1


@pytest.mark.parametrize("answer", [(403, b""), (200, b"<html>")])
def test_what_cannot_be_had_is_said_in_a_note(message, world, at, answer):
    world.answers.extend([answer, answer])
    for _twice in range(2):
        fetch(message.pk, f"{world.url}/RE1", at=at)
    note = message.ticket.messages.get(is_public=False)
    assert "could not be fetched" in note.text
    assert not message.attachments.exists()


def test_nothing_inside_is_reached(message, world, at, settings):
    settings.DESKHAND_INTERNAL_HOSTS = frozenset()
    fetch(message.pk, f"{world.url}/RE1", at=at)
    assert not world.calls
    assert message.ticket.messages.filter(is_public=False).exists()
