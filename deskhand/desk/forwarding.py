"""Whose request is in a letter: its writer's, or that of somebody whose letter he forwards."""

from dataclasses import dataclass
from datetime import datetime

from deskhand.desk.said import cut, files_of, message_of
from deskhand.desk.writers import Writer
from deskhand.mail.incoming import Arrival, note
from deskhand.mail.mailboxes import known_as, our_addresses
from deskhand.people.finding import Found, find_or_add
from deskhand.people.models import Agent
from deskhand.rules.letter.forwards import Forwarded, forwarded
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.models import Channel


@dataclass(frozen=True, slots=True)
class Asking:
    """What a ticket begins with: who asks for what, and what an agent remarks beside it."""

    found: Found | None
    subject: str
    message: NewMessage
    message_ids: tuple[str, ...]
    remark: NewMessage | None = None

    @property
    def is_forwarded(self) -> bool:
        return self.remark is not None


def asking_of(came: Arrival, writer: Writer, *, at: datetime) -> Asking:
    """Tell who asks. An agent who forwards a letter asks for its writer, if it is proved that
    the agent wrote; his own words above it become a note."""
    original = None
    if writer.agent is not None:
        # To an agent who writes to us alone, whom else would he answer?
        original = forwarded(came.letter, unmarked=_is_for_us_alone(came))
    if original is not None and _is_one_of_us(original.sender.email):
        original = None
    if original is not None and not writer.is_proved:
        note(came, "It looks forwarded, but no trusted relay proves that the agent wrote it")
        original = None
    if original is None:
        return Asking(
            found=writer.found,
            subject=came.letter.subject,
            message=message_of(came, writer, is_public=True, is_unverified=writer.is_disowned),
            message_ids=(came.letter.message_id, *came.referenced_ids_of_strangers),
        )
    return _forwarded(came, writer, original, at=at)


def _forwarded(came: Arrival, writer: Writer, original: Forwarded, *, at: datetime) -> Asking:
    found = find_or_add(original.sender.email, name=original.sender.name, at=at)
    note(came, f"{writer.name} forwards a letter of {found.person}, for whom the ticket is opened")
    message = NewMessage(
        text=cut(original.text),
        is_public=True,
        channel=Channel.EMAIL,
        person=found.person,
        author_name=str(found.person),
        letter_id=came.row.pk,
        files=files_of(original.attachments),
    )
    remark = NewMessage(
        text=cut(original.remark) or f"Forwarded by {writer.name}.",
        is_public=False,
        channel=Channel.EMAIL,
        person=writer.found.person if writer.found else None,
        agent=writer.agent,
        author_name=writer.name,
        letter_id=came.row.pk,
    )
    message_ids = (came.letter.message_id, *original.message_ids)
    return Asking(found, original.subject, message, message_ids, remark)


def _is_for_us_alone(came: Arrival) -> bool:
    ours = our_addresses()
    to = came.letter.recipients
    return bool(to) and all(known_as(address.email, ours) is not None for address in to)


def _is_one_of_us(email: str) -> bool:
    if known_as(email, our_addresses()) is not None:
        return True
    return Agent.objects.active().filter(person__addresses__email=email.lower()).exists()
