"""Dates in German. A template names a date as English writes it, such as `j M Y`; by that name
Django finds here how German writes the same. What is not named stays as it is."""

_DAYS = {
    "j M": "j. M",
    "j M Y": "j. M Y",
    "j F": "j. F",
    "j F Y": "j. F Y",
    "D j": "D j.",
    "D j M": "D j. M",
    "D j M Y": "D j. M Y",
    "l j F": "l, j. F",
    "l, j F": "l, j. F",
    "l, j F Y": "l, j. F Y",
}
_TIMES = ("", " H:i", ", H:i", ", H:i (e)")

globals().update(
    {f"{day}{time}": f"{german}{time}" for day, german in _DAYS.items() for time in _TIMES}
)
