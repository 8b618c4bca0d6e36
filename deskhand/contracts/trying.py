"""A draft tried on past tickets: for which it would decide otherwise. Nothing is written."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from deskhand.contracts.conditions import Work
from deskhand.contracts.covering import kept
from deskhand.contracts.deciding import Decision, decide_by, sheet_of
from deskhand.contracts.models import ContractVersion
from deskhand.contracts.promising import clients_of
from deskhand.people.reader import Reader
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for

BACK = timedelta(days=90)
MOST = 500
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that would be decided otherwise; `was` is empty where nothing was decided."""

    ticket: Ticket
    was: str
    now: Decision


@dataclass(slots=True)
class Trial:
    """What came of it: how many tickets were looked at, for how many the draft holds, and by
    effect how many there would be."""

    read: int = 0
    matched: int = 0
    effects: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    hits: list[Hit] = field(default_factory=list)


def try_draft(version: ContractVersion, *, reader: Reader, at: datetime) -> Trial:
    """Ask a version of the newest tickets of the last three months of its clients."""
    sheet, trial = sheet_of(version), Trial()
    clients = clients_of(version.contract, version)
    rows = tickets_for(reader).filter(organization__in=clients, received_at__gte=at - BACK)
    rows = rows.select_related("coverage__rule", "organization", "site", "service", "request_type")
    for ticket in rows.prefetch_related("requester__addresses").order_by("-pk")[:MOST]:
        trial.read += 1
        if not sheet.holds(ticket):
            continue
        trial.matched += 1
        before = kept(ticket)
        place = before.place if before else "remote"
        is_minor = before.is_minor if before else False
        work = Work(sheet.band(ticket.received_at), place=place, is_minor=is_minor)
        now = decide_by(sheet, ticket, work)
        trial.effects[now.effect] += 1
        if before is None or before.effect != now.effect:
            trial.changed += 1
            if len(trial.hits) < MOST_SHOWN:
                trial.hits.append(Hit(ticket, before.effect if before else "", now))
    return trial
