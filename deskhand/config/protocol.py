"""uvicorn's protocol with two bounds that it lacks: the head of a request may be neither
endless nor for ever on its way. (The body has its own bounds, see `bridge`.)
"""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_LIMIT = 64 * 1024
HEAD_SECONDS = 20.0


class Protocol(HttpToolsProtocol):
    """Ends a connection whose head is larger than 64 KiB or takes longer than 20 s."""

    _timer: TimerHandle | None = None
    _head = 0

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._have_head()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        self._expect_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._have_head()
        super().on_headers_complete()

    def data_received(self, data: bytes) -> None:
        before = self._head
        super().data_received(data)
        # A head that begins in these bytes has set the count back.
        self._head = len(data) + min(before, self._head)
        if self._timer is not None and self._head > HEAD_LIMIT:
            self._end("The head of the request is too large.")

    def _expect_head(self) -> None:
        self._head = 0
        if self._timer is None:
            self._timer = self.loop.call_later(
                HEAD_SECONDS, self._end, "The request did not arrive in time."
            )

    def _have_head(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _end(self, sentence: str) -> None:
        self._have_head()
        if not self.transport.is_closing():
            self.send_400_response(sentence)
