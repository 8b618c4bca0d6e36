"""What contracts do by themselves: they tell of their ends in time."""

from datetime import UTC, datetime

from deskhand.contracts import tellings
from deskhand.jobs.task import every, task


@every("20 5 * * *")
@task()
def tell_of_ends() -> None:
    tellings.tell_of_ends(at=datetime.now(UTC))
