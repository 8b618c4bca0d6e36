"""A double of the providers' interfaces on a local port: it answers as each of them documents, and
keeps what it was sent."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BEA = "bea@birch.example"
# What each answers when it takes a letter to Bea, and what it calls it.
TAKEN: dict[str, tuple[object, str]] = {
    "brevo": ({"messageId": "<7@brevo.example>"}, "<7@brevo.example>"),
    "mailgun": ({"id": "<7@mg.example>", "message": "Queued. Thank you."}, "<7@mg.example>"),
    "mailjet": (
        {"Messages": [{"Status": "success", "To": [{"Email": BEA, "MessageID": 7}]}]},
        "7",
    ),
    "mailtrap": ({"success": True, "message_ids": ["t-7"]}, "t-7"),
    "mandrill": ([{"email": BEA, "status": "queued", "_id": "m-7"}], "m-7"),
    "postal": ({"status": "success", "data": {"messages": {BEA: {"id": 7}}}}, "7"),
    "postmark": ({"ErrorCode": 0, "Message": "OK", "MessageID": "p-7", "To": BEA}, "p-7"),
    "resend": ({"id": "r-7"}, "r-7"),
    "scaleway": ({"emails": [{"mail_rcpt": BEA, "id": "s-7", "status": "new"}]}, "s-7"),
    "sparkpost": (
        {
            "results": {
                "total_accepted_recipients": 1,
                "total_rejected_recipients": 0,
                "id": "sp-7",
            }
        },
        "sp-7",
    ),
    "unisender-go": ({"status": "success", "job_id": "u-7", "emails": [BEA]}, ""),
}


@dataclass
class Depot:
    """`hangs_up` closes the connection in place of the answer, after the letter was read."""

    answer: object = field(default_factory=dict)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    hangs_up: bool = False
    slow_seconds: float = 0.0
    port: int = 0
    calls: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    @property
    def said(self) -> str:
        """The body of the last call."""
        return self.calls[-1][2].decode(errors="replace")


class Handler(BaseHTTPRequestHandler):
    depot: Depot

    def do_POST(self) -> None:
        depot = self.depot
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        depot.calls.append((self.path, dict(self.headers), body))
        time.sleep(depot.slow_seconds)
        if depot.hangs_up:
            self.close_connection = True
            return
        content = depot.answer if isinstance(depot.answer, bytes) else json.dumps(depot.answer)
        content = content if isinstance(content, bytes) else content.encode()
        self.send_response(depot.status)
        for name, value in {"Content-Type": "application/json", **depot.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_words: object) -> None:
        pass


@contextmanager
def depot(**facts: object) -> Iterator[Depot]:
    place = Depot(**facts)
    handler = type("Handler", (Handler,), {"depot": place})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    place.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield place
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
