"""An agent answers a requester, or writes a note for his colleagues."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from deskhand.catalog.models import Status
from deskhand.desk import addressing, canning, ending, first_contact, letters, release_jobs
from deskhand.desk.addressing import Audience
from deskhand.desk.ledger import outlook
from deskhand.desk.standing import stand
from deskhand.desk.story import story
from deskhand.desk.timekeeping import entering
from deskhand.desk.timekeeping.entering import Said
from deskhand.journal.actor import Actor
from deskhand.mail import outbox
from deskhand.people.acting import NotAllowed, actor_of, agent_id_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.provider.firm import current
from deskhand.sla import clocks, dates
from deskhand.sla.dates import NewDate
from deskhand.tickets import conversation, drafts
from deskhand.tickets.access import TicketLocked, lock, need_agent, need_worker
from deskhand.tickets.changes import change
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.drafts import Sheet
from deskhand.tickets.models import Channel, Message, Ticket

LONGEST_WAIT = timedelta(days=366)


class NewsMeanwhile(Exception):
    """Somebody wrote on the ticket after the agent last looked; nothing was sent."""


class TooLate(Exception):
    """The undo window is over: the reply has gone out."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an agent sends. `seen_message` is the last message that stood on his page.

    `kept` names, by their keys, the files of his draft that go along. `letter` is the one by
    which he said it, when he answered by mail: then the text is plain. `send_at` (UTC)
    puts it off beyond the undo window; it can be taken back or sent until then. `promise` is
    the date that it promises, from its release on. `audience` says who else gets it,
    `tags` what is added to those of the ticket, `worked` the time that it took.
    `is_first_contact` counts with a status that solves. `is_uncharged` draws no unit where too few
    are left.
    """

    text: str
    status: Status | None = None
    files: tuple[NewFile, ...] = ()
    kept: tuple[str, ...] = ()
    once_key: str | None = None
    seen_message: int | None = None
    letter: int | None = None
    send_at: datetime | None = None
    promise: NewDate | None = None
    audience: Audience | None = None
    tags: tuple[str, ...] = ()
    worked: Said | None = None
    is_first_contact: bool = False
    is_uncharged: bool = False


@story
def reply(number: int, said: Reply, *, by: Reader, at: datetime) -> Message:
    """Answer the requester: the letter leaves, and the promise is met, when the undo window ends,
    or at the later time that the agent chose.

    The same `once_key` again returns the first message. Raises NewsMeanwhile, TicketLocked,
    TicketNotFound, NotAllowed, TimeRefused.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    if before := conversation.said_already(ticket, said.once_key):
        return before
    _check_reply(ticket, said, by)
    _check_time(said, at=at)
    if not said.is_uncharged and (short := outlook.refusal(ticket, at=at)):
        raise TicketLocked(short)
    audience = said.audience or Audience()
    addressing.check(ticket, audience)
    actor = actor_of(by)
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    tags = [tag for tag in said.tags if tag not in ticket.tags]
    released_at, undo = _leaving(ticket, said, audience, tags, at=at)
    if joined := addressing.join(ticket, audience, by=actor, at=at):
        undo["joined"] = joined
    new = _message(said, agent, undo=undo)
    message = conversation.add(ticket, new, by=actor, at=at, released_at=released_at)
    sheet = Sheet(ticket, agent.pk, is_public=True)
    drafts.hand_over_files(message, said.kept, sheet)
    letters.write_reply(message, ticket, at=at, audience=audience)
    if said.worked is not None:
        entering.of_message(ticket, message, said.worked, agent, by=actor, at=at)
    _take_up(ticket, agent, said, by=actor, at=at)
    if tags:
        change(ticket, "tags", [*ticket.tags, *tags], by=actor, at=at)
    drafts.finish_draft(sheet)
    release_jobs.release_reply.using(run_after=released_at).enqueue(message.pk)
    return message


