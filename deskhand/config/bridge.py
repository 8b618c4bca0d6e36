"""The bridge from the event loop to the pages.

A page runs in a thread only while Django computes it. The body is spooled first, so that a
slow sender holds no thread and a body that was cut off is never seen by a view; the answer
is sent afterwards from the event loop, so that a slow reader holds none either.
"""

import asyncio
import logging
import os
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote_to_bytes
from wsgiref.util import FileWrapper

from deskhand.config.logging import shown

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Environ = dict[str, Any]
Wsgi = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

log = logging.getLogger("deskhand.bridge")

IDLE = 20.0
STALLED = 60.0
CHUNK = 64 * 1024
IN_MEMORY = 256 * 1024
BODILESS = {204, 304}
# What a client may not say for himself: the length is counted, the address is the server's word.
DROPPED = {
    "content-length",
    "transfer-encoding",
    "proxy",
    "forwarded",
    "x-forwarded-for",
    "x-real-ip",
}


class BodyRefused(Exception):
    """The body did not come, or is too large; carries the status and a sentence."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Gone(Exception):
    """The client went away before the body was whole."""


@dataclass
class Answer:
    """What a page answered; the body is read from its beginning and closed when sent."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: Any


class Bridge:
    """An ASGI application that runs a WSGI one.

    `limit` is the largest body in bytes; bodies above 256 KiB lie in `folder` meanwhile.
    """

    def __init__(self, pages: Wsgi, *, threads: int, limit: int, folder: Path) -> None:
        self.pages = pages
        self.limit = limit
        self.folder = folder
        self.pool = ThreadPoolExecutor(threads, thread_name_prefix="page")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            with self._spool() as body:
                await self._take(scope, receive, body)
                answer = await self._in_thread(self._page, scope, body)
            await self._send(scope, answer, send)
        except Gone:
            return
        except BodyRefused as refusal:
            log.warning("%s was refused with %d: %s", shown(scope["path"]), refusal.status, refusal)
            await _refuse(refusal.status, str(refusal), send)

    def close(self) -> None:
        self.pool.shutdown(wait=False, cancel_futures=True)

    def _spool(self) -> "tempfile.SpooledTemporaryFile[bytes]":
        return tempfile.SpooledTemporaryFile(max_size=IN_MEMORY, dir=str(self.folder))

    def _in_thread(self, function: Callable[..., Any], *arguments: Any) -> Awaitable[Any]:
        return asyncio.get_running_loop().run_in_executor(self.pool, function, *arguments)

    async def _take(self, scope: Scope, receive: Receive, body: IO[bytes]) -> None:
        """Spool the whole body. What is too large is read on to twice the limit, so that the
        sender comes to read the answer."""
        size, more = 0, True
        if _declared(scope) > 2 * self.limit:
            raise BodyRefused(413, "This is too large.")
        while more:
            try:
                message = await asyncio.wait_for(receive(), IDLE)
            except TimeoutError as error:
                raise BodyRefused(408, "The request did not arrive in time.") from error
            if message["type"] != "http.request":
                raise Gone
            more = message.get("more_body", False)
            size += len(message["body"])
            if size <= self.limit:
                self._keep(body, message["body"])
            elif size > 2 * self.limit:
                break
        if size > self.limit:
            raise BodyRefused(413, "This is too large.")

    def _keep(self, body: IO[bytes], chunk: bytes) -> None:
        try:
            body.write(chunk)
        except OSError as error:
            log.error("A request could not be spooled: %s", error.strerror)
            raise BodyRefused(507, "There is no room for this at the moment.") from error

    def _page(self, scope: Scope, body: IO[bytes]) -> Answer:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            started[:] = [int(status.split(" ", 1)[0]), headers]

        found = self.pages(environ(scope, body), start_response)
        status, headers = started
        encoded = [(k.lower().encode("latin-1"), v.encode("latin-1")) for k, v in headers]
        if isinstance(found, FileWrapper):
            return Answer(status, encoded, found.filelike)
        answer = self._spool()
        try:
            answer.writelines(found)
        finally:
            if hasattr(found, "close"):
                found.close()
        if status not in BODILESS and all(name != b"content-length" for name, _value in encoded):
            encoded.append((b"content-length", str(answer.tell()).encode()))
        answer.seek(0)
        return Answer(status, encoded, answer)

    async def _send(self, scope: Scope, answer: Answer, send: Send) -> None:
        start = {"type": "http.response.start", "status": answer.status, "headers": answer.headers}
        try:
            await send(start)
            # Read on the event loop: a local file gives 64 KiB in less time than a thread switch.
            while scope["method"] != "HEAD" and (chunk := answer.body.read(CHUNK)):
                async with asyncio.timeout(STALLED):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        except TimeoutError:
            log.warning("A reader took nothing for %d s and was left.", STALLED)
        finally:
            # Django ends the request when the file is closed, which may ask the database.
            await self._in_thread(answer.body.close)


def environ(scope: Scope, body: IO[bytes]) -> Environ:
    """Return the WSGI environment of a request whose whole body is spooled.

    Header names with `_` are dropped: they would read like those with `-`.
    """
    length = body.seek(0, os.SEEK_END)
    body.seek(0)
    host, port = scope.get("server") or ("localhost", 80)
    found: Environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(scope["raw_path"]).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "REMOTE_ADDR": (scope.get("client") or ("",))[0],
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body,
        "wsgi.errors": _Errors(),
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": FileWrapper,
    }
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        if "_" in name or name in DROPPED:
            continue
        key = name.upper().replace("-", "_")
        key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
        joint = "; " if name == "cookie" else ","
        found[key] = f"{found[key]}{joint}{value}" if key in found else value
    return found


class _Errors:
    def write(self, text: str) -> None:
        log.error("%s", text.rstrip())

    def flush(self) -> None:
        pass


def _declared(scope: Scope) -> int:
    values = [value for name, value in scope["headers"] if name == b"content-length"]
    return int(values[0]) if values and values[0].isdigit() else 0


async def _refuse(status: int, sentence: str, send: Send) -> None:
    text = sentence.encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"connection", b"close"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text, "more_body": False})
