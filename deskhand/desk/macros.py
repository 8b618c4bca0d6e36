"""An agent uses a macro: on one ticket or on many, each in a transaction of its own.

What is refused on one ticket leaves that ticket as it was and holds up no other. A use is undone as
a whole, as far as nobody has changed the tickets otherwise since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from deskhand.automation.events import MacroUsed
from deskhand.automation.macros import begin_use, note_done, use_of
from deskhand.automation.models import Macro, MacroUse
from deskhand.desk import doing
from deskhand.desk import reply as replying
from deskhand.desk.doing import ActRefused, Plan
from deskhand.desk.reply import Reply, TooLate
from deskhand.desk.story import story
from deskhand.desk.triage import ChangeRefused, put_all
from deskhand.journal.record import record
from deskhand.people.acting import NotAllowed, actor_of, agent_id_of
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.tickets import conversation
from deskhand.tickets.access import TicketLocked, TicketNotFound, lock, need_worker
from deskhand.tickets.changes import restore
from deskhand.tickets.conversation import NewMessage
from deskhand.tickets.drafts import Sheet, draft_on
from deskhand.tickets.models import Channel, Message, Ticket
from deskhand.tickets.reading import tickets_for

MOST_TICKETS = 500
REFUSALS = (ActRefused, ChangeRefused, TicketLocked, TicketNotFound, NotAllowed, TooLate)


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one ticket; with a `refusal` nothing was changed on it.

    `values` holds what was before and after, `reply` and `note` the messages that were written,
    `kept_priority` whether the priority had been set by hand before.
    """

    number: int
    refusal: str = ""
    values: dict[str, list[Any]] = field(default_factory=dict)
    reply: int | None = None
    note: int | None = None
    kept_priority: bool | None = None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a macro would do to one ticket, or why it cannot."""

    ticket: Ticket
    plan: Plan
    refusal: str = ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing would change."""
        return not (self.refusal or self.plan.values or self.plan.reply or self.plan.note)


def preview(
    macro: Macro, tickets: Sequence[int], *, by: Reader, most: int = MOST_TICKETS
) -> list[Outlook]:
    """Say what a macro would do to these tickets, in their order; nothing is written.

    Tickets that the reader may not see are left out.
    """
    rows = tickets_for(by).select_related(
        "status__scheme", "priority__scheme", "team", "assignee__person", "requester"
    )
    found = rows.in_bulk(list(tickets)[:most])
    me = _me(by)
    return [_outlook(macro, found[pk], by=by, me=me) for pk in tickets if pk in found]


def apply(
    macro: Macro,
    tickets: Sequence[int],
    *,
    at: datetime,
    by: Reader,
    once_key: str | None = None,
) -> MacroUse:
    """Use a macro on these tickets, and keep what it did; `done_of` reads it.

    The same `once_key` again changes nothing. Raises NotAllowed.
    """
    need_worker(by)
    use, is_new = begin_use(macro, by=by, at=at, once_key=once_key)
    if is_new:
        wanted = list(dict.fromkeys(tickets))[:MOST_TICKETS]
        _keep(use, [_apply_to(macro, number, by=by, at=at) for number in wanted], by=by, at=at)
    return use


def done_of(use: MacroUse) -> list[Done]:
    """Return what a use did to each ticket."""
    return [Done(**each) for each in use.done]


def undo(use_id: int, *, by: Reader, at: datetime) -> list[Done]:
    """Take back one's own use of a macro: fields that nobody changed since are set back, the note
    is withdrawn, and the reply as long as it has not gone out.

    Returns those on which something could not be taken back. Raises NotAllowed.
    """
    need_worker(by)
    use = use_of(by, use_id)
    if use is None:
        raise NotAllowed(_("Only whoever used a macro takes it back."))
    if use.undone_at is not None:
        return []
    failed = []
    for each in done_of(use):
        if each.refusal:
            continue
        try:
            _undo_on(use, each, by=by, at=at)
        except REFUSALS as error:
            failed.append(Done(each.number, refusal=str(error)))
    use.undone_at = at
    use.save(update_fields=["undone_at"])
    return failed


