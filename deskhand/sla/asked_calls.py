"""The call that is owed because of what was asked for: its request type says so.

What it says for some cases alone ("if all lines are busy") is left to whoever is in them.
"""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from deskhand.catalog.acts import Act, act_words, call_asked_for
from deskhand.journal.actor import Actor
from deskhand.people.phones import NumberRefused, number_of
from deskhand.rules.amounts import read_amount
from deskhand.sla import callbacks
from deskhand.sla.callbacks import CallRefused, NewCallBack
from deskhand.sla.models import CallBack
from deskhand.tickets.models import Ticket


def owe_asked(ticket: Ticket, *, by: Actor, at: datetime) -> CallBack | None:
    """Owe the call that goes with what a locked ticket asks for; None where there is none, or one
    is owed already. It is owed also while nobody knows a number."""
    act = call_asked_for(ticket.request_type.acts if ticket.request_type else [])
    if act is None or ticket.requester is None or not ticket.is_open:
        return None
    if ticket.call_backs.filter(ended_at=None).exists():
        return None
    new = _new(ticket, act)
    try:
        promise, started_at = callbacks.promise_of(ticket, new, by=by, at=at)
    except CallRefused:
        # Nothing at all is promised for calls, and the request names no time.
        return None
    return callbacks.note_owed(ticket, new, promise, started_at=started_at, by=by, at=at)


def owe_act(ticket: Ticket, act: Act, *, by: Actor, at: datetime) -> CallBack | None:
    """Owe the call that one act names, within its own time; None where one is owed by then.

    One that is owed for later gives way. Raises CallRefused where nothing says by when.
    """
    row = ticket.call_backs.filter(ended_at=None).select_related("clock").first()
    if row is not None and not _is_sooner(act, row, at=at):
        return None
    new = _new(ticket, act)
    promise, started_at = callbacks.within(ticket, act.get("within", ""), at=at), at
    if promise is None:
        promise, begun = callbacks.promise_of(ticket, new, by=by, at=at)
        started_at = begun or at
    later = callbacks.lock_owed(ticket, row.pk) if row is not None else None
    if later is not None:
        callbacks.withdraw(later, ticket, why=_("They are called back sooner."), by=by, at=at)
    return callbacks.note_owed(ticket, new, promise, started_at=started_at, by=by, at=at)


def _is_sooner(act: Act, row: CallBack, *, at: datetime) -> bool:
    """Whether an act wants a call before the one that is owed: told where its time just passes."""
    amount = read_amount(act["within"]) if act.get("within") else {"unit": "none"}
    if amount["unit"] != "calendar":
        return False
    due_at = row.clock.due_at
    return due_at is None or due_at > at + timedelta(seconds=int(amount["seconds"]))


def _new(ticket: Ticket, act: Act) -> NewCallBack:
    about = {"request": ticket.request_type, "act": act_words(act)}
    return NewCallBack(
        name=str(ticket.requester or _("Caller")),
        number=_number(ticket),
        about=_("%(request)s: %(act)s") % about if act.get("about") else "",
        person=ticket.requester,
        because=_("“%(request)s” asks for it: %(act)s.") % about,
    )


def _number(ticket: Ticket) -> str:
    """The number on which the requester is called, as far as it can be; empty for none."""
    person, organization = ticket.requester, ticket.organization
    for typed in (person.phone if person else "", organization.phone if organization else ""):
        try:
            if typed.strip():
                return number_of(typed, person=person, organization=organization)
        except NumberRefused:
            continue
    return ""
