"""Lengths of work in words, and as they are typed."""

from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.rules.spoken.lengths import Fault, Length, LengthRefused, read

FAULTS = {
    Fault.UNREAD: gettext_lazy("Write a length such as 1h 15m, 75 min, 1:15, or 9-10:30."),
    Fault.NOTHING: gettext_lazy("Say how long you worked, more than nothing."),
    Fault.MINUS: gettext_lazy("Time cannot be less than nothing. Withdraw an entry instead."),
    Fault.TOO_LONG: gettext_lazy("This is longer than a day. Write 75 min for minutes."),
}
MINUTE, HOUR = 60, 3600
MINUS = "\u2212"


class LengthField(forms.CharField):
    """A length of work, cleaned to a `Length`; None where nothing was typed."""

    def __init__(self, *, bare_seconds: int = MINUTE, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 60, **kwargs})
        self.bare_seconds = bare_seconds

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            return read(text, bare_seconds=self.bare_seconds)
        except LengthRefused as error:
            raise forms.ValidationError(str(FAULTS[error.fault])) from error


def worked_words(seconds: int) -> str:
    """Return a length to the minute: "15 min", "2 h", "7 h 30 min"; below nothing with a minus."""
    sign, minutes = (MINUS if seconds < 0 else ""), (abs(seconds) + MINUTE // 2) // MINUTE
    hours, rest = divmod(minutes, 60)
    if not hours:
        words = _("%(minutes)d min") % {"minutes": rest}
    elif not rest:
        words = _("%(hours)d h") % {"hours": hours}
    else:
        words = _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
    return sign + words


def clock_words(seconds: int) -> str:
    """Return a length as sheets write it: "7:30"; empty for nothing."""
    minutes = (abs(seconds) + MINUTE // 2) // MINUTE
    sign = MINUS if seconds < 0 else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02d}" if minutes else ""


def typed_words(length: Length) -> str:
    """Return a length as somebody may type it again."""
    if length.begin is not None and length.end is not None:
        return f"{length.begin:%H:%M}-{length.end:%H:%M}"
    return worked_words(length.seconds or 0)


def hours_number(seconds: int) -> str:
    """Return hours as programs read them, to four places: 1.25."""
    return number_format(round(seconds / HOUR, 4), use_l10n=False, force_grouping=False)
