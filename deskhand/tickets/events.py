"""What happened to tickets, as the journal keeps it: ids and enumerations, never texts."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class TicketOpened:
    name: ClassVar[str] = "ticket_opened"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    channel: str
    organization: int | None
    team: int | None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class TicketChanged:
    """One field got another value. `old` and `new` are ids or enumerations; texts stay out."""

    name: ClassVar[str] = "ticket_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    field: str
    old: int | str | bool | None
    new: int | str | bool | None
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class MessageAdded:
    """A note, or a public message. An agent's reply is public only with MessageReleased."""

    name: ClassVar[str] = "message_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    message: int
    is_note: bool
    organization: int | None
    team: int | None
    is_public: bool


@dataclass(frozen=True, slots=True)
class MessageReleased:
    """The undo window of a reply ended: it counts, and requesters see it."""

    name: ClassVar[str] = "message_released"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    message: int
    organization: int | None
    team: int | None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class MessageWithdrawn:
    """A reply was taken back within its undo window; it never was an answer."""

    name: ClassVar[str] = "message_withdrawn"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    message: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class MessageMoved:
    """An agent moved a letter from the ticket `origin` `into` another; told on both."""

    name: ClassVar[str] = "message_moved"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    message: int
    origin: int
    into: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TicketMerged:
    """The ticket `origin` went up `into` another, with all that was said; told on both."""

    name: ClassVar[str] = "ticket_merged"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    origin: int
    into: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TicketSplit:
    """Some of what was said on `origin` became a ticket of its own; told on both."""

    name: ClassVar[str] = "ticket_split"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    origin: int
    into: int
    count: int
    is_copy: bool
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class RegroupingUndone:
    """A merge or a split was undone: all stands where it stood; told on both."""

    name: ClassVar[str] = "regrouping_undone"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    kind: str
    origin: int
    into: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class SideChanged:
    """Third parties were asked something in a side conversation, answered, or it ended."""

    name: ClassVar[str] = "side_changed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    side: int
    act: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class RelationMade:
    """A ticket is something to another; told on both."""

    name: ClassVar[str] = "relation_made"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    other: int
    kind: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class RelationRemoved:
    """Two tickets have no longer to do with one another; told on both."""

    name: ClassVar[str] = "relation_removed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    other: int
    kind: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class ParticipantAdded:
    name: ClassVar[str] = "participant_added"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    person: int
    organization: int | None
    team: int | None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class ParticipantRemoved:
    name: ClassVar[str] = "participant_removed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    person: int
    organization: int | None
    team: int | None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class ParticipantMuted:
    """Somebody who reads along wants no letters about the ticket, or wants them again."""

    name: ClassVar[str] = "participant_muted"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    person: int
    is_muted: bool
    organization: int | None
    team: int | None
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class ReceiptWritten:
    """The requester was told that his request is here."""

    name: ClassVar[str] = "receipt_written"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    letter: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TicketHandedOver:
    """An agent turned the ticket over to a team; `is_bounced` when that is on a lower tier."""

    name: ClassVar[str] = "ticket_handed_over"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    from_team: int | None
    to_team: int | None
    from_tier: int
    to_tier: int
    is_bounced: bool
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TicketSnoozed:
    """Put aside until an instant, ISO 8601; empty for until the requester answers."""

    name: ClassVar[str] = "ticket_snoozed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    until: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class TicketWoken:
    """A snoozed ticket came back: because of an `answer`, its `time`, or an `agent`."""

    name: ClassVar[str] = "ticket_woken"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    why: str
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class CallTied:
    """A call of the telephone system is about this ticket."""

    name: ClassVar[str] = "call_tied"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    call: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class FieldAnswered:
    """A field of the ticket's form got another answer; which, says the revision."""

    name: ClassVar[str] = "field_answered"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    revision: int
    organization: int | None
    team: int | None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class VoicemailTranscribed:
    """What a voicemail says was written down."""

    name: ClassVar[str] = "voicemail_transcribed"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "ticket"

    ticket: int
    message: int
    organization: int | None
    team: int | None
    is_public: bool = True
