"""Pages in words, with the link by which somebody says that he has it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from deskhand.consents import links
from deskhand.notices.models import Notice
from deskhand.notices.subjects import Line
from deskhand.oncall.models import Page
from deskhand.people.reader import Reader
from deskhand.tickets.reading import tickets_for

PURPOSE = "page"
PURPOSES = frozenset({PURPOSE})
LINK_LASTS = timedelta(days=3)


class Pages:
    """Pages as subjects of notices."""

    def visible_to(self, reader: Reader) -> QuerySet[Page] | bool:
        return Page.objects.filter(Exists(tickets_for(reader).filter(pk=OuterRef("ticket"))))

    def lines(self, notices: Sequence[Notice], *, reader: Reader, at: datetime) -> dict[int, Line]:
        pages = Page.objects.select_related("ticket").in_bulk({n.subject_id for n in notices})
        return {
            notice.pk: _line(pages[notice.subject_id], reader, at=at)
            for notice in notices
            if notice.subject_id in pages
        }


def _line(page: Page, reader: Reader, *, at: datetime) -> Line:
    ticket = page.ticket
    is_open = page.state == Page.State.OPEN
    return Line(
        name=f"#{ticket.pk}",
        title=f"#{ticket.pk} {ticket.subject}",
        words=_("You are paged: %(words)s") % {"words": page.words},
        url=link_for(page, reader, at=at) if is_open else f"/desk/tickets/{ticket.pk}/",
        is_private=ticket.is_confidential,
    )


def link_for(page: Page, reader: Reader, *, at: datetime) -> str:
    """Return the address at which this agent says that he has it, without signing in."""
    subject = f"page:{page.pk}:{reader.agent_id}"
    ends_at = max(page.begun_at, at) + LINK_LASTS
    token = links.make(PURPOSE, subject, expires_at=ends_at, is_single_use=False, at=at)
    return f"/page/{token}/"


def read_subject(subject: str) -> tuple[int, int]:
    """Return page and agent of a link."""
    _kind, page, agent = subject.split(":")
    return int(page), int(agent)
