"""A double of push services and gateways on a local port: it keeps what it is sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Call:
    """One request, as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Outside:
    """Answers each call with the next of `answers`, and with 201 when none is left."""

    port: int = 0
    calls: list[Call] = field(default_factory=list)
    answers: list[tuple[int, bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def outside() -> Iterator[Outside]:
    found = Outside()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            found.calls.append(Call(self.command, self.path, headers, self.rfile.read(size)))
            status, body = found.answers.pop(0) if found.answers else (201, b"")
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            if status in {301, 302, 307}:
                self.send_header("Location", f"http://127.0.0.1:{found.port}/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - names of the library

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
