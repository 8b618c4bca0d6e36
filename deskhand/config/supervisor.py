"""`deskhand up`: starts the children, restarts what crashed, and stops all of them cleanly.

The supervisor itself loads no Django. A child that refuses (exit 2) before it ever answered
has said why; then everything stops.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

LONGEST_PAUSE = 30.0
STEADY = 60.0
GRACE = 12.0
TICK = 0.1


@dataclass
class Child:
    """One role in a process of its own, with the words of its command."""

    name: str
    words: list[str]
    inherited: tuple[int, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    ready_fd: int = -1
    is_ready: bool = False
    was_ready: bool = False
    crashes: int = 0
    began: float = 0.0
    next_start: float = 0.0

    def start(self, lifeline: int) -> None:
        self.ready_fd, telling = os.pipe()
        os.set_blocking(self.ready_fd, False)
        ends = ["--lifeline", str(lifeline), "--ready", str(telling)]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "deskhand", *self.words, *ends],
            pass_fds=(lifeline, telling, *self.inherited),
            stdin=subprocess.DEVNULL,
            # A terminal's Ctrl-C is for the supervisor, which then stops its children in order.
            process_group=0,
        )
        os.close(telling)
        self.began, self.is_ready = time.monotonic(), False

    def look(self) -> int | None:
        """Return the exit code of a child that has just ended, else None."""
        if self.process is None:
            return None
        if not self.is_ready and self._told():
            self.is_ready = self.was_ready = True
        code = self.process.poll()
        if code is not None:
            self._ended()
        return code

    def stop(self) -> None:
        if self.process is not None:
            self.process.terminate()

    def wait(self, until: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _told(self) -> bool:
        try:
            return bool(os.read(self.ready_fd, 1))
        except BlockingIOError:
            return False

    def _ended(self) -> None:
        now = time.monotonic()
        self.crashes = 1 if now - self.began > STEADY else self.crashes + 1
        self.next_start = now + min(LONGEST_PAUSE, 0.5 * 2**self.crashes)
        self.process, self.is_ready = None, False
        os.close(self.ready_fd)


@dataclass
class Supervisor:
    """Holds the lifeline of its children; `on_ready` is called once, when all answer."""

    children: list[Child]
    on_ready: Callable[[], None]
    stopping: threading.Event = field(default_factory=threading.Event)
    code: int = 0

    def run(self) -> int:
        """Supervise until SIGTERM or SIGINT; returns the exit code."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: self.stopping.set())
        lifeline, _held = os.pipe()
        announced = False
        while not self.stopping.is_set():
            for child in self.children:
                self._tend(child, lifeline)
            if not announced and all(child.is_ready for child in self.children):
                self.on_ready()
                announced = True
            self.stopping.wait(TICK)
        self._stop()
        return self.code

    def _tend(self, child: Child, lifeline: int) -> None:
        code = child.look()
        if code == 2 and not child.was_ready:
            self.code = 2
            self.stopping.set()
        elif code is not None and not self.stopping.is_set():
            pause = child.next_start - time.monotonic()
            print(
                f"deskhand: {child.name} ended with {code}; it starts again in {pause:.0f} s.",
                file=sys.stderr,
                flush=True,
            )
        elif child.process is None and time.monotonic() >= child.next_start:
            child.start(lifeline)

    def _stop(self) -> None:
        for child in self.children:
            child.stop()
        until = time.monotonic() + GRACE
        for child in self.children:
            child.wait(until)
