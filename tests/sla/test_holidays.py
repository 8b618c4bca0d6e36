"""Holidays as proposals, by country and region."""

from datetime import date

from deskhand.sla.holidays import countries, proposals, regions


def test_countries_have_names_and_regions():
    assert countries()["US"] == "United States"
    assert "CA" in regions("US")
    assert regions("nowhere") == []


def test_a_region_adds_its_own_days():
    country = {p.day for p in proposals("DE", "", range(2027, 2028))}
    region = {p.day for p in proposals("DE", "BY", range(2027, 2028))}
    assert date(2027, 1, 6) in region - country
    assert proposals("DE", "nowhere", range(2027, 2028)) == []
