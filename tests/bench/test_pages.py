"""What is measured opens, and no list of the desk reads all tickets to show a page of them.

Tables of tests are small, where PostgreSQL reads all of one rather than use an index: there it
is told not to, so that a whole table is read only where no index fits.
"""

import pytest
from django.db import connection

from bench import generate
from bench.pages import pages
from bench.plans import plans_of

# These look for words inside subjects, which is the work of a search index.
LOOKING_FOR_WORDS = {
    "filter: common word",
    "filter: rare word",
    "palette: common word",
    "palette: rare word",
}


def reading_whole_tables() -> dict[str, list]:
    """The lists that read every row of a growing table, with their plans."""
    plans = {page.name: list(plans_of(page)) for page in pages()}
    of_sums = ("clients", "reports: ")
    assert all(found for name, found in plans.items() if not name.startswith(of_sums))
    whole = {name: [plan for plan in found if plan.whole_tables] for name, found in plans.items()}
    return {name: found for name, found in whole.items() if found}


@pytest.mark.django_db(transaction=True)
def test_no_list_reads_whole_tables(at):
    generate.fill(600, until=at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    assert not reading_whole_tables().keys() - LOOKING_FOR_WORDS


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.django_db(transaction=True)
def test_no_list_of_a_million_reads_whole_tables(at):
    generate.fill(1_000_000, until=at)
    assert not reading_whole_tables().keys() - LOOKING_FOR_WORDS
