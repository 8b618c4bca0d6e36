"""Tasks for the tests of the queue. They leave their traces in a file, not in the database."""

import os
import signal
import time
from pathlib import Path

from deskhand.jobs.task import task


@task()
def note(path: str, word: str) -> None:
    with Path(path).open("a") as file:
        file.write(word + "\n")


@task(attempts=3)
def stumble(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("tried\n")
    raise ValueError("the door is shut")


@task()
def die_once(path: str) -> None:
    """Kill the whole worker at the first attempt, and succeed at the second."""
    is_first = not Path(path).exists()
    with Path(path).open("a") as file:
        file.write("tried\n")
    if is_first:
        os.kill(os.getpid(), signal.SIGKILL)


@task(attempts=2)
def die_always(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("tried\n")
    os.kill(os.getpid(), signal.SIGKILL)


@task()
def dawdle(path: str, seconds: float) -> None:
    time.sleep(seconds)
    with Path(path).open("a") as file:
        file.write("done\n")


@task(attempts=1)
def give_up(path: str) -> None:
    with Path(path).open("a") as file:
        file.write("tried\n")
    raise ValueError("never again")
