"""A desk that is run, killed and run again, as an operator's machine does it."""

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.config.running import ROOT, children_of, deskhand, fetch, is_listening, until
from tests.mail.dovecot import PASSWORD
from tests.stories.desk import ADMINISTRATOR
from tests.stories.doors import HELP

SET_UP = """
from datetime import UTC, datetime
from deskhand.journal.actor import system
from deskhand.mail.administration import save_mailbox
from deskhand.mail.models import Mailbox
from deskhand.provider.tokens import make_token
now = datetime.now(UTC)
for user, port in {users}.items():
    box = Mailbox(name=user, email=f"{{user}}@post.example", fetches=True, host="127.0.0.1",
                  port=port, security="plain", user_name=user, move_to="{folder}")
    save_mailbox(box, password="{password}", at=now)
print(make_token("Relay", scope="mail", by=system("test"), at=now)[1])
"""


@dataclass
class Place:
    """Where a desk runs and what was done to it."""

    environ: dict[str, str]
    port: int
    smtp_port: int
    log: Path
    killed_at: list[float] = field(default_factory=list)
    began_at: float = 0.0

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def asked(self, script: str) -> str:
        done = deskhand("manage", "shell", "-v", "0", "-c", script, environ=self.environ)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip().splitlines()[-1]

    def opened(self, users: dict[str, int], *, move_to: str = "") -> str:
        """Fetch mailboxes of users on the servers at these ports; returns a token that may
        deliver mail by HTTP."""
        return self.asked(SET_UP.format(users=users, password=PASSWORD, folder=move_to))

    @contextmanager
    def up(self) -> Iterator[int]:
        """Run the desk in a group of its own; whatever is left of it is killed in the end."""
        process = self._started()
        try:
            yield process.pid
        finally:
            self.kill(process.pid, group=True)
            process.wait()
            # Its children end when their lifeline breaks; nobody may hold the ports after that.
            ports = (self.port, self.smtp_port)
            until(lambda: not any(map(is_listening, ports)), what="free ports")

    def _started(self) -> "subprocess.Popen[bytes]":
        """Start it until it answers, as an operator's machine does: an orphan of the last one
        may hold a port for a moment longer."""
        for _turn in range(5):
            self.began_at = time.time()
            words = ["up", "--port", str(self.port), "--smtp-port", str(self.smtp_port)]
            with self.log.open("ab") as output:
                process = subprocess.Popen(
                    [sys.executable, "-m", "deskhand", *words],
                    env=self.environ,
                    cwd=ROOT,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,
                )
            until(
                lambda: process.poll() is not None or fetch(f"{self.url}/healthz")[0] == 200,  # noqa: B023
                what="it answers, or says why not",
                seconds=90,
            )
            if process.poll() is None:
                return process
            time.sleep(1)
        raise AssertionError(self.log.read_text()[-2000:])

    def kill(self, pid: int, *, group: bool) -> None:
        self.killed_at.append(time.time())
        try:
            (os.killpg if group else os.kill)(pid, signal.SIGKILL)
        except ProcessLookupError:
            return

    def kill_somebody(self, pid: int, chance: random.Random) -> bool:
        """Kill the whole desk, or one of its processes; True when it must be started again."""
        children = children_of(pid)
        if children and chance.random() < 0.5:
            self.kill(chance.choice(children), group=False)
            return False
        self.kill(pid, group=True)
        return True


def free_port(chance: random.Random) -> int:
    """A port that no connection is given as its own: who calls a dead port again and again would
    in the end be connected with himself, and hold it."""
    while True:
        port = chance.randrange(12_000, 32_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port


def founded(environ: dict[str, str], *, folder: Path) -> Place:
    """Set a firm up, with HELP as its mailbox; its processes write into `folder`."""
    chance = random.Random()
    port = free_port(chance)
    url = f"http://localhost:{port}"
    environ = {**environ, "DESKHAND_URL": url, "DESKHAND_PLAIN_STATIC": "1"}
    place = Place(environ, port, free_port(chance), folder / "desk.log")
    email, password = ADMINISTRATOR
    made = deskhand(
        "init",
        *("--firm", "Northlight IT", "--name", "Asta Vik", "--email", email),
        *("--password", password, "--mailbox", HELP),
        environ=environ,
    )
    assert made.returncode == 0, made.stderr
    return place


def value_in(url: str, question: str) -> Any:
    """Ask a desk's database for one value, past the desk."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=20)) as database:
            return database.execute(question).fetchone()[0]
    with psycopg.connect(url) as server:
        return server.execute(question).fetchone()[0]