def _leaving(
    ticket: Ticket, said: Reply, audience: Audience, tags: list[str], *, at: datetime
) -> tuple[datetime, dict[str, Any]]:
    """When a reply leaves, and what is kept until then to take it back."""
    released_at = at + timedelta(seconds=current().undo_seconds)
    undo = _what_to_undo(ticket, said, audience, tags)
    if said.send_at is not None and said.send_at > released_at:
        released_at, undo = said.send_at, {**undo, "later": True}
    if said.promise is not None:
        _check_promise(ticket, said.promise, released_at=released_at)
        undo["promise"] = {"due_at": said.promise.due_at.isoformat(), "why": said.promise.why}
    return released_at, undo


def _what_to_undo(
    ticket: Ticket, said: Reply, audience: Audience, tags: list[str]
) -> dict[str, Any]:
    undo: dict[str, Any] = {"text": said.text, "status": ticket.status_id if said.status else None}
    if audience.cc or audience.bcc or audience.without:
        undo["to"] = {
            "cc": list(audience.cc),
            "bcc": list(audience.bcc),
            "without": sorted(audience.without),
        }
    if tags:
        undo["tags"] = tags
    if said.is_uncharged:
        undo["uncharged"] = True
    return undo


def _message(said: Reply, agent: Agent, *, undo: dict[str, Any]) -> NewMessage:
    return NewMessage(
        text=said.text,
        is_public=True,
        channel=Channel.DESK if said.letter is None else Channel.EMAIL,
        agent=agent,
        person=agent.person,
        author_name=str(agent.person),
        format=Message.Format.MARKDOWN if said.letter is None else Message.Format.PLAIN,
        letter_id=said.letter,
        once_key=said.once_key,
        files=said.files,
        undo=undo,
    )


def _check_reply(ticket: Ticket, said: Reply, by: Reader) -> None:
    if not (said.text.strip() or said.files or said.kept):
        raise TicketLocked(_("Write something before you send."))
    if said.letter is None and (missing := canning.unfilled_words(said.text)):
        raise TicketLocked(missing)
    if ticket.closed_at is not None:
        raise TicketLocked(_("This ticket is closed. Reopen it before you answer."))
    ending.check(ticket, said.status)
    if said.is_first_contact and (reason := first_contact.why_not(ticket)):
        raise TicketLocked(reason)
    if said.seen_message is None:
        return
    news = ticket.messages.filter(pk__gt=said.seen_message, withdrawn_at=None)
    if news.exclude(agent=by.agent_id).exists():
        raise NewsMeanwhile


def _check_time(said: Reply, *, at: datetime) -> None:
    if said.send_at is not None and not at < said.send_at <= at + LONGEST_WAIT:
        raise TicketLocked(_("Choose a time within the next year."))


def _check_promise(ticket: Ticket, new: NewDate, *, released_at: datetime) -> None:
    if not (ticket.is_open and dates.can_be_promised(ticket)):
        raise TicketLocked(_("No date can be promised on this ticket."))
    if new.due_at <= released_at:
        raise TicketLocked(_("The date that you promise is past when the reply leaves."))
    if new.due_at > released_at + dates.LATEST:
        raise TicketLocked(_("The date that you promise is more than ten years ahead."))
    if dates.is_owed_for(ticket) and not new.why.strip():
        raise TicketLocked(_("Say why the date is moved."))


def _take_up(ticket: Ticket, agent: Agent, said: Reply, *, by: Actor, at: datetime) -> None:
    """The first to answer takes an unassigned ticket; the status follows as chosen."""
    if ticket.assignee_id is None:
        change(ticket, "assignee", agent, by=by, at=at)
    if said.status is None:
        return
    stand(ticket, said.status, by=by, at=at)
    if said.is_first_contact and ending.has_ended(ticket):
        first_contact.say(ticket, by=by, at=at)


