"""A mail server of the world that hangs up whenever it likes, and knows what it has taken.

It counts by Message-ID, and for each time notes whether its 250 was sent: only then can the desk
know. `moods` is the chance of a cut at each step.
"""

import random
import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

STEPS = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "content", "after content", "QUIT")


@dataclass(frozen=True, slots=True)
class Taken:
    """One acceptance of a letter; `is_told` when the answer left for the desk."""

    message_id: str
    is_told: bool
    at: float


@dataclass
class Sink:
    """What came, in order, and how often it hung up at which step."""

    moods: float
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    cuts: dict[str, int] = field(default_factory=dict)
    chance: random.Random = field(default_factory=random.Random)

    def hangs_up(self, step: str) -> bool:
        # The rarest step is the one that matters most.
        weight = 4 if step in {"content", "after content"} else 1
        if self.chance.random() >= self.moods * weight:
            return False
        self.cuts[step] = self.cuts.get(step, 0) + 1
        return True


class _Visit(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            self._converse(self.server.sink)
        except OSError:
            return

    def _converse(self, sink: Sink) -> None:
        if sink.hangs_up("CONNECT"):
            return
        self._say("220 here")
        while line := self.rfile.readline():
            verb = line[:4].decode("ascii", "replace").upper()
            step = "EHLO" if verb == "HELO" else verb
            if step in STEPS and sink.hangs_up(step):
                return
            if verb == "DATA":
                self._say("354 go on")
                if not self._take(sink):
                    return
            elif verb == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, sink: Sink) -> bool:
        stops_at = sink.chance.randrange(1, 20) if sink.hangs_up("content") else 0
        message_id, number = "", 0
        while (line := self.rfile.readline()) != b".\r\n":
            number += 1
            if not line or number == stops_at:
                return False
            if line.lower().startswith(b"message-id:"):
                message_id = line.partition(b"<")[2].partition(b">")[0].decode()
        is_told = not sink.hangs_up("after content")
        sink.taken.append(Taken(message_id, is_told, time.time()))
        if is_told:
            self._say("250 taken")
        return is_told

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: Sink


@contextmanager
def moody_sink(*, moods: float) -> Iterator[Sink]:
    """Run the sink on a port of the loopback."""
    sink = Sink(moods)
    with _Server(("127.0.0.1", 0), _Visit) as server:
        server.sink, sink.port = sink, server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield sink
        finally:
            server.shutdown()
            thread.join(timeout=5)
