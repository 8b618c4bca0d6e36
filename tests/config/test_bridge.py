"""The bridge, with small applications behind it and raw sockets in front."""

import asyncio
import io
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from deskhand.config import bridge, protocol
from tests.config.running import stalled, talk, until

LIMIT = 300_000
HALF = b"POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: 100\r\n\r\nhalf of it"


class Pages:
    """Remembers what it was asked and answers what it is told to."""

    def __init__(self) -> None:
        self.seen: list[dict[str, Any]] = []
        self.bodies: list[bytes] = []
        self.files: list[io.BytesIO] = []
        self.size = 0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        self.seen.append(environ)
        self.bodies.append(environ["wsgi.input"].read())
        if environ["PATH_INFO"] == "/file":
            start_response("200 OK", [("Content-Length", str(self.size))])
            self.files.append(io.BytesIO(b"x" * self.size))
            return environ["wsgi.file_wrapper"](self.files[-1])
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"hello"]


@pytest.fixture
def pages() -> Pages:
    return Pages()


@contextmanager
def served(between: bridge.Bridge, **options: Any) -> Iterator[int]:
    """Serve a bridge in a thread; yields the port."""
    opened = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        between,
        http=protocol.Protocol,
        ws="none",
        lifespan="off",
        log_config=None,
        timeout_graceful_shutdown=1,
        **options,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[opened])))
    thread.start()
    until(lambda: server.started, what="the server answers")
    yield opened.getsockname()[1]
    server.should_exit = True
    thread.join()
    between.close()


@pytest.fixture
def port(pages: Pages, tmp_path: Path) -> Iterator[int]:
    """Serve the pages behind a bridge with two threads."""
    between = bridge.Bridge(pages, threads=2, limit=LIMIT, folder=tmp_path / "spool")
    with served(between, proxy_headers=False) as number:
        yield number


def ask(port: int, sent: bytes) -> tuple[int, bytes, bytes]:
    """Send a whole request on a connection of its own; return status, headers, body."""
    with talk(port, sent) as line, line.makefile("rb") as answer:
        head, _gap, body = answer.read().partition(b"\r\n\r\n")
    return int(head.split(b" ")[1]), head, body


def get(port: int, path: str = "/", headers: str = "") -> tuple[int, bytes, bytes]:
    lines = f"GET {path} HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n{headers}\r\n"
    return ask(port, lines.encode("latin-1"))


def test_a_page_is_answered_with_its_length(port: int) -> None:
    status, head, body = get(port)
    assert (status, body) == (200, b"hello")
    assert b"content-length: 5" in head


def test_stalled_uploads_hold_no_thread(port: int, pages: Pages) -> None:
    with stalled(port, HALF, count=12):
        began = time.monotonic()
        assert get(port)[0] == 200
        assert time.monotonic() - began < bridge.IDLE / 2
    assert len(pages.seen) == 1


def test_a_body_that_is_cut_off_never_reaches_a_page(port: int, pages: Pages) -> None:
    line = talk(port, HALF)
    time.sleep(0.2)
    line.close()
    chunked = talk(
        port, b"POST / HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
    )
    time.sleep(0.2)
    chunked.close()
    time.sleep(0.2)
    assert pages.seen == []


def test_an_upload_that_stands_still_is_ended(
    port: int, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge, "IDLE", 0.3)
    status, _head, body = ask(port, HALF)
    assert (status, body) == (408, b"The request did not arrive in time.")
    assert pages.seen == []


def test_a_body_in_chunks_has_its_true_length(port: int, pages: Pages) -> None:
    ask(
        port,
        b"POST / HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
        b"5\r\nhello\r\n6\r\n there\r\n0\r\n\r\n",
    )
    assert pages.bodies == [b"hello there"]
    assert pages.seen[0]["CONTENT_LENGTH"] == "11"
    assert "HTTP_TRANSFER_ENCODING" not in pages.seen[0]


@pytest.mark.parametrize("size", [LIMIT + 1, 2 * LIMIT, 40 * LIMIT])
def test_a_body_that_is_too_large_is_refused(port: int, pages: Pages, size: int) -> None:
    head = f"POST / HTTP/1.1\r\nHost: desk\r\nContent-Length: {size}\r\n\r\n".encode()
    body = b"x" * size if size <= 2 * LIMIT else b""
    assert ask(port, head + body)[0] == 413
    assert pages.seen == []


