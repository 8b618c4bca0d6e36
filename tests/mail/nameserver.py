"""A name server of our own on a local port: it knows the TXT records that it is told."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rrset


@dataclass
class Nameserver:
    """`records` by name; a name that is not there does not exist. `fails` answers SERVFAIL."""

    port: int = 0
    records: dict[str, list[str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    fails: bool = False

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, question: bytes) -> bytes:
        query = dns.message.from_wire(question)
        answer = dns.message.make_response(query)
        name = query.question[0].name.to_text(omit_final_dot=True).lower()
        self.asked.append(name)
        if self.fails:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif name not in self.records:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        for text in self.records.get(name, []):
            parts = [text[start : start + 255] for start in range(0, len(text), 255)]
            row = " ".join('"' + part.replace('"', '\\"') + '"' for part in parts)
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", row))
        return answer.to_wire(max_size=4096)


@contextmanager
def nameserver(**facts: object) -> Iterator[Nameserver]:
    server = Nameserver(**facts)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.settimeout(0.1)
        server.port = listener.getsockname()[1]
        ends = threading.Event()

        def run() -> None:
            while not ends.is_set():
                try:
                    question, peer = listener.recvfrom(4096)
                except TimeoutError:
                    continue
                listener.sendto(server.answer(question), peer)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield server
        ends.set()
        thread.join(timeout=5)
