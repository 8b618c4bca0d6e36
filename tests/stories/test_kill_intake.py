"""Five hundred letters come in while the desk is killed again and again: none is lost, none
makes two tickets."""

import os
import random
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest

from tests.config.running import ROOT, children_of, deskhand, fetch, free_port, is_listening, until
from tests.conftest import FreshDatabase
from tests.stories.desk import ADMINISTRATOR

LETTERS = 500
KILLS = 7
SENDERS = 4
COUNT = """
from collections import Counter
from deskhand.mail.models import Letter
from deskhand.tickets.models import Message, Ticket
subjects = Counter(Ticket.objects.values_list("subject", flat=True))
print(len(subjects), max(subjects.values(), default=0), Message.objects.count(),
      Letter.objects.filter(state="taken").count())
"""

pytestmark = pytest.mark.timeout(600)


def letter(number: int) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f"Writer {number} <writer{number}@birch.example>"
    made["To"] = "help@northlight.example"
    made["Subject"] = f"Matter {number}"
    made["Message-ID"] = f"<matter-{number}@birch.example>"
    made.set_content(f"This is the only letter about matter {number}.\n")
    return made


def post(waiting: "SimpleQueue[int]", port: int) -> None:
    """Deliver letters as a mail server does: what was not acknowledged is sent again."""
    while True:
        try:
            number = waiting.get_nowait()
        except Empty:
            return
        while not delivered(number, port):
            time.sleep(0.1)


def delivered(number: int, port: int) -> bool:
    sender = f"writer{number}@birch.example"
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=10) as line:
            line.send_message(letter(number), sender, ["help@northlight.example"])
    except (OSError, smtplib.SMTPException):
        return False
    return True


@contextmanager
def a_desk(environ: dict[str, str], port: int, smtp_port: int, log: Path) -> Iterator[int]:
    """Run the desk in a group of its own; whatever is left of it is killed in the end."""
    words = ["up", "--port", str(port), "--smtp-port", str(smtp_port)]
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deskhand", *words],
            env=environ,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process.pid
    finally:
        with_all(process.pid)
        process.wait()
        # Its children end when their lifeline breaks; nobody may hold the ports after that.
        until(lambda: not is_listening(port) and not is_listening(smtp_port), what="free ports")


def with_all(group: int) -> None:
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def kill_somebody(pid: int, chance: random.Random) -> bool:
    """Kill the whole desk, or one of its processes; True when it must be started again."""
    children = children_of(pid)
    if children and chance.random() < 0.4:
        os.kill(chance.choice(children), signal.SIGKILL)
        return False
    with_all(pid)
    return True


def counted(environ: dict[str, str]) -> list[int]:
    done = deskhand("manage", "shell", "-v", "0", "-c", COUNT, environ=environ)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()[-4:]]


def test_no_letter_is_lost_or_doubled_when_the_desk_is_killed(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    port, smtp_port = free_port(), free_port()
    environ = {**fresh_database.environ, "DESKHAND_URL": f"http://localhost:{port}"}
    environ["DESKHAND_PLAIN_STATIC"] = "1"
    email, password = ADMINISTRATOR
    made = deskhand(
        "init",
        *("--firm", "Northlight IT", "--name", "Asta Vik", "--email", email),
        *("--password", password, "--mailbox", "help@northlight.example"),
        environ=environ,
    )
    assert made.returncode == 0, made.stderr
    chance, log = random.Random(), tmp_path / "desk.log"
    waiting: SimpleQueue[int] = SimpleQueue()
    for number in range(LETTERS):
        waiting.put(number)
    posters = [threading.Thread(target=post, args=(waiting, smtp_port)) for _ in range(SENDERS)]
    kills = 0
    while kills < KILLS:
        with a_desk(environ, port, smtp_port, log) as pid:
            until(lambda: fetch(f"http://localhost:{port}/healthz")[0] == 200, what="it answers")
            if not posters[0].ident:
                for poster in posters:
                    poster.start()
            is_over = False
            while not is_over and kills < KILLS:
                time.sleep(chance.uniform(0.3, 3.0))
                is_over = kill_somebody(pid, chance)
                kills += 1
    with a_desk(environ, port, smtp_port, log):
        for poster in posters:
            poster.join(300)
        assert not any(poster.is_alive() for poster in posters), log.read_text()[-4000:]
        until(lambda: counted(environ)[0] >= LETTERS, what="all letters are tickets", seconds=240)
        time.sleep(2)
        assert counted(environ) == [LETTERS, 1, LETTERS, LETTERS]
