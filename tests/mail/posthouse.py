"""A mail server that does as it is told: refuses, hangs up at any step, and counts what came."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass
class Posthouse:
    """`answers` overrides the reply to a command (its first word, or "." for the content);
    `cut` closes the connection in place of that reply, or for "content" in the midst of it.
    RCPT may be keyed by address."""

    answers: dict[str, str] = field(default_factory=dict)
    cut: str = ""
    letters: list[bytes] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    visits: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def serve(self, connection: socket.socket) -> None:
        self.visits += 1
        file = connection.makefile("rwb")
        to: list[str] = []
        if not self._say(file, "CONNECT", "220 here"):
            return
        while line := file.readline():
            words = line.decode().strip()
            verb = words[:4].upper()
            key = self._recipient(words, to) if verb == "RCPT" else verb
            usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok")
            if not self._say(file, key, usual) or verb == "QUIT":
                return
            goes_on = verb == "DATA" and self.answers.get("DATA", "354").startswith("3")
            if goes_on and not (self._take(file, to) and self._say(file, ".", "250 taken")):
                return

    def _say(self, file: BinaryIO, key: str, usual: str) -> bool:
        if self.cut == key:
            return False
        file.write(f"{self.answers.get(key, usual)}\r\n".encode())
        file.flush()
        return True

    def _recipient(self, words: str, to: list[str]) -> str:
        address = words.partition("<")[2].partition(">")[0]
        key = address if address in self.answers else "RCPT"
        if self.answers.get(key, "250").startswith("2"):
            to.append(address)
        return key

    def _take(self, file: BinaryIO, to: list[str]) -> bool:
        """Read the content; False for one that broke off, which no server takes."""
        content = bytearray()
        while (piece := file.readline()) != b".\r\n":
            if not piece or self.cut == "content":
                return False
            content += piece
        if self.answers.get(".", "250").startswith("2"):
            self.letters.append(bytes(content))
            self.recipients.append(to)
        return True


@contextmanager
def posthouse(**facts: object) -> Iterator[Posthouse]:
    house = Posthouse(**facts)
    listener = socket.create_server(("127.0.0.1", 0))
    house.port = listener.getsockname()[1]

    def run() -> None:
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            # Whoever is killed in the middle resets the connection.
            with connection, suppress(OSError):
                house.serve(connection)
                connection.shutdown(socket.SHUT_RDWR)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield house
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=5)