@story
def take_back(message_id: int, *, by: Reader, at: datetime) -> Message:
    """Withdraw one's own reply within its undo window: text and files return to the draft.

    Raises TooLate when it has gone out, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    found = Message.objects.filter(pk=message_id).values_list("ticket_id", flat=True).first()
    ticket = lock(found or 0, reader=by)
    message = Message.objects.get(pk=message_id)
    if message.agent_id != by.agent_id:
        raise NotAllowed(_("Only its writer may take a reply back."))
    if message.withdrawn_at is not None:
        return message
    if message.released_at is None or message.released_at <= at or not message.undo:
        raise TooLate(_("The reply has already gone out."))
    actor = actor_of(by)
    try:
        letters.withdraw(message, at=at)
    except outbox.TooLate as error:
        raise TooLate(_("The reply has already gone out.")) from error
    conversation.withdraw(message, ticket, by=actor, at=at)
    before = Status.objects.filter(pk=message.undo.get("status") or 0).first()
    if before is not None:
        stand(ticket, before, by=actor, at=at)
    clocks.not_answered(ticket, by=actor, at=at)
    if added := set(message.undo.get("tags", ())):
        change(ticket, "tags", [tag for tag in ticket.tags if tag not in added], by=actor, at=at)
    addressing.leave(ticket, message.undo.get("joined", ()), by=actor, at=at)
    worked = entering.take_back_of(message, by=actor, at=at)
    sheet = Sheet(ticket, agent_id_of(by), is_public=True)
    drafts.return_to_draft(message, sheet, worked=worked, at=at)
    return message


def whom_it_was_for(ticket: Ticket, message_id: int, *, by: Reader) -> Audience:
    """Return whom one's own reply that was taken back was to go to beside the requester."""
    found = Message.objects.filter(
        pk=message_id, ticket=ticket, agent=by.agent_id, withdrawn_at__isnull=False
    )
    undo = found.values_list("undo", flat=True).first() or {}
    to = undo.get("to", {})
    without = frozenset(to.get("without", ()))
    return Audience(tuple(to.get("cc", ())), tuple(to.get("bcc", ())), without)


@story
def send_now(message_id: int, *, by: Reader, at: datetime) -> Message:
    """Let a reply go that was to be sent later; any colleague who may work may do it.

    Raises TooLate when it has gone out or was taken back, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    found = Message.objects.filter(pk=message_id).values_list("ticket_id", flat=True).first()
    lock(found or 0, reader=by)
    message = Message.objects.get(pk=message_id)
    is_waiting = message.released_at is not None and message.released_at > at and message.undo
    if message.withdrawn_at is not None or not is_waiting:
        raise TooLate(_("The reply has already gone out."))
    message.released_at = at
    message.save(update_fields=["released_at"])
    letters.send_now(message, at=at)
    release_jobs.release_reply.using(run_after=at).enqueue(message.pk)
    return message


@story
def note(number: int, said: Reply, *, by: Reader, at: datetime) -> Message:
    """Write for colleagues only; requesters never see it, and no promise is met by it."""
    need_agent(by)
    ticket = lock(number, reader=by)
    if before := conversation.said_already(ticket, said.once_key):
        return before
    if not (said.text.strip() or said.files or said.kept):
        raise TicketLocked(_("Write something before you save."))
    if ticket.merged_into_id is not None:
        raise TicketLocked(_("This ticket was merged. Write on #%d.") % ticket.merged_into_id)
    ending.check(ticket, said.status if by.may_work else None)
    agent = Agent.objects.select_related("person").get(pk=agent_id_of(by))
    actor = actor_of(by)
    message = conversation.add(
        ticket,
        NewMessage(
            text=said.text,
            is_public=False,
            channel=Channel.DESK,
            agent=agent,
            person=agent.person,
            author_name=str(agent.person),
            format=Message.Format.MARKDOWN,
            once_key=said.once_key,
            files=said.files,
        ),
        by=actor,
        at=at,
        released_at=None,
    )
    sheet = Sheet(ticket, agent.pk, is_public=False)
    drafts.hand_over_files(message, said.kept, sheet)
    if said.worked is not None and by.may_work:
        entering.of_message(ticket, message, said.worked, agent, by=actor, at=at)
    if said.status is not None and by.may_work:
        stand(ticket, said.status, by=actor, at=at)
    drafts.finish_draft(sheet)
    return message
