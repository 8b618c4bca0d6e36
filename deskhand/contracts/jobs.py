"""What contracts do by themselves: they tell of their ends in time, are charged by months, and keep
their books."""

import logging
from datetime import UTC, datetime

from deskhand.contracts import tellings
from deskhand.contracts.invoices import gathering
from deskhand.contracts.ledger import passing
from deskhand.contracts.moneybook import checks
from deskhand.contracts.software import terms
from deskhand.jobs.task import every, task

log = logging.getLogger(__name__)


@every("20 5 * * *")
@task()
def tell_of_ends() -> None:
    tellings.tell_of_ends(at=datetime.now(UTC))


@every("25 5 * * *")
@task()
def renew_maintenance() -> None:
    """Let terms of maintenance follow that renew by themselves."""
    terms.renew_all(at=datetime.now(UTC))


@every("10 * * * *")
@task()
def pass_time() -> None:
    """Post what expired and rolled over, each book in a transaction of its own."""
    passing.pass_all(at=datetime.now(UTC))


@every("40 3 * * *")
@task()
def check_ledger() -> None:
    """Prove every book; what does not hold stands in the log as an error."""
    for fault in checks.prove(at=datetime.now(UTC)):
        log.error("The ledger is wrong: %s", fault)


@every("40 5 1 * *")
@task()
def gather_invoices() -> None:
    """Make the drafts of the month that is over, where the firm wants that."""
    gathering.gather_by_itself(at=datetime.now(UTC))
