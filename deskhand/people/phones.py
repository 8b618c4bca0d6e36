"""Telephone numbers as people type them: checked, kept so that any telephone can call them."""

from functools import cache
from importlib.resources import files

import phonenumbers
from django.utils.translation import gettext as _

from deskhand.people.models import Organization, Person
from deskhand.people.zones import zone_of

LONGEST = 40
# What is shorter is dialled within a house alone.
SHORTEST = 4


class NumberRefused(ValueError):
    """It is no telephone number; the text says what would be one."""


def number_of(typed: str, *, person: Person | None, organization: Organization | None) -> str:
    """Return a number as it is kept, `+492111234567` or `+49211123456;ext=7`.

    Without a country in front it is one of where its owner lives. Raises NumberRefused.
    """
    text = typed.strip()
    if len(text) > LONGEST:
        raise NumberRefused(_("This is too long for a telephone number."))
    try:
        number = phonenumbers.parse(text, region_of(person, organization) or None)
    except phonenumbers.NumberParseException as error:
        raise NumberRefused(_refusal(error)) from error
    is_short = len(str(number.national_number)) < SHORTEST
    if is_short or not phonenumbers.is_possible_number(number):
        raise NumberRefused(_("This number is too short or too long. Check its digits."))
    kept = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return f"{kept};ext={number.extension}" if number.extension else kept


def _refusal(error: phonenumbers.NumberParseException) -> str:
    if error.error_type == phonenumbers.NumberParseException.INVALID_COUNTRY_CODE:
        return _("Begin with the country, as in +49 211 123456.")
    return _("This is no telephone number.")


def first_number(text: str) -> str:
    """Return the first telephone number that stands in a text, as it is kept; without a country
    it is one of the firm's. Empty where there is none."""
    for found in phonenumbers.PhoneNumberMatcher(text, region_of(None, None) or None):
        return str(phonenumbers.format_number(found.number, phonenumbers.PhoneNumberFormat.E164))
    return ""


def spoken(kept: str) -> str:
    """Return a kept number in groups, as people read it; anything else as it stands."""
    try:
        number = phonenumbers.parse(kept)
    except phonenumbers.NumberParseException:
        return kept
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def region_of(person: Person | None, organization: Organization | None) -> str:
    """Return the country, as two letters, of somebody's time zone; empty where that names none."""
    return region_of_zone(str(zone_of(person, organization)))


def region_of_zone(name: str) -> str:
    """Return the country of a time zone; empty where it is none of one country."""
    return _regions().get(name, "")


@cache
def _regions() -> dict[str, str]:
    table = files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