def test_a_large_body_within_the_limit_arrives_whole(port: int, pages: Pages) -> None:
    head = f"POST / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\nContent-Length: {LIMIT}\r\n\r\n"
    assert ask(port, head.encode() + b"y" * LIMIT)[0] == 200
    assert pages.bodies == [b"y" * LIMIT]


def test_a_name_with_an_underscore_cannot_pass_for_another_header(port: int, pages: Pages) -> None:
    get(port, headers="X_Real_Thing: forged\r\nX-Other: true\r\nX-Forwarded-For: 9.9.9.9\r\n")
    assert "HTTP_X_REAL_THING" not in pages.seen[0]
    assert "HTTP_X_FORWARDED_FOR" not in pages.seen[0]
    assert pages.seen[0]["HTTP_X_OTHER"] == "true"


def test_headers_sent_twice_are_joined(port: int, pages: Pages) -> None:
    get(port, headers="Cookie: a=1\r\nCookie: b=2\r\nAccept: x\r\nAccept: y\r\n")
    assert pages.seen[0]["HTTP_COOKIE"] == "a=1; b=2"
    assert pages.seen[0]["HTTP_ACCEPT"] == "x,y"


def test_a_path_keeps_its_bytes(port: int, pages: Pages) -> None:
    get(port, path="/caf%C3%A9%2Fx?q=%26")
    assert pages.seen[0]["PATH_INFO"].encode("latin-1").decode() == "/café/x"
    assert pages.seen[0]["QUERY_STRING"] == "q=%26"


def test_slow_readers_hold_no_thread(port: int, pages: Pages) -> None:
    pages.size = 30_000_000
    with stalled(port, b"GET /file HTTP/1.1\r\nHost: desk\r\n\r\n", count=6):
        until(lambda: len(pages.seen) == 6, what="all files are asked for")
        assert get(port)[0] == 200
    until(lambda: all(file.closed for file in pages.files), what="the files are closed")


def test_a_file_arrives_whole_and_is_closed(port: int, pages: Pages) -> None:
    pages.size = 200_001
    assert len(get(port, "/file")[2]) == 200_001
    until(lambda: pages.files[0].closed, what="the file is closed")


def test_an_answer_to_head_has_no_body(port: int) -> None:
    sent = b"HEAD / HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"
    status, head, body = ask(port, sent)
    assert (status, body) == (200, b"")
    assert b"content-length: 5" in head


def test_a_head_without_end_is_refused(port: int, pages: Pages) -> None:
    endless = b"GET / HTTP/1.1\r\nHost: desk\r\nX-Long: " + b"x" * (protocol.HEAD_LIMIT + 1)
    status, _head, body = ask(port, endless)
    assert (status, body) == (400, b"The head of the request is too large.")
    assert pages.seen == []


@pytest.mark.parametrize("sent", [b"", b"GET / HTT", b"GET / HTTP/1.1\r\nHost: desk\r\n"])
def test_a_head_that_stands_still_is_ended(
    port: int, monkeypatch: pytest.MonkeyPatch, sent: bytes
) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    status, _head, body = ask(port, sent)
    assert (status, body) == (400, b"The request did not arrive in time.")


def test_a_connection_serves_several_requests(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.3)
    with talk(port, b"") as line, line.makefile("rb") as answers:
        for _request in range(3):
            line.sendall(b"GET / HTTP/1.1\r\nHost: desk\r\n\r\n")
            assert answers.readline() == b"HTTP/1.1 200 OK\r\n"
            while answers.readline() != b"\r\n":
                pass
            assert answers.read(5) == b"hello"
            time.sleep(0.2)


def test_only_a_trusted_proxy_may_name_the_client(pages: Pages, tmp_path: Path) -> None:
    """As `server.serve` sets uvicorn up: with a proxy and without one."""
    seen = []
    for proxies in ([], ["127.0.0.0/8"]):
        between = bridge.Bridge(pages, threads=1, limit=LIMIT, folder=tmp_path / "spool")
        with served(between, proxy_headers=bool(proxies), forwarded_allow_ips=proxies) as number:
            get(number, headers="X-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n")
        seen.append((pages.seen[-1]["REMOTE_ADDR"], pages.seen[-1]["wsgi.url_scheme"]))
    assert seen == [("127.0.0.1", "http"), ("203.0.113.9", "https")]
