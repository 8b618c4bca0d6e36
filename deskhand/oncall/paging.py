"""Pages: begun, climbing level by level until somebody has it, and ended once.

All runs in the caller's transaction, with the ticket locked before the page.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from deskhand.jobs.together import Asked, Row, instant, read_together, shape, told
from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.notices import keeping
from deskhand.notices.kinds import Kind
from deskhand.notices.telling import Telling, tell
from deskhand.oncall.duty import on_duty
from deskhand.oncall.events import PageEnded, PageSent
from deskhand.oncall.models import Call, Ladder, Page, Rung
from deskhand.people.models import Agent
from deskhand.tickets.access import lock
from deskhand.tickets.models import Ticket

State = Page.State
A_SWEEP = 200
A_WHILE = timedelta(minutes=5)


def begin(
    ticket: Ticket, ladder: Ladder, *, source: str, words: str, by: Actor, at: datetime
) -> tuple[Page, bool]:
    """Page the first level of a ladder; False with the page that was sent for this before."""
    page, is_new = Page.objects.get_or_create(
        source=source,
        defaults={"ladder": ladder, "ticket": ticket, "words": words[:300], "begun_at": at},
    )
    if is_new:
        climb(page, by=by, at=at)
    return page, is_new


def climb(page: Page, *, by: Actor, at: datetime) -> None:
    """Page the next level, and where nobody is there the one after it at once. After the last
    one it begins from the top, and at last it is left unanswered."""
    rungs = list(page.ladder.rungs.select_related("team").order_by("level"))
    for _try in range(len(rungs)):
        rung = _next(page, rungs)
        if rung is None:
            break
        if _call(page, rung, by=by, at=at):
            page.next_at = at + timedelta(minutes=rung.minutes)
            page.save()
            return
    end(page, State.UNANSWERED, by=by, at=at)


def climb_on(page_id: int, *, by: Actor, at: datetime) -> bool:
    """Page the next level of a page whose time has gone by; False when somebody has it.

    A ticket that is done needs nobody any more.
    """
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return False
    ticket = lock(page.ticket_id)
    page = Page.objects.select_for_update(of=("self",)).select_related("ladder").get(pk=page_id)
    if page.state != State.OPEN or page.next_at is None or page.next_at > at:
        return False
    page.ticket = ticket
    if not ticket.is_open:
        return end(page, State.NEEDLESS, by=by, at=at)
    climb(page, by=by, at=at)
    return True


def climbing(*, at: datetime) -> list[int]:
    """Return the pages whose level has not answered in its time."""
    due = Page.objects.filter(state=State.OPEN, next_at__lte=at).order_by("next_at")
    return list(due.values_list("pk", flat=True)[:A_SWEEP])


def put_off(page_id: int, *, at: datetime) -> None:
    """Let a page that cannot climb hold up no other for a while."""
    Page.objects.filter(pk=page_id, state=State.OPEN).update(next_at=at + A_WHILE)


def _next(page: Page, rungs: list[Rung]) -> Rung | None:
    above = [rung for rung in rungs if rung.level > page.level]
    if not above and page.round <= page.ladder.repeats:
        page.round, above = page.round + 1, rungs
    if not above:
        return None
    page.level = above[0].level
    return above[0]


def _call(page: Page, rung: Rung, *, by: Actor, at: datetime) -> int:
    ticket = page.ticket
    duty = on_duty(rung, ticket, at=at)
    Call.objects.bulk_create(
        Call(page=page, round=page.round, level=rung.level, agent=agent, path=duty.path, at=at)
        for agent in duty.agents
    )
    tell([_telling(page, agent, at=at) for agent in duty.agents], at=at)
    event = PageSent(
        ticket=ticket.pk,
        page=page.pk,
        level=rung.level,
        round=page.round,
        count=len(duty.agents),
        organization=ticket.organization_id,
        team=ticket.team_id,
    )
    record(event, by=by, at=at)
    return len(duty.agents)


def _telling(page: Page, agent: Agent, *, at: datetime) -> Telling:
    return Telling(
        person_id=agent.person_id,
        kind=Kind.PAGED,
        source=f"page:{page.pk}:{page.round}:{page.level}",
        subject_kind="page",
        subject_id=page.pk,
        is_urgent=True,
        at=at,
    )


def end(
    page: Page,
    state: Page.State,
    *,
    by: Actor,
    at: datetime,
    agent: Agent | None = None,
    way: str = "",
) -> bool:
    """End an open page; False for one that has ended. Nobody else is asked any more."""
    if page.state != State.OPEN:
        return False
    page.state, page.ended_at, page.next_at, page.agent = state, at, None, agent
    page.save()
    keeping.settle([("page", page.pk)], (Kind.PAGED,), at=at)
    event = PageEnded(
        ticket=page.ticket_id,
        page=page.pk,
        how=state,
        way=way,
        agent=agent.pk if agent else None,
        organization=page.ticket.organization_id,
        team=page.ticket.team_id,
    )
    record(event, by=by, at=at)
    return True


def open_pages(ticket: Ticket) -> list[Page]:
    """Return the pages about a ticket that nobody has answered yet, oldest first."""
    return pages_in(read_together(**pages_asked(ticket)))


def pages_asked(ticket: Ticket) -> dict[str, Asked]:
    """Return what to read of the open pages about a ticket, for `read_together`."""
    return {"pages": _open_pages(ticket.pk)}


@shape
def _open_pages(ticket: int) -> QuerySet:
    rows = Page.objects.filter(ticket=ticket, state=State.OPEN)
    fields = {name: name for name in ("pk", "words", "level", "next_at")}
    return told(rows, ladder="ladder__name", **fields)


def pages_in(found: Mapping[str, list[Row]]) -> list[Page]:
    """Return the pages that were read, oldest first, with the names of their ladders."""
    return [
        Page(
            pk=row["pk"],
            words=row["words"],
            level=row["level"],
            next_at=instant(row["next_at"]),
            ladder=Ladder(name=row["ladder"]),
        )
        for row in sorted(found["pages"], key=lambda row: row["pk"])
    ]


def pages_by(sources: Iterable[str]) -> dict[str, Page]:
    """Return pages by what they were sent for."""
    rows = Page.objects.filter(source__in=list(sources)).select_related("agent__person")
    return {row.source: row for row in rows}


def calls_of(page: Page) -> list[Call]:
    """Return who was paged, oldest first."""
    return list(page.calls.select_related("agent__person").order_by("id"))
