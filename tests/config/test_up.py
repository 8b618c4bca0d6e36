"""`deskhand up` as an operator runs it: ready, killed, crashed, stopped."""

import os
import re
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.config.running import (
    children_of,
    deskhand,
    fetch,
    free_port,
    is_alive,
    is_listening,
    stalled,
    started,
    until,
)
from tests.conftest import FreshDatabase


def test_up_is_ready_and_stops_when_told(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    port, smtp, log = free_port(), free_port(), tmp_path / "log"
    words = ["up", "--port", str(port), "--smtp-port", str(smtp)]
    with started(*words, environ=fresh_database.environ, log=log) as desk:
        until(lambda: "ready at" in log.read_text(), what="the desk is ready")
        assert f"Deskhand is ready at http://localhost:{port}/\n" in log.read_text()
        invitation = rf"Set it up at http://localhost:{port}/setup/first/\?code=\S{{16}}"
        assert re.search(invitation, log.read_text())
        assert fetch(f"http://127.0.0.1:{port}/healthz") == (200, "ok\n")
        assert fetch(f"http://127.0.0.1:{port}/readyz") == (200, "ready\n")
        until(lambda: is_listening(smtp), what="mail is taken")
        desk.send_signal(signal.SIGTERM)
        assert desk.wait(15) == 0
    assert not is_listening(port)
    assert not is_listening(smtp)
    assert "Traceback" not in log.read_text()


def test_a_killed_supervisor_leaves_nobody_on_its_ports(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    port, smtp, log = free_port(), free_port(), tmp_path / "log"
    words = ["up", "--port", str(port), "--smtp-port", str(smtp)]
    with started(*words, environ=fresh_database.environ, log=log) as desk:
        until(lambda: "ready at" in log.read_text(), what="the desk is ready")
        until(lambda: is_listening(smtp), what="mail is taken")
        children = children_of(desk.pid)
        assert len(children) == 2
        desk.kill()
        desk.wait()
        until(lambda: not is_listening(port), what="the port of the pages is free")
        until(lambda: not is_listening(smtp), what="the port of mail is free")
        until(lambda: not any(map(is_alive, children)), what="the children ended")


def test_a_crashed_child_is_started_again(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "log"
    with started("up", "--port", str(port), environ=fresh_database.environ, log=log) as desk:
        until(lambda: "ready at" in log.read_text(), what="the desk is ready")
        before = children_of(desk.pid)
        for child in before:
            os.kill(child, signal.SIGKILL)
        until(lambda: len(set(children_of(desk.pid)) - set(before)) == 2, what="two new children")
        # The supervisor holds the port, so that callers wait instead of being turned away.
        assert fetch(f"http://127.0.0.1:{port}/healthz", timeout=30) == (200, "ok\n")
        assert log.read_text().count("starts again in") == 2


def test_stalled_uploads_do_not_stop_the_pages(
    fresh_database: FreshDatabase, tmp_path: Path
) -> None:
    port, log = free_port(), tmp_path / "log"
    environ = {**fresh_database.environ, "DESKHAND_WEB_THREADS": "2"}
    with started("web", "--port", str(port), environ=environ, log=log):
        until(lambda: fetch(f"http://127.0.0.1:{port}/healthz")[0] == 200, what="pages answer")
        head = b"POST /accounts/login/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\nx"
        with stalled(port, head, count=8):
            began = time.monotonic()
            assert fetch(f"http://127.0.0.1:{port}/readyz", timeout=10)[0] == 200
            assert time.monotonic() - began < 10
    assert "/accounts/login/" not in log.read_text()


@pytest.mark.parametrize("option", ["--port", "--smtp-port"])
def test_a_taken_port_is_one_line(fresh_database: FreshDatabase, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        ports = {"--port": str(free_port()), option: str(port)}
        words = [word for pair in ports.items() for word in pair]
        done = deskhand("up", *words, environ=fresh_database.environ)
    assert done.returncode == 2
    assert done.stderr.startswith(f"deskhand: Port {port} on 127.0.0.1 is taken")
    assert done.stderr.count("\n") == 1


def test_a_missing_database_is_one_line(fresh_database: FreshDatabase) -> None:
    lost = f"postgresql://nobody@127.0.0.1:{free_port()}/none"
    environ = {**fresh_database.environ, "DESKHAND_DATABASE_URL": lost}
    done = deskhand("up", "--port", str(free_port()), environ=environ)
    assert done.returncode == 2
    assert done.stderr.startswith("deskhand: The database cannot be used:")
    assert done.stderr.count("\n") == 1
