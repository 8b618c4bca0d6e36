"""Lists are counted together, however many there are."""

import pytest

from deskhand.tickets.paging import TOGETHER, capped_counts
from deskhand.tickets.reading import tickets_for
from tests import cast as stage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("count", "statements"), [(0, 0), (1, 1), (TOGETHER, 1), (TOGETHER + 1, 2), (501, 6)]
)
def test_lists_are_counted_together(cast, at, count, statements, django_assert_num_queries):
    stage.ask(cast.bea, at=at)
    rows = tickets_for(stage.reader(cast.ada))
    lists = {f"view-{number}": rows.filter(pk__gt=0) for number in range(count)}
    with django_assert_num_queries(statements):
        found = capped_counts({**lists, "none": rows.none()})
    assert found == {**dict.fromkeys(lists, 1), "none": 0}
