"""What happened to promises, for timeline, audit and reports."""

from dataclasses import dataclass
from typing import ClassVar

from deskhand.sla.of_promise import OfPromise


@dataclass(frozen=True, slots=True)
class TargetMet(OfPromise):
    """A promise was kept; `kind` is that of the clock."""

    name: ClassVar[str] = "target_met"


@dataclass(frozen=True, slots=True)
class TargetBreached(OfPromise):
    """A promise was broken. The event stands at the instant of the due time, not of its finding."""

    name: ClassVar[str] = "target_breached"


@dataclass(frozen=True, slots=True)
class TargetNear(OfPromise):
    """Most of a promise's time is used up. The event stands at the instant at which it was."""

    name: ClassVar[str] = "target_near"


@dataclass(frozen=True, slots=True)
class StepCame:
    """A step of a policy fired; `fired` is its row, `step` what kind it is, `does` what it has
    done, such as `notify,page`."""

    name: ClassVar[str] = "step_came"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    kind: str
    fired: int
    step: str
    does: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class DatePromised:
    """An agent gave a date, or moved one."""

    name: ClassVar[str] = "date_promised"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    is_moved: bool
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class DateWithdrawn:
    """A promised date no longer stands."""

    name: ClassVar[str] = "date_withdrawn"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class DateAnswered:
    """The requester agreed to a date that he was told, or needs another."""

    name: ClassVar[str] = "date_answered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    is_agreed: bool
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class AnswerUndelivered(OfPromise):
    """The answer that stopped a clock came back: the clock runs again from its start."""

    name: ClassVar[str] = "answer_undelivered"


@dataclass(frozen=True, slots=True)
class VerdictTurned:
    """What was told late shows that a promise was not kept, or not broken, as had been said."""

    name: ClassVar[str] = "verdict_turned"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    kind: str
    was: str
    is_now: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PromiseMended:
    """Somebody changed one promise by hand, in the manner `act`: a breach corrected, a due time
    set or taken back, no reply needed."""

    name: ClassVar[str] = "promise_mended"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    clock: int
    kind: str
    act: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class PromisesReplaced:
    """What the ticket is turned out to be other than it seemed, in `field`: it goes by the
    version `policy` now, and its promises were replaced from the beginning."""

    name: ClassVar[str] = "promises_replaced"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    policy: int
    field: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class MessagePassedOn:
    """The on-call service passed a message on that had waited there."""

    name: ClassVar[str] = "message_passed_on"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    waited_seconds: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CallOwed:
    """A call-back is owed; `call` is its row."""

    name: ClassVar[str] = "call_owed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    call: int
    clock: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CallMoved:
    """A call-back is owed for another time, by another clock."""

    name: ClassVar[str] = "call_moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    call: int
    clock: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CallWithdrawn:
    """A call-back was taken back: nobody needs to call any more."""

    name: ClassVar[str] = "call_withdrawn"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    call: int
    clock: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CallTaken:
    """An agent is about to make a call, or with `is_left` leaves it to others again."""

    name: ClassVar[str] = "call_taken"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    call: int
    is_left: bool
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CallMade:
    """A telephone call was made, with this outcome; `call` is the call-back that it was for."""

    name: ClassVar[str] = "call_made"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    call: int | None
    outcome: str
    is_answer: bool
    organization: int | None
    team: int | None
    is_public: bool = False
