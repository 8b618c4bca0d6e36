"""Fields of forms that packs bring: they follow the pack, and what was edited stays."""

import pytest

from deskhand.catalog.forms import retire_field
from deskhand.catalog.models import FormField
from deskhand.packs import loading, reading
from deskhand.packs.reading import PackRefused
from tests.cast import BEFORE

pytestmark = pytest.mark.django_db
SLUG = 'slug = "mail-domain"'


def pack(**changed: str) -> reading.Pack:
    text = reading.read("hosting-promises").text
    for old, new in changed.items():
        text = text.replace({"label": "Which mail domain?", "slug": SLUG}[old], new)
    return reading.read_text(text, file="hosting-promises.toml")


def test_fields_come_with_a_pack_and_follow_it(cast, at):
    loading.apply("hosting-promises", at=BEFORE)
    field = FormField.objects.get(slug="mail-domain")
    assert (field.kind, field.is_required) == ("text", False)
    loading.apply(pack(label="Which domain?"), at=at)
    field.refresh_from_db()
    assert field.label == "Which domain?"


def test_what_was_edited_stays_and_what_was_retired_stays_away(cast, at):
    loading.apply("hosting-promises", at=BEFORE)
    field = FormField.objects.get(slug="mail-domain")
    field.help = "Ours"
    field.save()
    other = FormField.objects.get(slug="account-for")
    retire_field(other, at=at)
    applied = loading.apply(pack(label="Which domain?"), at=at)
    field.refresh_from_db()
    other.refresh_from_db()
    assert (field.label, field.help) == ("Which mail domain?", "Ours")
    assert other.retired_at == at
    assert "request type New post office" in applied.kept


def test_a_field_that_waits_for_none_is_refused():
    with pytest.raises(PackRefused, match="no field 'gone'"):
        pack(slug=f'{SLUG}\nshown_if = "gone"')
