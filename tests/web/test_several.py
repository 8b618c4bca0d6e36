"""Fields that take several rows: what is no key of ours is refused in words."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError

from deskhand.people.models import Team
from deskhand.web import several
from deskhand.web.several import Several

WEB = Path(several.__file__).parent


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["9" * 40, "-" + "9" * 30, "a\0b", "nosuch", "4711"])
def test_a_key_that_no_row_has_is_refused(key):
    with pytest.raises(ValidationError):
        Several(Team.objects.all()).clean([key])


def test_rows_are_asked_for_by_no_other_field():
    wrong = [
        str(path.relative_to(WEB))
        for path in WEB.rglob("*.py")
        if re.search(r"\bforms\.ModelMultipleChoiceField\(", path.read_text("utf-8"))
        if path.name != "several.py"
    ]
    assert not wrong
