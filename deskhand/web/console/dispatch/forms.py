"""What an agent sends about appointments: local days and times, lengths, who goes."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.people.reading import agents_for, sites_of
from deskhand.rules.wall import instant
from deskhand.tickets.models import Ticket
from deskhand.web.several import Several
from deskhand.work.appointments import MOST_TRAVEL, Plan
from deskhand.work.planned import Appointment, How

LENGTHS = (15, 30, 45, 60, 90, 120, 180, 240, 480)
MINUTE = timedelta(minutes=1)


def length_words(minutes: int) -> str:
    """A length as people say it: "45 min", "1 h 30 min"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(minutes)d min") % {"minutes": rest}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}


class WhatForm(forms.Form):
    """What an appointment is about, how long it takes and who can go: enough to find a time."""

    purpose = forms.CharField(label=gettext_lazy("What for"), max_length=200)
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=How.choices)
    minutes = forms.TypedChoiceField(label=gettext_lazy("Length"), coerce=int, initial=60)
    place = forms.CharField(
        label=gettext_lazy("Where exactly"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A room, a number to call, a meeting link."),
    )
    before_minutes = forms.IntegerField(
        label=gettext_lazy("Travel before, min"),
        min_value=0,
        max_value=MOST_TRAVEL,
        required=False,
    )
    after_minutes = forms.IntegerField(
        label=gettext_lazy("Travel after, min"), min_value=0, max_value=MOST_TRAVEL, required=False
    )

    def __init__(self, reader: Reader, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        minutes: Any = self.fields["minutes"]
        kept = kwargs.get("initial", {}).get("minutes")
        lengths = sorted({*LENGTHS, kept} if isinstance(kept, int) else LENGTHS)
        minutes.choices = [(length, length_words(length)) for length in lengths]
        self.fields["agents"] = Several(
            label=_("Who goes"),
            queryset=agents_for(reader).exclude(role="light"),
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields["site"] = forms.ModelChoiceField(
            label=_("Site"),
            queryset=sites_of(ticket.organization),
            required=False,
            empty_label="–",
        )

    def clean_before_minutes(self) -> int:
        return self.cleaned_data.get("before_minutes") or 0

    def clean_after_minutes(self) -> int:
        return self.cleaned_data.get("after_minutes") or 0


class TimeForm(forms.Form):
    """A day and a time by the reader's clock; `begins_at` is that instant."""

    day = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    begins = forms.TimeField(
        label=gettext_lazy("From"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    reader: Reader

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, begins = cleaned.get("day"), cleaned.get("begins")
        if isinstance(day, date) and isinstance(begins, time):
            found = instant(day, begins.replace(second=0, microsecond=0), self.zone)
            if found is None:
                self.add_error("begins", _("The clocks skip this time on that day."))
            cleaned["begins_at"] = found
        return cleaned

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.reader.time_zone)


class MoveForm(TimeForm):
    """Where an appointment is moved to, and to whom; all else stays."""

    minutes = forms.IntegerField(label=gettext_lazy("Length, min"), min_value=5, max_value=24 * 60)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    def __init__(self, reader: Reader, going: list[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.fields["agent"] = forms.ModelChoiceField(
            label=_("Who goes"),
            queryset=agents_for(reader).exclude(role="light"),
            empty_label=None,
            help_text=_("In place of the first who goes now; the others stay.")
            if len(going) > 1
            else "",
        )


class BookForm(WhatForm, TimeForm):
    """An appointment at a time."""

    is_proposed = forms.BooleanField(
        label=gettext_lazy("Pencilled in: not agreed yet"), required=False
    )
    tells_requester = forms.BooleanField(
        label=gettext_lazy("Invite the requester by mail"), required=False, initial=True
    )
    is_forced = forms.BooleanField(
        label=gettext_lazy("Also where somebody has something else to do"), required=False
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=0)

    @property
    def plan(self) -> Plan:
        said = self.cleaned_data
        return Plan(
            purpose=said["purpose"],
            begins_at=said["begins_at"],
            ends_at=said["begins_at"] + said["minutes"] * MINUTE,
            agents=list(said["agents"]),
            how=said["how"],
            site=said["site"],
            place=said["place"],
            before_minutes=said["before_minutes"],
            after_minutes=said["after_minutes"],
            is_confirmed=not said["is_proposed"],
            tells_requester=said["tells_requester"],
            is_forced=said["is_forced"],
        )


def chosen_times(form: WhatForm, texts: list[str]) -> list[tuple[Agent, datetime]]:
    """Read the times that were ticked: who, and when; what makes no sense is left out."""
    agents = {str(agent.pk): agent for agent in form.cleaned_data["agents"]}
    found = []
    for text in texts[:40]:
        key, _sign, when = text.partition("|")
        try:
            begins_at = datetime.fromisoformat(when)
        except ValueError:
            continue
        if key in agents and begins_at.tzinfo is not None:
            found.append((agents[key], begins_at.astimezone(UTC)))
    return found


def usual(ticket: Ticket, reader: Reader, *, at: datetime) -> dict[str, Any]:
    """What a new appointment on a ticket begins with."""
    here = (at + timedelta(hours=1)).astimezone(ZoneInfo(reader.time_zone))
    return {
        "purpose": ticket.subject[:200],
        "how": How.REMOTE,
        "minutes": 60,
        "agents": [ticket.assignee_id or reader.agent_id],
        "site": ticket.site_id,
        "day": here.date(),
        "begins": time(here.hour),
        "tells_requester": True,
    }


def as_it_is(appointment: Appointment, reader: Reader) -> dict[str, Any]:
    """An appointment as its form begins."""
    begins = appointment.begins_at.astimezone(ZoneInfo(reader.time_zone))
    length = appointment.ends_at - appointment.begins_at
    kept = ("purpose", "how", "place", "before_minutes", "after_minutes", "tells_requester")
    return {
        **{name: getattr(appointment, name) for name in kept},
        "minutes": int(length / MINUTE),
        "agents": [row.agent_id for row in appointment.attendances.all()],
        "site": appointment.site_id,
        "day": begins.date(),
        "begins": begins.time(),
        "is_proposed": appointment.state == Appointment.State.PROPOSED,
        "version": appointment.version,
    }
