"""Targets as people write them: "1 h elapsed", "30 min open", "next business day".

What `rules.targets` reads, in words that stand in a file and in a list of differences.
"""

import re
from collections.abc import Mapping
from typing import Any

_LENGTH = re.compile(r"(?:(\d{1,4}) ?h)?\s*(?:(\d{1,4}) ?min)? (elapsed|open)")
_DAYS = re.compile(
    r"(?:(next|same|\d{1,3}) business days?)(, at its opening)?(, by (?:date|rollover))?"
)
_UNITS = {"elapsed": "calendar", "open": "business"}
_WORDS = {unit: word for word, unit in _UNITS.items()}
EXAMPLES = '"1 h elapsed", "30 min open", "next business day", "5 business days" or "none"'


class AmountError(ValueError):
    """The words are no target; the text gives examples."""


def read_amount(words: str) -> dict[str, Any]:
    """Return words as the spec of a target; raises AmountError."""
    text = " ".join(words.split())
    if text == "none":
        return {"unit": "none"}
    if found := _LENGTH.fullmatch(text):
        hours, minutes, unit = found.groups()
        if hours or minutes:
            seconds = int(hours or 0) * 3600 + int(minutes or 0) * 60
            return {"unit": _UNITS[unit], "seconds": seconds}
    if found := _DAYS.fullmatch(text):
        count, opening, rule = found.groups()
        return {
            "unit": "business_days",
            "n": {"next": 1, "same": 0}.get(count) if not count.isdigit() else int(count),
            "edge": "open" if opening else "close",
            "rule": rule.removeprefix(", by ") if rule else "session",
        }
    raise AmountError(f"“{text[:60]}” is no target. Write {EXAMPLES}.")


def amount_words(spec: Mapping[str, Any]) -> str:
    """Write a spec of `rules.targets` as `read_amount` reads it."""
    if spec["unit"] == "none":
        return "none"
    if spec["unit"] in _WORDS:
        return f"{_length(spec['seconds'])} {_WORDS[spec['unit']]}"
    days, opening = spec["n"], spec.get("edge", "close") == "open"
    rule = spec.get("rule", "session")
    words = {0: "same business day", 1: "next business day"}.get(days, f"{days} business days")
    words += ", at its opening" if opening else ""
    return words + (f", by {rule}" if rule != "session" else "")


def _length(seconds: int) -> str:
    hours, minutes = seconds // 3600, seconds % 3600 // 60
    parts = [f"{hours} h"] if hours else []
    return " ".join([*parts, *([f"{minutes} min"] if minutes or not hours else [])])
