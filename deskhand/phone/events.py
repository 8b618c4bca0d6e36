"""What the journal keeps of calls: that something was heard of one, for whose card it is."""

from dataclasses import dataclass
from typing import ClassVar

PHONE = "phone"


@dataclass(frozen=True, slots=True)
class PhoneCallHeard:
    """Something was heard of a call that rings at somebody; `phone` is that agent's person."""

    name: ClassVar[str] = "phone_call_heard"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = PHONE

    phone: int
    call: int
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class NumberDialled:
    """An agent had a number dialled that stood at `what` with the id `key`; `outcome` is `rings`,
    `refused` by the telephone system, or `silent`. The number itself is not kept here."""

    name: ClassVar[str] = "number_dialled"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "dialler"

    dialler: int
    what: str
    key: int | None
    outcome: str
    is_public: bool = False
