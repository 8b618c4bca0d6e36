"""GET /desk/live and /live: server-sent events, on the event loop.

Frames: `ready` at the beginning, `changed` with the kind and id of what changed, `reload` when
the browser has missed too much to be told, and a comment every 15 seconds. The id of a frame is
a place in the journal, so a browser that comes back is told what it missed.
"""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.db import connections

from deskhand.journal.reading import Cursor, CursorRefused, since
from deskhand.people.reader import STRANGER, Reader
from deskhand.tickets.audience import Audience
from deskhand.web.live.hub import HUB, Change, Stream, TooManyStreams
from deskhand.web.live.session import Headers, header, reader_in

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]

KEEP_ALIVE_SECONDS = 15.0
# Changes that come together are told together.
GATHER_SECONDS = 0.05
SEND_SECONDS = 30.0
MISSED = 200
POOL = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live")

HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
]
RELOAD = b"event: reload\ndata: {}\n\n"
STILL_HERE = b": still here\n\n"


async def stream(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer one request; ends when the browser leaves, the session ends, or on cancel."""
    if scope["method"] != "GET":
        await _refuse(send, 405)
        return
    reader = await _in_pool(partial(_reader_for, scope["path"], scope["headers"]))
    if reader.person_id is None:
        await _refuse(send, 403)
        return
    live = Stream(reader, asyncio.get_running_loop())
    try:
        beginning = await _in_pool(partial(HUB.join, live))
        await _speak(live, beginning, scope, receive, send)
    except TooManyStreams:
        await _refuse(send, 429)
    finally:
        HUB.leave(live)


async def _speak(
    live: Stream, beginning: Cursor, scope: Scope, receive: Receive, send: Send
) -> None:
    gone = asyncio.ensure_future(_until_gone(receive))
    try:
        await send({"type": "http.response.start", "status": 200, "headers": HEADERS})
        await _write(send, _ready(beginning) + await _missed(live, scope["headers"]))
        while not gone.done() and await _is_still_in(live, scope):
            await _tell_until_next_look(live, gone, send)
    except TimeoutError:
        # The browser takes nothing any more; it will come back when it can.
        return
    finally:
        gone.cancel()
    with contextlib.suppress(OSError):
        await send({"type": "http.response.body", "body": b""})


async def _tell_until_next_look(live: Stream, gone: "asyncio.Future[None]", send: Send) -> None:
    """Pass changes on for 15 seconds, then give a sign of life."""
    loop = asyncio.get_running_loop()
    end = loop.time() + KEEP_ALIVE_SECONDS
    while (left := end - loop.time()) > 0 and not gone.done():
        if changes := await _news(live, gone, left):
            await _write(send, _frames(changes))
    if not gone.done():
        await _write(send, STILL_HERE)


async def _news(live: Stream, gone: "asyncio.Future[None]", seconds: float) -> list[Change | None]:
    """Wait for what is to be told; nothing when time is up or the browser is gone."""
    first = asyncio.ensure_future(live.changes.get())
    try:
        waited: set[asyncio.Future[Any]] = {first, gone}
        await asyncio.wait(waited, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        first.cancel()
    if first.cancelled() or not first.done():
        return []
    await asyncio.sleep(GATHER_SECONDS)
    changes = [first.result()]
    while not live.changes.empty():
        changes.append(live.changes.get_nowait())
    return changes


def _frames(changes: Iterable[Change | None]) -> bytes:
    """One frame for each thing that changed, at the place of its last change."""
    latest: dict[Any, bytes] = {}
    for change in changes:
        key = change and (change.kind, change.id)
        latest.pop(key, None)
        latest[key] = RELOAD if change is None else _changed(change)
    return b"".join(latest.values())


def _changed(change: Change) -> bytes:
    data = json.dumps({"kind": change.kind, "id": change.id})
    place = f"id: {change.cursor}\n" if change.cursor is not None else ""
    return f"{place}event: changed\ndata: {data}\n\n".encode()


def _ready(cursor: Cursor) -> bytes:
    return f"retry: 3000\nid: {cursor}\nevent: ready\ndata: {{}}\n\n".encode()


async def _missed(live: Stream, headers: Headers) -> bytes:
    """What happened since the browser was here last, or that it is too much to tell."""
    last = header(headers, b"last-event-id")
    if not last:
        return b""
    try:
        changes = await _in_pool(partial(_changes_since, Cursor.parse(last), live.reader))
    except CursorRefused:
        return RELOAD
    return RELOAD if changes is None else _frames(changes)


def _changes_since(cursor: Cursor, reader: Reader) -> list[Change] | None:
    events = since(cursor, limit=MISSED + 1)
    if len(events) > MISSED:
        return None
    audience = Audience()
    return [Change.of(event) for event in events if audience.hears(event, reader)]


async def _is_still_in(live: Stream, scope: Scope) -> bool:
    """Look at the session afresh: it may have ended, or its rights may have changed."""
    reader = await _in_pool(partial(_reader_for, scope["path"], scope["headers"]))
    if reader.person_id is None or reader.person_id != live.reader.person_id:
        return False
    live.reader = reader
    return True


def _reader_for(path: str, headers: Headers) -> Reader:
    reader = reader_in(headers)
    if path == "/desk/live":
        return reader if reader.is_agent else STRANGER
    return reader.as_requester()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _write(send: Send, frames: bytes) -> None:
    body = {"type": "http.response.body", "body": frames, "more_body": True}
    # Not `wait_for`, which in Python 3.11 can lose a cancellation that comes at its end.
    async with asyncio.timeout(SEND_SECONDS):
        await send(body)


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": HEADERS[1:]})
    await send({"type": "http.response.body", "body": b""})


async def _in_pool(function: Callable[[], Any]) -> Any:
    return await asyncio.get_running_loop().run_in_executor(POOL, _once, function)


def _once(function: Callable[[], Any]) -> Any:
    try:
        return function()
    finally:
        # Seldom called: a connection kept in this thread would only grow stale.
        connections.close_all()
