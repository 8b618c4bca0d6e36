"""What can be told, by which ways, and how it is told to somebody who has not said otherwise."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """Kinds of notices, the most telling first: of one event everybody is told one thing."""

    PAGED = "paged", _("You are paged")
    MENTIONED = "mentioned", _("Somebody mentions you")
    ASSIGNED = "assigned", _("A ticket is assigned to you")
    REQUESTER_WROTE = "requester_wrote", _("A requester writes on your ticket")
    UNDELIVERED = "undelivered", _("A reply could not be delivered")
    BREACHED = "breached", _("A promise is broken")
    ESCALATED = "escalated", _("A policy lets you know of a promise")
    RULE = "rule", _("A rule lets you know of a ticket")
    NEAR = "near", _("A promise is soon due")
    CALL_OWED = "call_owed", _("A call is owed to somebody")
    CONTRACT = "contract", _("A contract of your client ends or renews soon")
    APPROVAL = "approval", _("A client answers what he was asked to approve")
    TEAM_ASSIGNED = "team_assigned", _("A ticket is given to your team")
    NEW_IN_TEAM = "new_in_team", _("A new ticket comes to your team")
    WATCHED = "watched", _("Something else happens on a ticket that you watch")
    TROUBLE = "trouble", _("Mail or background work needs looking at")


class Channel(TextChoices):
    """Ways to tell. A page is a text message to a phone."""

    BELL = "bell", _("Desk")
    MAIL = "mail", _("Mail")
    PUSH = "push", _("Browser")
    PAGE = "page", _("Text message")


class Pace(TextChoices):
    """How often somebody wants letters."""

    AT_ONCE = "at_once", _("At once")
    HOURLY = "hourly", _("Once an hour, together")
    DAILY = "daily", _("Once a day, together")
    NEVER = "never", _("Not at all")


# Told to administrators alone.
OF_ADMINISTRATORS = frozenset({Kind.TROUBLE})

# Nobody can shut his ears to these: they stand in the bell whatever he chose.
ALWAYS_TOLD = frozenset({Kind.PAGED})

_DESK_ALONE = frozenset({Channel.BELL})
_ALL_BUT_PAGE = frozenset({Channel.BELL, Channel.MAIL, Channel.PUSH})
USUAL: Mapping[str, frozenset[str]] = {
    Kind.PAGED: frozenset(Channel),
    Kind.MENTIONED: _ALL_BUT_PAGE,
    Kind.ASSIGNED: _ALL_BUT_PAGE,
    Kind.REQUESTER_WROTE: _ALL_BUT_PAGE,
    Kind.UNDELIVERED: _ALL_BUT_PAGE,
    Kind.BREACHED: _ALL_BUT_PAGE,
    Kind.ESCALATED: _ALL_BUT_PAGE,
    Kind.RULE: _ALL_BUT_PAGE,
    Kind.NEAR: frozenset({Channel.BELL, Channel.PUSH}),
    Kind.CALL_OWED: frozenset({Channel.BELL, Channel.PUSH}),
    Kind.CONTRACT: frozenset({Channel.BELL, Channel.MAIL}),
    Kind.APPROVAL: _ALL_BUT_PAGE,
    Kind.TEAM_ASSIGNED: _DESK_ALONE,
    Kind.NEW_IN_TEAM: _DESK_ALONE,
    Kind.WATCHED: _DESK_ALONE,
    Kind.TROUBLE: frozenset({Channel.BELL, Channel.MAIL}),
}
