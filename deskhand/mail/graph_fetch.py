"""Fetching a mailbox by Microsoft Graph: each page of new letters is in the spool before the
place where Graph goes on is noted."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from django.conf import settings

from deskhand.mail import passes, spool
from deskhand.mail.graph import Graph, GraphRefused, Page
from deskhand.mail.imap import FetchFailed
from deskhand.mail.models import Mailbox
from deskhand.mail.passes import PassRefused

# After so many pages the health is noted, and the rest comes with the next round.
MOST_PAGES = 20
# How far before our last success we look for letters when Graph has lost our place.
LOOKING_BACK = timedelta(days=7)


def opened(mailbox: Mailbox) -> Graph:
    """Return the mailbox at Graph, with a token; raises PassRefused."""

    def renewed() -> str:
        passes.spoilt(mailbox)
        return passes.obtain(mailbox, audience=passes.GRAPH).token

    own = passes.obtain(mailbox, audience=passes.GRAPH)
    return Graph(settings.DESKHAND_GRAPH_URL, own.user, own.token, renewed)


@contextmanager
def refusals_told(mailbox: Mailbox) -> Iterator[None]:
    """Turn what Graph refuses into FetchFailed."""
    try:
        yield
    except PassRefused as error:
        raise FetchFailed(str(error)) from error
    except GraphRefused as error:
        if error.status == 401:
            passes.spoilt(mailbox)
        raise FetchFailed(str(error), wait=error.wait) from error


@dataclass(frozen=True, slots=True)
class Taken:
    """How many letters were kept, what could not be moved, and whether more wait."""

    kept: int
    trouble: str
    has_more: bool


def take(mailbox: Mailbox, folder: Path) -> Taken:
    """Fetch what is new into the spool; raises FetchFailed."""
    with refusals_told(mailbox):
        graph = opened(mailbox)
        source = graph.folder(mailbox.folder)
        if source is None:
            raise FetchFailed(f"There is no folder {mailbox.folder}")
        target = _target(graph, mailbox)
        kept, trouble, has_more = 0, "", True
        for _page in range(MOST_PAGES):
            page = _page_of(graph, source, mailbox)
            for letter, received_at in page.letters:
                kept += _keep(graph, mailbox, letter, received_at=received_at, folder=folder)
                trouble = _move(graph, letter, target) or trouble
            _note_place(mailbox, page.cursor)
            has_more = page.has_more
            if not has_more:
                break
    return Taken(kept, trouble, has_more)


def _page_of(graph: Graph, source: str, mailbox: Mailbox) -> Page:
    begins_at = None
    if mailbox.begins_on is not None:
        begins_at = datetime.combine(mailbox.begins_on, time(), UTC)
    try:
        since = None if mailbox.cursor else begins_at
        return graph.news(source, mailbox.cursor, since=since)
    except GraphRefused as error:
        if not error.has_lost_our_place:
            raise
        # Known letters are recognized; those from before our last visits need not be read again.
        since = mailbox.succeeded_at - LOOKING_BACK if mailbox.succeeded_at else begins_at
        return graph.news(source, "", since=since)


def _target(graph: Graph, mailbox: Mailbox) -> str:
    if not mailbox.move_to:
        return ""
    return graph.folder(mailbox.move_to) or graph.make_folder(mailbox.move_to)


def _keep(
    graph: Graph, mailbox: Mailbox, letter: str, *, received_at: datetime | None, folder: Path
) -> int:
    """Put one letter into the spool; a letter too large comes with its headers only."""
    found = graph.source(letter, most=spool.LETTER_LIMIT)
    if found is None:
        return 0
    raw, is_cut = found
    now = datetime.now(UTC)
    envelope = spool.Envelope(
        door="graph",
        received_at=min(received_at or now, now).isoformat(),
        mailbox=mailbox.pk,
        refusal="It is too large and stays on the mail server" if is_cut else "",
    )
    spool.keep(folder, raw.partition(b"\r\n\r\n")[0] if is_cut else raw, envelope)
    return 1


def _move(graph: Graph, letter: str, target: str) -> str:
    """Move a fetched letter away; it was taken in, whatever becomes of this."""
    if not target:
        return ""
    try:
        graph.move(letter, target)
    except GraphRefused as error:
        return f"Letters cannot be moved: {error}"
    return ""


def _note_place(mailbox: Mailbox, cursor: str) -> None:
    """Note how far we are; somebody may have named another folder meanwhile."""
    mailbox.cursor = cursor
    same = Mailbox.objects.filter(
        pk=mailbox.pk, user_name=mailbox.user_name, folder=mailbox.folder, way=mailbox.way
    )
    if not same.update(cursor=cursor):
        raise FetchFailed("The mailbox was changed meanwhile")
