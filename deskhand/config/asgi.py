"""Where a request goes: live streams to the event loop, everything else over the bridge."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from django.conf import settings

from deskhand.config.bridge import Bridge, Receive, Scope, Send
from deskhand.config.wsgi import application as pages

LIVE = {"/live", "/desk/live"}


class Telling:
    """The way to the browser, and whether an answer has begun on it."""

    def __init__(self, send: Send) -> None:
        self.send, self.has_begun = send, False

    async def __call__(self, message: dict[str, Any]) -> None:
        self.has_begun = True
        await self.send(message)


class Application:
    """The desk as one ASGI application."""

    def __init__(self) -> None:
        self.closing = asyncio.Event()
        self.bridge = Bridge(
            pages,
            threads=settings.WEB_THREADS,
            limit=settings.BODY_LIMIT,
            folder=settings.DATA / "tmp",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live_on(receive, send)
        elif scope["type"] == "http" and scope["path"] in LIVE:
            from deskhand.web.live.stream import stream

            telling = Telling(send)
            await self._until_closing(stream(scope, receive, telling), telling)
        elif scope["type"] == "http":
            await self.bridge(scope, receive, send)

    def close(self) -> None:
        """End the live streams, so that the server need not wait for them."""
        self.closing.set()

    async def _live_on(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        self.bridge.close()
        await send({"type": "lifespan.shutdown.complete"})

    async def _until_closing(self, streaming: Coroutine[Any, Any, None], send: Telling) -> None:
        stream = asyncio.ensure_future(streaming)
        closing = asyncio.ensure_future(self.closing.wait())
        try:
            await asyncio.wait({stream, closing}, return_when=asyncio.FIRST_COMPLETED)
            if stream.done():
                return stream.result()
            stream.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await stream
            if not send.has_begun:
                await send({"type": "http.response.start", "status": 503, "headers": []})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
        finally:
            stream.cancel()
            closing.cancel()


application = Application()
