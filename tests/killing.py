"""A piece of work in a process that is killed at its first step, then at its second, and so on.

A step is whatever leaves a mark outside of the process: a file synced, named or removed, a
transaction committed, a statement outside of one, words said over a network.
"""

import imaplib
import os
import signal
import smtplib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection, connections

WRITES = ("INSERT", "UPDATE", "DELETE")


def run(act: Callable[[], None], *, kill_at: int) -> bool:
    """Do it in a child that is killed with SIGKILL at a step; False when it was killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            _count_steps(kill_at)
            act()
            code = 0
        finally:
            os._exit(code)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return not os.WIFSIGNALED(status)


def _count_steps(kill_at: int) -> None:
    steps = 0

    def step() -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(function: Callable) -> Callable:
        def counting(*args: Any, **kwargs: Any) -> Any:
            step()
            return function(*args, **kwargs)

        return counting

    def executing(execute: Callable, sql: str, *rest: Any) -> Any:
        if not connection.in_atomic_block and sql.startswith(WRITES):
            step()
        return execute(sql, *rest)

    os.fsync = counted(os.fsync)
    for name in ("rename", "unlink", "mkdir"):
        setattr(Path, name, counted(getattr(Path, name)))
    for name in ("commit", "savepoint_commit"):
        setattr(connection, name, counted(getattr(connection, name)))
    connection.execute_wrappers.append(executing)
    imaplib.IMAP4.send = counted(imaplib.IMAP4.send)
    for name in ("send", "getreply", "quit"):
        setattr(smtplib.SMTP, name, counted(getattr(smtplib.SMTP, name)))
