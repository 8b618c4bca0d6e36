"""Every sentence of the program can be read in every language that the desk offers."""

import pytest
from django.conf import settings

from tests import catalogs

LANGUAGES = pytest.mark.parametrize("language", catalogs.LANGUAGES)
MEND = "Run `bin/messages`, write what is missing into the catalog, and run it again."


def test_every_language_that_is_offered_has_a_catalog():
    assert {code for code, _name in settings.LANGUAGES} == {"en", *catalogs.LANGUAGES}


@LANGUAGES
def test_a_catalog_says_every_sentence(language):
    missing = [
        f"{catalogs.sentences()[one][0]}: {one.text!r}" for one in catalogs.missing(language)
    ]
    assert not missing, MEND


@LANGUAGES
def test_a_catalog_says_nothing_stale_uncertain_or_with_other_placeholders(language):
    assert not catalogs.faults(language), MEND


@LANGUAGES
def test_the_program_reads_what_the_catalog_says(language):
    kept = catalogs.text_path(language).with_suffix(".mo").read_bytes()
    assert catalogs.said(kept) == catalogs.said(catalogs.compiled(language)), MEND


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("%(count)d Tickets", []),
        ("%(number)d Tickets", ["names a placeholder", "leaves out a placeholder"]),
        ("Tickets", ["leaves out a placeholder"]),
        ("%(count)s Tickets", ["names a placeholder", "leaves out a placeholder"]),
    ],
)
def test_a_placeholder_stays_what_it_is(words, fault):
    catalog = catalogs.Catalog(locale="de")
    entry = catalog.add("%(count)d tickets", words)
    told = list(catalogs.misfits(entry, catalogs.Sentence("%(count)d tickets")))
    assert [one[: len(start)] for one, start in zip(told, fault, strict=True)] == fault


def test_sentences_are_found_in_programs_and_in_pages(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        '{% load i18n %}<p title="{% translate "A title" %}">{% blocktranslate count n=rows %}'
        "One row{% plural %}{{ n }} rows{% endblocktranslate %}</p>"
        '{{ name|default:_("nobody") }}'
    )
    program = tmp_path / "program.py"
    program.write_text('print(_("A " "sentence"), pgettext("a place", "Here"))')
    assert list(catalogs.said_in(page)) == [
        catalogs.Sentence("A title"),
        catalogs.Sentence("One row", "%(n)s rows"),
        catalogs.Sentence("nobody"),
    ]
    assert list(catalogs.said_in(program)) == [
        catalogs.Sentence("A sentence"),
        catalogs.Sentence("Here", context="a place"),
    ]
