"""A time of day as it is said: at 3, 3pm, 15:30, bis 14 Uhr, noon, end of day, am Vormittag."""

import re

from deskhand.rules.spoken.words import PARTS, any_of

# Without am or pm an hour of the night is one of the afternoon.
EARLIEST = 7
_AT = r"(?:at|by|before|until|till|around|um|gegen|bis|vor|ab)"
_CLOSE = (
    r"(?:the\s)?end\sof\s(?:the\s)?(?:business\s)?day|end\sof\sbusiness|close\sof\sbusiness"
    r"|eod|cob|feierabend|geschäftsschluss|ende\sdes\stages|tagesende"
)
TIME = re.compile(
    rf"""
    (?:\s(?:noch|schon|already))?(?:,?\s)?(?:(?P<at>{_AT})\s)?(?:the\s|spätestens\s)?(?:
      (?P<close>{_CLOSE})\b
    | (?P<hour>[01]?\d|2[0-4])(?:[:.](?P<minute>[0-5]\d))?
      \s?(?P<half>a\.?m\b\.?|p\.?m\b\.?|uhr\b|o’clock\b|o'clock\b|h\b)?(?![\d:/-]|\.\d)
    | (?:in\sthe\s|am\s|this\s|zum\s)?(?P<part>{any_of(PARTS)})s?\b
    )
    """,
    re.VERBOSE | re.IGNORECASE,
)


def minute_of(found: re.Match[str]) -> tuple[bool, int | None]:
    """Return whether a time was said, and its minute of the day; None for the close of business.

    A bare number is a time only behind a word such as at, or with minutes or what it counts.
    """
    said = {name: text.lower() for name, text in found.groupdict().items() if text}
    if "close" in said:
        return True, None
    if "part" in said:
        hour = PARTS[said["part"]]
        return True, None if hour is None else 60 * hour
    if not (said.get("at") or said.get("half") or said.get("minute")):
        return False, None
    hour, half = int(said["hour"]), said.get("half", "").replace(".", "")
    minute = int(said.get("minute", 0))
    if half == "pm" and hour < 12:
        hour += 12
    elif half == "am" and hour == 12:
        hour = 0
    elif half not in {"am", "pm"} and 0 < hour < EARLIEST:
        hour += 12
    total = 60 * hour + minute
    return total <= 24 * 60, total
