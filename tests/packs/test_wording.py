"""What the packs of the house say of themselves is shown in the language of the reader."""

import pytest
from django.utils.translation import gettext, override

from deskhand.packs.reading import names, read
from deskhand.packs.wording import SAID


def said_of(name: str) -> set[str]:
    pack = read(name)
    return {pack.title, pack.data["summary"], *pack.data.get("decided", ())}


def test_what_is_translated_is_what_they_say():
    assert set(SAID) == set().union(*(said_of(name) for name in names()))


@pytest.mark.parametrize("name", names())
def test_each_is_said_in_german(name):
    with override("de"):
        assert not {text for text in said_of(name) if gettext(text) == text}
