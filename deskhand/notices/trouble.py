"""What administrators are told of: letters that wait for somebody to look, mailboxes that fail,
and background work that failed for good. Each is one line in the bell, however many there are.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deskhand.jobs.queue import dead_letters
from deskhand.journal.models import Event
from deskhand.mail.models import Mailbox, OutgoingLetter
from deskhand.mail.writing import AGENT_NOTICE
from deskhand.notices.kinds import Kind
from deskhand.notices.models import Notice
from deskhand.notices.subjects import Line
from deskhand.notices.telling import Telling, tell
from deskhand.people.models import Agent
from deskhand.people.reader import Reader

# A server that restarts is no trouble.
FAILING_FOR = timedelta(minutes=10)
QUARANTINE, OUTBOX, MAILBOX, JOBS = "quarantine", "outbox", "mailbox", "jobs"
HOOKS, RULES = "hooks", "rules"


def administrators() -> list[int]:
    """Return who looks after the desk, as persons."""
    rows = Agent.objects.active().filter(role=Agent.Role.ADMINISTRATOR)
    return list(rows.order_by("pk").values_list("person", flat=True))


def tellings_of(events: Iterable[Event]) -> list[Telling]:
    """Return whom to tell of letters that were put aside, held back, or given up."""
    found = [event for event in events if event.name in _PLACES]
    if not found:
        return []
    letters = OutgoingLetter.objects.in_bulk({e.payload.get("outgoing", 0) for e in found})
    people = administrators()
    return [
        Telling(
            person_id=person,
            kind=Kind.TROUBLE,
            source=f"event:{event.pk}",
            event_id=event.pk,
            subject_kind=_PLACES[event.name],
            subject_id=0,
            at=event.at,
        )
        for event in found
        if not _is_told_elsewhere(event, letters.get(event.payload.get("outgoing", 0)))
        for person in people
    ]


def look(*, at: datetime) -> list[Notice]:
    """Tell of mailboxes that have failed for some minutes, and of jobs that failed for good; of
    the same failure once."""
    sources = [
        (f"mailbox:{row.pk}:{row.failing_since:%Y%m%d%H%M%S}", MAILBOX, row.pk)
        for row in Mailbox.objects.filter(is_active=True, failing_since__lt=at - FAILING_FOR)
    ]
    sources += [(f"jobs:{dead.id}", JOBS, 0) for dead in dead_letters(limit=1)]
    if not sources:
        return []
    return tell(
        [
            Telling(
                person_id=person,
                kind=Kind.TROUBLE,
                source=source,
                subject_kind=kind,
                subject_id=subject,
                at=at,
            )
            for source, kind, subject in sources
            for person in administrators()
        ],
        at=at,
    )


def _is_told_elsewhere(event: Event, letter: OutgoingLetter | None) -> bool:
    """Of a letter on a ticket its agents are told. A notice that cannot be delivered must not lead
    to another."""
    if letter is None:
        return False
    is_on_ticket = event.name == "letter_failed" and letter.thread.startswith("ticket:")
    return is_on_ticket or letter.kind == AGENT_NOTICE


class _OfAdministrators:
    def visible_to(self, reader: Reader) -> QuerySet | bool:
        return reader.is_administrator


class Letters(_OfAdministrators):
    """Letters that came and were put aside, and those that did not go out."""

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        events = Event.objects.in_bulk([notice.event_id for notice in notices])
        return {
            notice.pk: _letter_line(events[notice.event_id])
            for notice in notices
            if notice.event_id in events
        }


class Mailboxes(_OfAdministrators):
    """Mailboxes whose letters cannot be fetched."""

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        rows = Mailbox.objects.in_bulk({notice.subject_id for notice in notices})
        return {
            notice.pk: Line(
                name=_("Mailbox %(name)s") % {"name": row.name},
                title=_("Mailbox %(name)s") % {"name": row.name},
                words=_("Letters cannot be fetched"),
                said=row.last_error,
                url=f"/setup/rows/mailboxes/{row.pk}/#health",
            )
            for notice in notices
            if (row := rows.get(notice.subject_id)) is not None
        }


class Jobs(_OfAdministrators):
    """Background work that failed for good."""

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        title = _("Failed jobs")
        words = _("Background work failed for good")
        return {
            notice.pk: Line(name=title, title=title, words=words, url="/setup/jobs/")
            for notice in notices
        }


class Hooks(_OfAdministrators):
    """Calls to other programs that were given up."""

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        title = _("Hooks")
        words = _("A call to another program was given up")
        return {
            notice.pk: Line(name=title, title=title, words=words, url="/setup/hooks/")
            for notice in notices
        }


class Rules(_OfAdministrators):
    """Rules that were switched off because they went round in circles."""

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        title = _("Rules")
        words = _("A rule went round in circles and was switched off")
        return {
            notice.pk: Line(name=title, title=title, words=words, url="/setup/automation/")
            for notice in notices
        }


def _letter_line(event: Event) -> Line:
    if event.name == "letter_quarantined":
        title, words = _("Quarantine"), _("A letter was put aside")
        url = f"/setup/letters/{event.payload['letter']}/"
    else:
        is_parked = event.name == "letter_parked"
        title = _("Sent mail")
        words = (
            _("An automatic letter was held back") if is_parked else _("A letter could not be sent")
        )
        url = f"/setup/sent/{event.payload['outgoing']}/"
    return Line(name=title, title=title, words=words, url=url)


_PLACES = {
    "letter_quarantined": QUARANTINE,
    "letter_parked": OUTBOX,
    "letter_failed": OUTBOX,
    "hook_call_parked": HOOKS,
    "rule_stopped": RULES,
}
