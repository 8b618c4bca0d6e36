"""Text as HTML is what Django makes of it."""

import pytest
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from deskhand.people.models import Person
from deskhand.web.escaping import escaped

TEXTS = ["", "plain", "<b>&\"'`=/</b>", "&amp;", "\N{NO-BREAK SPACE}ü😀", mark_safe("<b>&</b>")]
OTHERS = [0, 1.5, None, True, gettext_lazy("Unread:"), Person(name="<i>Eva & Ann</i>")]


@pytest.mark.parametrize("value", [*TEXTS, *OTHERS])
def test_it_is_escaped_as_django_does_it(value):
    assert escaped(value) == str(conditional_escape(value))
