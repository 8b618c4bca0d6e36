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
LOOKING_FOR_WORDS = {"filter: common word", "filter: rare word", "palette: common word"} | {
    "palette: rare word"
}


@pytest.mark.django_db(transaction=True)
def test_no_list_reads_whole_tables(at):
    generate.fill(600, until=at)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off")
    seen = {}
    for page in pages():
        plans = list(plans_of(page))
        assert plans or page.name == "clients"
        seen[page.name] = [plan for plan in plans if plan.whole_tables]
    lists = {name: found for name, found in seen.items() if name not in LOOKING_FOR_WORDS}
    assert {name: found for name, found in lists.items() if found} == {}
