"""The form of an agent's own preferences."""

from collections.abc import Iterator
from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.desk.preferring import TELLING_FIELDS
from deskhand.notices.channels.page.pages import tidy_number
from deskhand.notices.kinds import Channel, Kind, Pace
from deskhand.notices.models import Preference
from deskhand.notices.preferences import channels_of, kinds_for
from deskhand.people.models import Agent
from deskhand.people.preferences import OWN_FIELDS
from deskhand.people.reader import Reader
from deskhand.people.zones import KNOWN

LANGUAGES = [("", gettext_lazy("As my browser")), *settings.LANGUAGES]
ZONES = [("", gettext_lazy("As the firm")), *((zone, zone) for zone in sorted(KNOWN))]
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class PreferencesForm(forms.Form):
    """`ways` of the cleaned data are the ways by which to tell each kind of notice."""

    theme = forms.ChoiceField(
        label=gettext_lazy("Theme"),
        choices=Agent.Theme.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    density = forms.ChoiceField(
        label=gettext_lazy("Rows"),
        choices=Agent.Density.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    has_shortcuts = forms.BooleanField(
        label=gettext_lazy("Single keys act"),
        required=False,
        help_text=gettext_lazy("Such as r to reply, j and k to move. Ctrl K always works."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False, choices=LANGUAGES)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False, choices=ZONES)
    handle = forms.CharField(
        label=gettext_lazy("Handle"),
        max_length=31,
        help_text=gettext_lazy("Colleagues call you by it in a note: @ and this name."),
    )
    signature = forms.CharField(
        label=gettext_lazy("Signature"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Stands below your replies. Without one: your name and the firm’s."),
    )
    pace = forms.ChoiceField(
        label=gettext_lazy("Letters come"), choices=Pace.choices, widget=forms.RadioSelect
    )
    daily_at = forms.TimeField(label=gettext_lazy("Daily at"), required=False, widget=CLOCK)
    quiet_begins = forms.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=CLOCK)
    quiet_ends = forms.TimeField(label=gettext_lazy("until"), required=False, widget=CLOCK)
    quiet_weekends = forms.BooleanField(
        label=gettext_lazy("Quiet all Saturday and Sunday"), required=False
    )
    urgent_pierces = forms.BooleanField(
        label=gettext_lazy("Text messages, and what is urgent, come all the same"), required=False
    )
    page_number = forms.CharField(
        label=gettext_lazy("Number for text messages"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("With the country, such as +1 206 555 0100."),
    )

    def __init__(self, data: Any = None, *, reader: Reader, can_page: bool, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.kinds, self.can_page = kinds_for(reader), can_page
        for kind in self.kinds:
            for channel in Channel:
                words = {"kind": kind.label, "channel": channel.label}
                self.fields[_name(kind, channel)] = forms.BooleanField(
                    label=_("%(kind)s: %(channel)s") % words,
                    required=False,
                    disabled=channel == Channel.PAGE and not can_page,
                    widget=forms.CheckboxInput(
                        attrs={"aria-label": _("%(kind)s: %(channel)s") % words}
                    ),
                )

    @staticmethod
    def begin(agent: Agent, preference: Preference, reader: Reader) -> dict[str, Any]:
        """Return what stands in the form before anything is changed."""
        return {
            **{name: getattr(agent, name) for name in ("handle", *OWN_FIELDS)},
            **{name: getattr(agent.person, name) for name in ("language", "time_zone")},
            **{name: getattr(preference, name) for name in TELLING_FIELDS},
            **{
                _name(kind, channel): channel in channels_of(preference, kind)
                for kind in kinds_for(reader)
                for channel in Channel
            },
        }

    @property
    def rows(self) -> Iterator[tuple[Any, list[BoundField]]]:
        """The table of switches: a kind of notice with its boxes."""
        for kind in self.kinds:
            yield kind.label, [self[_name(kind, channel)] for channel in Channel]

    @property
    def columns(self) -> list[Any]:
        return [channel.label for channel in Channel]

    def clean_page_number(self) -> str:
        given = str(self.cleaned_data["page_number"]).strip()
        try:
            return tidy_number(given) if given else ""
        except ValueError as error:
            raise forms.ValidationError(
                _("Write the number with its country, such as +1 206 555 0100.")
            ) from error

    def clean_daily_at(self) -> time:
        return self.cleaned_data["daily_at"] or time(8)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if bool(cleaned.get("quiet_begins")) != bool(cleaned.get("quiet_ends")):
            self.add_error("quiet_ends", _("Give both, or neither."))
        cleaned["ways"] = {
            kind: [channel for channel in Channel if cleaned.get(_name(kind, channel))]
            for kind in self.kinds
        }
        return cleaned


def _name(kind: Kind, channel: Channel) -> str:
    return f"tell_{kind}_{channel}"
