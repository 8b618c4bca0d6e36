"""What can be done to many tickets at once: what is asked for, found for each ticket by its own
schemes, carried out, and given back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deskhand.catalog.models import Category, Priority, Status
from deskhand.contracts import covering
from deskhand.desk import snoozing, triage
from deskhand.desk.triage import ChangeRefused
from deskhand.people.acting import actor_of
from deskhand.people.models import Agent, Team
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for, all_teams
from deskhand.rules.conditions import fold
from deskhand.tickets.changes import BROUGHT
from deskhand.tickets.changes import restore as give_back
from deskhand.tickets.columns import zone_of_reader
from deskhand.tickets.models import NOTHING_DUE, Kind, Ticket
from deskhand.tickets.reading import tickets_for

# What is asked for may be said in another way than the ticket keeps it.
FIELDS = {
    "assignee": "assignee",
    "team": "team",
    "status": "status",
    "priority": "priority",
    "kind": "kind",
    "tag": "tags",
    "untag": "tags",
}
LONGEST_TAG = 40
MOST_TAGS = 20


class ActRefused(Exception):
    """There is no such act, or nothing that it could set; the text says what."""


@dataclass(frozen=True, slots=True)
class Act:
    """Something to be done to each ticket; `target` finds for a ticket what it is to have."""

    what: str
    value: str
    words: str
    target: Callable[[Ticket], Any]

    @property
    def is_final(self) -> bool:
        """Whether it ends tickets, and with them their promises."""
        return is_final(self.what, self.value)

    @property
    def field(self) -> str:
        return FIELDS[self.what]

    def before(self, ticket: Ticket) -> dict[str, Any]:
        """What the ticket has, as it is written down."""
        return _written(ticket, self.field)

    def carry_out(self, ticket: Ticket, *, by: Reader, at: datetime) -> Ticket:
        """Set it on a locked ticket; raises ChangeRefused, NotAllowed."""
        return triage.set_field(ticket.pk, self.field, self.target(ticket), by=by, at=at)


def act_of(what: str, value: str, *, reader: Reader, at: datetime) -> Act:
    """Read what is asked for; raises ActRefused."""
    if what == "snooze":
        return _snooze(value, reader, at=at)
    make = _MAKE.get(what)
    if make is None:
        raise ActRefused(_("This cannot be changed."))
    words, target = make(value, reader)
    return Act(what, value, words, target)


class Snooze(Act):
    """Put aside; not a field that is set, so that clocks and promises are left alone."""

    def before(self, ticket: Ticket) -> dict[str, Any]:
        until = ticket.snoozed_until
        return {"value": until.isoformat() if until else None}

    def carry_out(self, ticket: Ticket, *, by: Reader, at: datetime) -> Ticket:
        if self.value == snoozing.AWAKE:
            return snoozing.wake(ticket.pk, by=by, at=at)
        return snoozing.snooze(ticket.pk, until=self.target(ticket), by=by, at=at)


def _snooze(value: str, reader: Reader, *, at: datetime) -> Act:
    if value == snoozing.AWAKE:
        return Snooze("snooze", value, _("Wake"), lambda ticket: None)
    try:
        until = snoozing.until(value, reader, at=at)
    except snoozing.NoSuchMoment as error:
        raise ActRefused(str(error)) from error
    if until is None:
        return Snooze("snooze", value, _("Snooze until a reply"), lambda ticket: None)
    # What is meant now is meant later too, when the job goes on.
    words = {"when": date_format(until.astimezone(zone_of_reader(reader)), "D j M, H:i")}
    return Snooze(
        "snooze", until.isoformat(), _("Snooze until %(when)s") % words, lambda ticket: until
    )


def _restore_snooze(ticket: Ticket, before: str | None, *, by: Reader, at: datetime) -> Ticket:
    until = parse_datetime(before) if before else None
    if until is None or not ticket.is_open or until <= at:
        return snoozing.wake(ticket.pk, by=by, at=at)
    until_reply = until >= NOTHING_DUE
    return snoozing.snooze(ticket.pk, until=None if until_reply else until, by=by, at=at)


def is_final(what: str, value: str) -> bool:
    """Whether an act ends tickets: a status that does, by its category or by its name anywhere."""
    if what != "status":
        return False
    if value in Category.values:
        return not Category(value).is_open
    rows = Status.objects.values_list("name", "category")
    return any(fold(name) == fold(value) and not Category(c).is_open for name, c in rows)


def seen(numbers: list[int], reader: Reader) -> set[int]:
    """Return which of these tickets the reader may see."""
    found: set[int] = set()
    for start in range(0, len(numbers), 500):
        rows = tickets_for(reader).filter(pk__in=numbers[start : start + 500])
        found.update(rows.values_list("pk", flat=True))
    return found


def restore(
    ticket: Ticket, what: str, before: dict[str, Any], *, by: Reader, at: datetime
) -> Ticket:
    """Give a locked ticket back what it had; raises ChangeRefused where that is gone."""
    if what == "snooze":
        return _restore_snooze(ticket, before["value"], by=by, at=at)
    field = FIELDS[what]
    value = before["value"]
    model: Any = {"assignee": Agent, "team": Team, "status": Status, "priority": Priority}.get(
        field
    )
    if model is not None and value is not None:
        value = model.objects.filter(pk=value).first()
        if value is None:
            raise ChangeRefused(field, _("What it had before is not there any more."))
    ticket = triage.set_field(ticket.pk, field, value, by=by, at=at)
    brought = {name: before[name] for name in BROUGHT.get(field, ()) if name in before}
    if not brought:
        return ticket
    for name in brought.keys() & {"solved_at", "closed_at", "status_since"}:
        brought[name] = parse_datetime(brought[name]) if brought[name] else None
    give_back(ticket, brought)
    if brought.get("first_contact"):
        covering.cover_again(ticket, by=actor_of(by), at=at)
    return ticket


def _written(ticket: Ticket, field: str) -> dict[str, Any]:
    value = getattr(ticket, field)
    kept = {"value": value.pk if hasattr(value, "pk") else value}
    brought = {name: getattr(ticket, name) for name in BROUGHT.get(field, ())}
    told = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in brought.items()}
    return {**kept, **told}


Target = Callable[[Ticket], Any]
Made = tuple[str, Target]


def _row(rows: Iterable[Any], value: str, nobody: str, words: str) -> Made:
    if value == "none":
        return nobody, lambda ticket: None
    row = next((row for row in rows if str(row.pk) == value), None)
    if row is None:
        raise ActRefused(_("This is not there any more."))
    return words % {"name": row}, lambda ticket: row


def _assignee(value: str, reader: Reader) -> Made:
    value = str(reader.agent_id) if value == "me" else value
    return _row(agents_for(reader), value, _("Assign to nobody"), _("Assign to %(name)s"))


def _team(value: str, reader: Reader) -> Made:
    return _row(all_teams(reader), value, _("Give to no team"), _("Give to %(name)s"))


def _status(value: str, reader: Reader) -> Made:
    """A category, or the name of a status: each ticket has its own scheme of them."""

    def target(ticket: Ticket) -> Status:
        rows = [row for row in ticket.status.scheme.statuses.all() if row.archived_at is None]
        fitting = [row for row in rows if fold(row.name) == fold(value)]
        fitting += [row for row in rows if row.category == value]
        if not fitting:
            raise ChangeRefused("status", _("Its client has no status of this name."))
        return fitting[0]

    words = str(Category(value).label) if value in Category.values else value
    return _("Set to %(name)s") % {"name": words}, target


def _priority(value: str, reader: Reader) -> Made:
    def target(ticket: Ticket) -> Priority:
        for row in ticket.priority.scheme.priorities.all():
            if str(row.level) == value:
                return row
        raise ChangeRefused("priority", _("Its client has no priority of this level."))

    if not value.isdecimal():
        raise ActRefused(_("This is no priority."))
    return _("Set priority %(level)s") % {"level": value}, target


def _kind(value: str, reader: Reader) -> Made:
    if value not in Kind.values:
        raise ActRefused(_("This is no type."))
    return _("Make it: %(name)s") % {"name": Kind(value).label}, lambda ticket: Kind(value)


def _tag(value: str, reader: Reader) -> Made:
    tag = _tidy(value)

    def target(ticket: Ticket) -> list[str]:
        if tag in ticket.tags:
            return list(ticket.tags)
        if len(ticket.tags) >= MOST_TAGS:
            raise ChangeRefused("tags", _("It has twenty tags already."))
        return [*ticket.tags, tag]

    return _("Tag with %(tag)s") % {"tag": tag}, target


def _untag(value: str, reader: Reader) -> Made:
    tag = _tidy(value)
    words = _("Take the tag %(tag)s away") % {"tag": tag}
    return words, lambda ticket: [other for other in ticket.tags if other != tag]


def _tidy(value: str) -> str:
    tag = " ".join(value.replace(",", " ").split()).lower()[:LONGEST_TAG]
    if not tag or not tag.isprintable():
        raise ActRefused(_("Write a tag."))
    return tag


_MAKE: dict[str, Callable[[str, Reader], Made]] = {
    "assignee": _assignee,
    "team": _team,
    "status": _status,
    "priority": _priority,
    "kind": _kind,
    "tag": _tag,
    "untag": _untag,
}
