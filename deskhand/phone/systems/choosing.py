"""The systems that are understood, by their word in the address."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from deskhand.phone.hearing import Heard
from deskhand.phone.systems import asterisk, generic, sipgate, threecx, twilio
from deskhand.phone.systems.saying import Saying


class Reading(Protocol):
    def __call__(self, said: Saying, *, at: datetime) -> list[Heard]: ...


SYSTEMS: dict[str, Reading] = {
    "generic": generic.read,
    "asterisk": asterisk.read,
    "3cx": threecx.read,
    "sipgate": sipgate.read,
    "twilio": twilio.read,
}
ANSWERS: dict[str, Callable[[str], str]] = {
    "sipgate": sipgate.answer,
    "twilio": lambda address: '<?xml version="1.0" encoding="UTF-8"?><Response/>',
}
