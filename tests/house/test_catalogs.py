"""Every sentence of the program can be read in every language that the desk offers."""

from datetime import date, timedelta

import pytest
from babel import Locale
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format

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


@LANGUAGES
def test_months_and_days_of_the_week_keep_their_names(language):
    # Django asks the same catalogs for them: a "May" without a context would take one over.
    names = Locale(language)
    months = [date(2026, month, 1) for month in range(1, 13)]
    week = [date(2026, 6, 1) + timedelta(days=day) for day in range(7)]
    with translation.override(language):
        assert [date_format(day, "F") for day in months] == [
            *names.months["format"]["wide"].values()
        ]
        assert [date_format(day, "l") for day in week] == [
            *map(names.days["format"]["wide"].get, range(7))
        ]
        assert all(date_format(day, "F").startswith(date_format(day, "M")) for day in months)


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
        '{{ name|default:_("nobody") }} {% translate "May" context "permission" %}'
    )
    program = tmp_path / "program.py"
    program.write_text(
        """print(_("A " "sentence"), pgettext("a place", "Here"), f'<b>{_("There")}</b>')"""
    )
    assert list(catalogs.said_in(page)) == [
        catalogs.Sentence("A title"),
        catalogs.Sentence("One row", "%(n)s rows"),
        catalogs.Sentence("nobody"),
        catalogs.Sentence("May", context="permission"),
    ]
    assert list(catalogs.said_in(program)) == [
        catalogs.Sentence("A sentence"),
        catalogs.Sentence("Here", context="a place"),
        catalogs.Sentence("There"),
    ]
