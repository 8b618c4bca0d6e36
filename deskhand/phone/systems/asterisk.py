"""Asterisk: the events DialBegin, DialEnd and Hangup of its manager interface, field by field."""

import re
from datetime import datetime
from typing import Any

from deskhand.phone.hearing import Heard
from deskhand.phone.systems.saying import Saying

# PJSIP/201-00000c3f: the end point stands between the technology and the channel's number.
CHANNEL = re.compile(r"[A-Za-z0-9]+/([^-@/;]+)")
# As short as numbers within a house are.
LONGEST_INNER = 6


def read(said: Saying, *, at: datetime) -> list[Heard]:
    event = said.needed("Event").lower()
    key = said.one("Linkedid", "DestLinkedid", "Uniqueid")
    instant = said.instant("Timestamp") or at
    if event == "dialbegin":
        return [_dial(said, key or said.needed("Linkedid"), began_at=instant)]
    if event == "dialend" and said.one("DialStatus").upper() == "ANSWER":
        return [_dial(said, key or said.needed("Linkedid"), answered_at=instant)]
    # Each channel hangs up; the first one of a call is the call.
    if event == "hangup" and said.needed("Uniqueid") == key:
        return [Heard(system="asterisk", key=key, ended_at=instant)]
    return []


def _dial(said: Saying, key: str, **instant: Any) -> Heard:
    caller = said.number("CallerIDNum")
    called = said.number("DestExten", "DestCallerIDNum", "DialString")
    if _is_inner(caller) and not _is_inner(called) and called:
        return Heard(
            system="asterisk", key=key, direction="out", number=called, lines=(caller,), **instant
        )
    channel = CHANNEL.match(said.one("DestChannel"))
    named = (channel[1] if channel else "", said.number("DestCallerIDNum"), called)
    lines = tuple(dict.fromkeys(one for one in named if one))
    return Heard(system="asterisk", key=key, number=caller, lines=lines, **instant)


def _is_inner(number: str) -> bool:
    return number.isdecimal() and len(number) <= LONGEST_INNER
