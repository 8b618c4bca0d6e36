"""The words of dates: weekdays, months, numbers, parts of the day, in English and German."""

import re
from collections.abc import Iterable

WEEKDAYS = {
    word: day
    for day, words in enumerate(
        (
            "monday mon montag montags mo",
            "tuesday tues tue dienstag di",
            "wednesday wed mittwoch mi",
            "thursday thurs thur thu donnerstag do",
            "friday fri freitag fr",
            "saturday sat samstag sonnabend sa",
            "sunday sun sonntag so",
        )
    )
    for word in words.split()
    # Two letters are other words more often than days.
    if len(word) > 2
}
MONTHS = {
    word: month
    for month, words in enumerate(
        (
            "january jan januar jänner",
            "february feb februar feber",
            "march mar märz maerz mrz",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sept sep",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for word in words.split()
}
NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "a an one ein eine einem einer einen",
            "two zwei",
            "three drei",
            "four vier",
            "five fünf fuenf",
            "six sechs",
            "seven sieben",
            "eight acht",
            "nine neun",
            "ten zehn",
            "eleven elf",
            "twelve zwölf zwoelf",
        ),
        start=1,
    )
    for word in words.split()
}
# Hours of a wall clock at which a part of the day is over; None: when business closes.
PARTS: dict[str, int | None] = {
    **dict.fromkeys(("morning", "vormittag", "früh", "frueh", "morgens"), 12),
    **dict.fromkeys(("noon", "midday", "lunchtime", "mittag", "mittags"), 12),
    **dict.fromkeys(("afternoon", "nachmittag"), None),
    **dict.fromkeys(("evening", "night", "tonight", "abend", "abends"), 20),
}
UNITS = {
    **dict.fromkeys(("minute", "minutes", "min", "minuten"), "minutes"),
    **dict.fromkeys(("hour", "hours", "h", "stunde", "stunden"), "hours"),
    **dict.fromkeys(("day", "days", "tag", "tage", "tagen"), "days"),
    **dict.fromkeys(("week", "weeks", "woche", "wochen"), "weeks"),
    **dict.fromkeys(
        ("business day", "business days", "working day", "working days"), "business days"
    ),
    **dict.fromkeys(
        ("werktag", "werktage", "werktagen", "arbeitstag", "arbeitstage", "arbeitstagen"),
        "business days",
    ),
}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of these words, the longest first."""
    listed = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(re.escape(word) for word in listed)