def _outlook(macro: Macro, ticket: Ticket, *, by: Reader, me: Agent) -> Outlook:
    try:
        planned = doing.plan(macro.acts, ticket, me=me)
        _check(planned, ticket, by)
    except REFUSALS as error:
        return Outlook(ticket, Plan(), str(error))
    return Outlook(ticket, planned)


def _apply_to(macro: Macro, number: int, *, by: Reader, at: datetime) -> Done:
    try:
        return _use_on(macro, number, by=by, at=at)
    except TicketNotFound:
        return Done(number, refusal=_("There is no such ticket."))
    except REFUSALS as error:
        return Done(number, refusal=str(error))


@story
def _use_on(macro: Macro, number: int, *, by: Reader, at: datetime) -> Done:
    ticket = lock(number, reader=by)
    me = _me(by)
    planned = doing.plan(macro.acts, ticket, me=me)
    _check(planned, ticket, by)
    before, kept = doing.state_of(ticket), ticket.keeps_priority
    note = _note(ticket, planned.note, by=by, me=me, at=at) if planned.note else None
    reply = None
    if planned.reply:
        reply = replying.reply(number, Reply(planned.reply), by=by, at=at).pk
        ticket = lock(number, reader=by)
    doing.put_plan(ticket, planned, by=actor_of(by), at=at)
    return Done(
        number,
        values=doing.differences(before, doing.state_of(ticket)),
        reply=reply,
        note=note,
        kept_priority=kept,
    )


def _check(planned: Plan, ticket: Ticket, by: Reader) -> None:
    if not planned.reply:
        return
    if ticket.closed_at is not None:
        raise TicketLocked(_("This ticket is closed. Reopen it before you answer."))
    draft = draft_on(Sheet(ticket, agent_id_of(by), is_public=True))
    if draft is not None and draft.text.strip():
        raise ActRefused(_("You have begun to write here. Send that or discard it first."))


def _note(ticket: Ticket, text: str, *, by: Reader, me: Agent, at: datetime) -> int:
    new = NewMessage(
        text=text,
        is_public=False,
        channel=Channel.DESK,
        agent=me,
        person=me.person,
        author_name=str(me.person),
        format=Message.Format.MARKDOWN,
    )
    message = conversation.add(ticket, new, by=actor_of(by), at=at, released_at=None)
    return int(message.pk)


@story
def _keep(use: MacroUse, done: list[Done], *, by: Reader, at: datetime) -> None:
    note_done(use, [asdict(each) for each in done])
    for each in done:
        if not each.refusal:
            _tell(use, each.number, by=by, at=at, is_undone=False)


@story
def _undo_on(use: MacroUse, done: Done, *, by: Reader, at: datetime) -> None:
    ticket = lock(done.number, reader=by)
    if done.reply is not None:
        replying.take_back(done.reply, by=by, at=at)
        ticket = lock(done.number, reader=by)
    note = Message.objects.filter(pk=done.note or 0, withdrawn_at=None).first()
    if note is not None:
        conversation.withdraw(note, ticket, by=actor_of(by), at=at)
    now = doing.state_of(ticket)
    back = {
        name: doing.value_of(name, old)
        for name, (old, new) in done.values.items()
        if now[name] == new
    }
    # What was asked for brings a priority along: that comes back last.
    priority = {name: back.pop(name) for name in ("priority",) if name in back}
    put_all(ticket, back, by=actor_of(by), at=at)
    put_all(ticket, priority, by=actor_of(by), at=at)
    if done.kept_priority is not None and now["priority"] == _last(done, "priority", now):
        restore(ticket, {"keeps_priority": done.kept_priority})
    _tell(use, done.number, by=by, at=at, is_undone=True)


def _last(done: Done, name: str, now: Mapping[str, Any]) -> Any:
    """What a field said right after the macro: as it is now, where nobody changed it since."""
    return done.values[name][1] if name in done.values else now[name]


def _tell(use: MacroUse, number: int, *, by: Reader, at: datetime, is_undone: bool) -> None:
    ticket = Ticket.objects.only("organization", "team").get(pk=number)
    event = MacroUsed(
        ticket=number,
        macro=use.macro_id,
        use=use.pk,
        is_undone=is_undone,
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=actor_of(by), at=at)


def _me(by: Reader) -> Agent:
    return Agent.objects.select_related("person").get(pk=agent_id_of(by))
