"""What contracts do by themselves: they tell of their ends in time, and are charged by months."""

from datetime import UTC, datetime

from deskhand.contracts import tellings
from deskhand.contracts.invoices import gathering
from deskhand.jobs.task import every, task


@every("20 5 * * *")
@task()
def tell_of_ends() -> None:
    tellings.tell_of_ends(at=datetime.now(UTC))


@every("40 5 1 * *")
@task()
def gather_invoices() -> None:
    """Make the drafts of the month that is over, where the firm wants that."""
    gathering.gather_by_itself(at=datetime.now(UTC))
