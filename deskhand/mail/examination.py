"""Trying a mailbox step by step, so that whoever set it up reads at which step it fails.

Nothing is fetched, moved or sent. It ends within a bound: each walk goes in a thread that is
left behind when a server hangs.
"""

import smtplib
import socket
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils import translation
from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from deskhand.mail import carrier, departures, graph_fetch, imap, passes, troubles
from deskhand.mail.carrier import Carrier
from deskhand.mail.graph import Graph, GraphRefused
from deskhand.mail.imap import FetchFailed
from deskhand.mail.models import Mailbox
from deskhand.mail.passes import Pass, PassRefused

MOST_SECONDS = 25.0
CONNECT_SECONDS = 8
MOST_FOLDERS = 20
TROUBLES = (
    *(FetchFailed, PassRefused, GraphRefused, IMAPClientError, smtplib.SMTPException),
    *(OSError, ValueError, KeyError, TypeError, AttributeError),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was tried, and whether it went well; None for a mere remark. `walk` is
    which of both ways it belongs to."""

    words: str
    went_well: bool | None = True
    walk: str = ""


def examine(mailbox: Mailbox) -> list[Step]:
    """Try all that the mailbox is set up for; what fails ends its walk.

    Asks for a new token where one is used. Never raises for what a network, server or provider
    does. Must not run in a transaction, since it waits for others.
    """
    passes.spoilt(mailbox)
    steps: list[Step] = []
    for walk, begin in ((_("How letters come"), _fetching), (_("How letters leave"), _sending)):
        try:
            found = _bounded(begin(mailbox))
        except TROUBLES as error:
            found = [Step(troubles.words(error), went_well=False)]
        steps += [replace(step, walk=walk) for step in found]
    return steps


def _fetching(mailbox: Mailbox) -> Iterator[Step]:
    """What needs the database is asked here, not in the thread."""
    if not mailbox.fetches:
        return iter([Step(_("Nothing is fetched: letters are delivered to the desk."), None)])
    if mailbox.way == Mailbox.Way.GRAPH:
        return _by_graph(mailbox, graph_fetch.opened(mailbox))
    return _by_imap(mailbox, passes.obtain(mailbox))


def _sending(mailbox: Mailbox) -> Iterator[Step]:
    if mailbox.sending == Mailbox.Sending.GRAPH:
        graph_fetch.opened(mailbox)
        return iter([Step(_("Graph gave a token to send with. No letter was sent to try it."))])
    if not departures.is_open(mailbox):
        words = _("No mail server of the firm is set: letters are kept and shown, not sent.")
        return iter([Step(words, None)])
    way = departures.carrier_of(mailbox)
    if way.account is not None:
        words = _("Letters leave by %(title)s. No letter was sent to try its key.")
        return iter([Step(words % {"title": way.account.title}, None)])
    return _by_smtp(way) if way.kind == "smtp" else iter(())


def _bounded(walk: Iterator[Step]) -> list[Step]:
    steps: list[Step] = []
    language = translation.get_language() or "en"

    def go() -> None:
        with translation.override(language):
            try:
                for step in walk:
                    steps.append(step)
            except TROUBLES as error:
                steps.append(Step(troubles.words(error), went_well=False))

    thread = threading.Thread(target=go, name="mailbox-examination", daemon=True)
    thread.start()
    thread.join(MOST_SECONDS)
    found = list(steps)
    if thread.is_alive():
        words = _("There was no answer for %(seconds)d seconds.") % {"seconds": MOST_SECONDS}
        found.append(Step(words, went_well=False))
    return found


def _by_imap(mailbox: Mailbox, own: Pass) -> Iterator[Step]:
    yield from _way_to(mailbox.host, mailbox.port)
    client = imap.reach(mailbox)
    try:
        yield _secured(mailbox.security)
        imap.sign_in(client, own)
        yield Step(_("The sign-in of %(user)s is accepted.") % {"user": own.user})
        yield from _folders(client, mailbox)
        if client.has_capability("IDLE"):
            yield Step(_("The server tells at once of new letters (IDLE)."))
        else:
            yield Step(_("The server does not tell of new letters; it is asked often."), None)
    finally:
        imap.leave(client)


def _folders(client: IMAPClient, mailbox: Mailbox) -> Iterator[Step]:
    if not client.folder_exists(mailbox.folder):
        raise FetchFailed(_no_folder(mailbox.folder, [row[2] for row in client.list_folders()]))
    count = int(client.select_folder(mailbox.folder, readonly=True)[b"EXISTS"])
    words = _("The folder %(name)s opens; %(count)d letters lie in it.")
    yield Step(words % {"name": mailbox.folder, "count": count})
    if mailbox.move_to:
        yield _target(client.folder_exists(mailbox.move_to), mailbox.move_to)


def _no_folder(name: str, others: Sequence[str]) -> str:
    words = _("There is no folder %(name)s.") % {"name": name}
    if not others:
        return words
    names = ", ".join(sorted(others)[:MOST_FOLDERS])
    return f"{words} {_('These are there: %(names)s.') % {'names': names}}"


def _target(is_there: bool, name: str) -> Step:
    if is_there:
        return Step(_("Letters that were taken in go to %(name)s.") % {"name": name})
    words = _("The folder %(name)s is not there yet; it is made for the first letter.")
    return Step(words % {"name": name}, None)


def _by_graph(mailbox: Mailbox, graph: Graph) -> Iterator[Step]:
    yield Step(_("Microsoft gave a token for Graph."))
    if graph.folder(mailbox.folder) is None:
        raise FetchFailed(_("There is no folder %(name)s.") % {"name": mailbox.folder})
    yield Step(_("The folder %(name)s opens.") % {"name": mailbox.folder})
    if mailbox.move_to:
        yield _target(graph.folder(mailbox.move_to) is not None, mailbox.move_to)


def _by_smtp(way: Carrier) -> Iterator[Step]:
    yield from _way_to(way.host, way.port)
    server = _post_office(way)
    try:
        yield _secured(way.security)
        if way.user:
            yield Step(_("The mail server accepts %(user)s as sender.") % {"user": way.user})
        else:
            yield Step(_("The mail server takes letters without a sign-in."), None)
    finally:
        server.close()


def _post_office(way: Carrier) -> smtplib.SMTP:
    try:
        return carrier.connected(way, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        why = troubles.words_of_connecting(error, begins_with_tls=way.security == "tls")
        raise FetchFailed(why) from error


def _way_to(host: str, port: int) -> Iterator[Step]:
    """DNS and the bare connection, each told for itself."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        words = _("The name %(host)s is not known: %(error)s")
        raise FetchFailed(words % {"host": host, "error": troubles.words(error)}) from error
    addresses = ", ".join(dict.fromkeys(str(entry[4][0]) for entry in found))
    yield Step(_("%(host)s is %(addresses)s.") % {"host": host, "addresses": addresses})
    place = f"{host}:{port}"
    try:
        socket.create_connection((host, port), timeout=CONNECT_SECONDS).close()
    except OSError as error:
        words = _("%(place)s does not answer: %(error)s")
        raise FetchFailed(words % {"place": place, "error": troubles.words(error)}) from error
    yield Step(_("%(place)s answers.") % {"place": place})


def _secured(security: str) -> Step:
    if security == Mailbox.Security.PLAIN:
        return Step(_("The connection is not encrypted."), None)
    return Step(_("The connection is encrypted, and the certificate is good."))
