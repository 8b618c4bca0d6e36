"""Which ways there are, real or not, and by which of them somebody can be reached."""

from collections.abc import Collection, Mapping

from django.conf import settings

from deskhand.notices.channels.console import Console
from deskhand.notices.channels.interface import Way
from deskhand.notices.channels.mail.letters import Letters
from deskhand.notices.channels.page.pages import Pages
from deskhand.notices.channels.push.pushes import Pushes
from deskhand.notices.kinds import Channel
from deskhand.notices.models import Preference
from deskhand.people.models import Person

# Letters need no stand-in: without a mail server they are kept, and nothing leaves.
_REAL: dict[str, Way] = {Channel.MAIL: Letters(), Channel.PUSH: Pushes(), Channel.PAGE: Pages()}
_CONSOLE: dict[str, Way] = {
    Channel.MAIL: _REAL[Channel.MAIL],
    Channel.PUSH: Console("push", _REAL[Channel.PUSH]),
    Channel.PAGE: Console("page", _REAL[Channel.PAGE]),
}


def way_of(channel: str) -> Way:
    """Return the way of this name."""
    return (_CONSOLE if settings.DESKHAND_NOTICES == "console" else _REAL)[channel]


def reachable(
    people: Collection[Person], chosen: Mapping[int, Preference]
) -> dict[int, frozenset[str]]:
    """Return for each of these people the ways by which he can be reached."""
    by_way = {channel: way_of(channel).reaches(people, chosen) for channel in _REAL}
    return {
        person.pk: frozenset(channel for channel, reached in by_way.items() if person.pk in reached)
        for person in people
    }
