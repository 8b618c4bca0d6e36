"""Starting the `deskhand` command as an operator does, and talking to it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE = 40.0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def deskhand(
    *words: str, environ: dict[str, str], stdin: bytes = b""
) -> "subprocess.CompletedProcess[str]":
    """Run one command to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "deskhand", *words],
        env=environ,
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@contextmanager
def started(*words: str, environ: dict[str, str], log: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a command until the block ends; SIGTERM then, SIGKILL when that does not do."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "deskhand", *words],
            env={**environ, "PYTHONUNBUFFERED": "1"},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def fetch(url: str, *, timeout: float = 5.0) -> tuple[int, str]:
    """Return status and text; 0 while nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=timeout) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()
    except OSError:
        return 0, ""


def until(met: object, *, what: str, seconds: float = PATIENCE) -> None:
    """Wait until a question is answered with yes."""
    assert callable(met)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if met():
            return
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s: {what}")


def talk(port: int, sent: bytes) -> socket.socket:
    """Open a connection, send something and leave it open."""
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    line.sendall(sent)
    return line


@contextmanager
def stalled(port: int, sent: bytes, *, count: int) -> Iterator[list[socket.socket]]:
    """Connections that sent something and then stand still."""
    with ExitStack() as stack:
        yield [stack.enter_context(talk(port, sent)) for _line in range(count)]


def is_listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def children_of(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in listed.split()]


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
