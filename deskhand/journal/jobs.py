"""What the journal does in the background."""

from datetime import UTC, datetime

from deskhand.jobs.task import every, task
from deskhand.journal.followers import gather, gatherers
from deskhand.journal.sealing import seal


@every("* * * * *")
@task()
def seal_events() -> None:
    """Seal what was recorded since the last time."""
    seal(at=datetime.now(UTC))


@every("* * * * *")
@task()
def gather_leftovers() -> None:
    """See that nothing was left lying: by a job that ran before an event beside it was
    committed, or by one that was lost."""
    for path in gatherers():
        gather(path)
