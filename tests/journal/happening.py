"""An event of no room, and a task that follows it, for the tests of the journal."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from deskhand.jobs.task import task
from deskhand.journal.actor import system
from deskhand.journal.models import Event
from deskhand.journal.record import record

AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
FOLLOWED: list[int] = []
WIRING = {"lamp_lit": ("tests.journal.happening.look",)}
LOOSE_WIRING = {"lamp_lit": ("tests.journal.happening.nothing_here",)}
GATHERING = {"lamp_lit": ("tests.journal.happening.look_around",)}


@dataclass(frozen=True, slots=True)
class LampLit:
    name: ClassVar[str] = "lamp_lit"
    version: ClassVar[int] = 1
    subject: ClassVar[str] = "lamp"

    lamp: int
    organization: int | None = None
    team: int | None = None
    is_public: bool = False


@task()
def look(event: int) -> None:
    FOLLOWED.append(event)


def light(lamp: int) -> Event:
    return record(LampLit(lamp), by=system("tests"), at=AT)


@task()
def look_around() -> None:
    FOLLOWED.append(0)
