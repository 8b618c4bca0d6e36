"""The built-in mail server: takes letters to our mailboxes, and for nobody else.

A letter is in the spool, synced, before the sender reads 250. Everything is bounded: size,
recipients, connections, the time between two lines and the length of a session.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import DatabaseError, close_old_connections, connections

from deskhand.mail import spool
from deskhand.mail.mailboxes import known_as, our_addresses

log = logging.getLogger(__name__)

MOST_RECIPIENTS = 100
MOST_REFUSALS = 20
MOST_CONNECTIONS = 50
# Of all letters that are coming in at the same time.
MOST_BYTES = 4 * spool.LETTER_LIMIT
IDLE_SECONDS = 60
SESSION_SECONDS = 15 * 60
REFRESH_SECONDS = 5.0

UNKNOWN = "550 5.1.1 Nobody here has this address"
TOO_MANY = "452 4.5.3 Too many recipients"
LATER = "451 4.3.0 Try again later"
NO_ROOM = "452 4.3.1 The letter cannot be kept now, try again later"
TOO_LARGE = "552 5.3.4 The letter is too large"


class Addresses:
    """The addresses of our mailboxes, asked for again every few seconds.

    While the database is away the last answer holds, so that mail keeps coming in.
    """

    def __init__(self) -> None:
        self._ours: dict[str, int] | None = None
        self._asked = 0.0

    def knows(self, address: str) -> bool:
        """Raises DatabaseError when the database has never answered yet."""
        age = time.monotonic() - self._asked
        if self._ours is None or age > REFRESH_SECONDS:
            self._refresh()
        known = known_as(address, self._ours or {}) is not None
        if not known and time.monotonic() - self._asked > 0.5:
            self._refresh()
            known = known_as(address, self._ours or {}) is not None
        return known

    def _refresh(self) -> None:
        close_old_connections()
        try:
            self._ours = our_addresses()
        except DatabaseError:
            if self._ours is None:
                raise
        self._asked = time.monotonic()


class Door:
    """What is answered to the commands of a sender."""

    def __init__(self, folder: Path, on_kept: Callable[[], None]) -> None:
        self._folder, self._on_kept = folder, on_kept
        self._addresses = Addresses()
        # One thread asks the database, so that one connection is enough and can be closed.
        self._asking = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail-addresses")

    def close(self) -> None:
        self._asking.submit(connections.close_all).result()
        self._asking.shutdown()

    async def handle_RCPT(  # noqa: N802
        self, server: "Server", _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        try:
            loop = asyncio.get_running_loop()
            is_known = await loop.run_in_executor(self._asking, self._addresses.knows, address)
        except DatabaseError:
            return LATER
        if not is_known:
            return server.refuse_recipient()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        raw = envelope.content
        if not isinstance(raw, bytes) or not raw.strip():
            return "554 5.6.0 The letter is empty"
        kept = spool.Envelope(
            door="smtp",
            received_at=datetime.now(UTC).isoformat(),
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
        )
        try:
            name = await asyncio.to_thread(spool.keep, self._folder, raw, kept)
        except OSError as error:
            log.error("A letter cannot be kept: %s", error)
            return NO_ROOM
        self._on_kept()
        return f"250 2.0.0 Kept as {name}"


class Server(SMTP):
    """One connection. The content is read here, since aiosmtpd refuses long lines and keeps
    in memory what it has refused."""

    line_length_limit = 64 * 1024
    open_connections = 0
    bytes_in_hand = 0

    def __init__(self, handler: Door, **options: Any) -> None:
        super().__init__(handler, **options)
        self._refusals = 0
        self._is_counted = False
        self._end: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        if Server.open_connections >= MOST_CONNECTIONS:
            transport.write(b"421 4.7.0 Too many connections, try again later\r\n")
            transport.close()
            return
        Server.open_connections += 1
        self._is_counted = True
        self._end = self.loop.call_later(SESSION_SECONDS, transport.abort)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if not self._is_counted:
            return
        Server.open_connections -= 1
        self._is_counted = False
        if self._end is not None:
            self._end.cancel()
        super().connection_lost(error)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._is_counted else None

    def refuse_recipient(self) -> str:
        """Answer for an address that is not ours; whoever only guesses is sent away."""
        self._refusals += 1
        if self._refusals > MOST_REFUSALS and self.transport is not None:
            self.loop.call_soon(self.transport.close)
            return "421 4.7.0 Too many unknown recipients"
        return UNKNOWN

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        if await self.check_helo_needed():
            return
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 DATA stands alone")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        body = bytearray()
        try:
            refusal = await self._read_content(body)
            self.envelope.content = self.envelope.original_content = bytes(body)
            answer = refusal or await self._call_handler_hook("DATA")
        finally:
            Server.bytes_in_hand -= len(body)
        self._set_post_data_state()
        await self.push(answer)

    async def _read_content(self, body: bytearray) -> str:
        """Read until CRLF.CRLF and nothing else (a lone LF must not end it, or one letter could
        smuggle in a second one). Returns the refusal of what is too large, of which nothing is
        held in memory."""
        refusal, size, begins_line = "", 0, True
        for number in count():
            piece, ends_line = await self._piece()
            if number % 256 == 0:
                self._reset_timeout()
            if begins_line and ends_line and piece == b".\r\n":
                return refusal
            if begins_line and piece.startswith(b"."):
                piece = piece[1:]
            size += len(piece)
            refusal = refusal or self._no_room(size, len(piece))
            if refusal:
                Server.bytes_in_hand -= len(body)
                body.clear()
            else:
                Server.bytes_in_hand += len(piece)
                body += piece
            begins_line = ends_line
        raise AssertionError  # counting has no end

    def _no_room(self, size: int, more: int) -> str:
        if size > spool.LETTER_LIMIT:
            return TOO_LARGE
        return NO_ROOM if Server.bytes_in_hand + more > MOST_BYTES else ""

    async def _piece(self) -> tuple[bytes, bool]:
        """Read a line, or as much of a long one as there is room for."""
        try:
            return await self._reader.readuntil(b"\r\n"), True
        except asyncio.LimitOverrunError as error:
            return await self._reader.read(error.consumed), False


class Listener:
    """The mail server in a thread of its own; `on_kept` is called for each letter it kept."""

    _loop: asyncio.AbstractEventLoop

    def __init__(
        self, folder: Path, *, host: str, port: int, on_kept: Callable[[], None] = lambda: None
    ) -> None:
        self._door = Door(folder, on_kept)
        self._host, self._wanted = host, port
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._run, name="mail-listener", daemon=True)

    @property
    def port(self) -> int:
        """The port that was really opened; 0 asked for any free one."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server else 0

    def start(self) -> None:
        """Open the port and serve; raises OSError when it cannot be had."""
        self._loop = asyncio.new_event_loop()
        opening = self._loop.create_server(self._connection, host=self._host, port=self._wanted)
        try:
            self._server = self._loop.run_until_complete(opening)
        except OSError:
            self._loop.close()
            raise
        self._thread.start()

    def stop(self) -> None:
        """Close the port and end what is going on; who has not read 250 will come again."""
        if self._server is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=10)
            self._door.close()
        self._server = None

    def _connection(self) -> Server:
        return Server(
            self._door,
            hostname="deskhand",
            ident="Deskhand",
            data_size_limit=spool.LETTER_LIMIT,
            enable_SMTPUTF8=True,
            timeout=IDLE_SECONDS,
            loop=self._loop,
        )

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_forever()
            if self._server is not None:
                self._server.close()
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            self._loop.run_until_complete(self._loop.shutdown_default_executor())
        finally:
            self._loop.close()
