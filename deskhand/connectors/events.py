"""What happened to calls, for the audit trail and for whoever looks after the desk."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class HookCallParked:
    """A call was given up; it waits for somebody to have it made again."""

    name: ClassVar[str] = "hook_call_parked"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "hook_call"

    hook_call: int
    hook: int
    is_public: bool = False
