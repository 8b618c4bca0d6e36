"""What an agent types about time."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deskhand.desk.timekeeping.entering import with_length
from deskhand.people.models import Agent
from deskhand.people.reader import Reader
from deskhand.people.reading import organizations_for
from deskhand.people.zones import zone_of
from deskhand.rules.spoken.lengths import Length
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import tickets_for
from deskhand.web.worked import LengthField, typed_words
from deskhand.work.timekeeping.access import overseen_by
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.choosing import roles_offered, types_offered
from deskhand.work.timekeeping.models import Place, TimeEntry, TravelMode

NOTES = 10_000


class TimeForm(forms.Form):
    """One entry of time. What is doubtful is asked about, and said to be right by `is_sure`."""

    length = LengthField(
        label=_("How long"),
        help_text=_("1h 15m, 75 (minutes), 1:15, 1.5 (hours), or 9-10:30."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    worked_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ticket = forms.IntegerField(
        label=_("Ticket"),
        required=False,
        min_value=1,
        max_value=2**62,
        help_text=_("Its number. Without one, the time is for the client."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    organization = forms.ModelChoiceField(
        label=_("Client"), queryset=None, required=False, empty_label=_("None: work of our own")
    )
    work_type = forms.ModelChoiceField(label=_("Kind of work"), queryset=None, empty_label=None)
    role = forms.ModelChoiceField(
        label=_("Worked as"), queryset=None, required=False, empty_label=_("not said")
    )
    agent = forms.ModelChoiceField(label=_("Who worked"), queryset=None, empty_label=None)
    is_billable = forms.BooleanField(label=_("Billable"), required=False)
    why_not_billable = forms.CharField(
        label=_("Why it is not billable"), required=False, max_length=200
    )
    place = forms.ChoiceField(label=_("Where"), choices=Place.choices)
    travel = forms.ChoiceField(label=_("Travel"), choices=TravelMode.choices, required=False)
    travel_km = forms.DecimalField(
        label=_("Distance in km"),
        required=False,
        min_value=0,
        max_value=5000,
        decimal_places=1,
        localize=True,
    )
    travel_length = LengthField(label=_("Time on the way"), required=False)
    note = forms.CharField(
        label=_("Note for colleagues"),
        required=False,
        max_length=NOTES,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    invoice_text = forms.CharField(label=_("Text for the invoice"), required=False, max_length=500)
    is_sure = forms.BooleanField(required=False)
    book_now = forms.BooleanField(required=False)
    once_key = forms.CharField(required=False, max_length=64)
    timer = forms.BooleanField(required=False)

    def __init__(self, reader: Reader, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.at = reader, at
        rows: dict[str, Any] = {
            "organization": organizations_for(reader).live(),
            "work_type": types_offered(),
            "role": roles_offered(),
            "agent": overseen_by(reader),
        }
        for name, found in rows.items():
            self.choice(name).queryset = found

    def choice(self, name: str) -> forms.ModelChoiceField:
        field = self.fields[name]
        if not isinstance(field, forms.ModelChoiceField):
            raise TypeError(name)
        return field

    def clean_ticket(self) -> Ticket | None:
        number = self.cleaned_data["ticket"]
        if number is None:
            return None
        found = tickets_for(self.reader).select_related("organization").filter(pk=number).first()
        if found is None:
            raise forms.ValidationError(gettext("There is no ticket of this number for you."))
        return found

    def worked(self) -> Worked:
        """What was typed. Raises TimeRefused for a time of day that the day does not have."""
        cleaned = dict(self.cleaned_data)
        length: Length = cleaned["length"]
        way: Length | None = cleaned["travel_length"]
        is_away = cleaned["travel"]
        facts = Worked(
            agent=cleaned["agent"],
            worked_on=cleaned["worked_on"],
            seconds=0,
            work_type=cleaned["work_type"],
            ticket=cleaned["ticket"],
            organization=cleaned["organization"],
            role=cleaned["role"],
            is_billable=cleaned["is_billable"],
            why_not_billable="" if cleaned["is_billable"] else cleaned["why_not_billable"],
            place=cleaned["place"],
            travel=is_away,
            travel_metres=int(cleaned["travel_km"] * 1000)
            if is_away == TravelMode.PER_KM and cleaned["travel_km"]
            else 0,
            travel_seconds=(way.seconds or 0) if is_away == TravelMode.TIME and way else 0,
            note=cleaned["note"],
            invoice_text=cleaned["invoice_text"],
        )
        return with_length(facts, length)


class CorrectionForm(TimeForm):
    """An entry that is said anew, with the revision that stood on the page."""

    why = forms.CharField(label=_("Why it is corrected"), required=False, max_length=200)
    revision = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, reader: Reader, entry: TimeEntry, *args: Any, **kwargs: Any) -> None:
        super().__init__(reader, *args, initial=initial_of(entry), **kwargs)
        # What is put away since stays a choice here.
        self.choice("organization").queryset = organizations_for(reader)
        self.choice("work_type").queryset = types_offered(also=entry.work_type_id)
        self.choice("role").queryset = roles_offered(also=entry.role_id)


def initial_of(entry: TimeEntry) -> dict[str, Any]:
    """What an entry says, as it is typed."""
    zone = zone_of(entry.agent.person)
    length = Length(entry.seconds)
    if entry.began_at is not None and entry.ended_at is not None:
        began, ended = (
            instant.astimezone(zone).time().replace(second=0, microsecond=0)
            for instant in (entry.began_at, entry.ended_at)
        )
        length = Length(None, began, ended)
    return {
        "length": typed_words(length),
        "worked_on": entry.worked_on,
        "ticket": entry.ticket_id,
        "organization": entry.organization_id,
        "work_type": entry.work_type_id,
        "role": entry.role_id,
        "agent": entry.agent_id,
        "is_billable": entry.is_billable,
        "why_not_billable": entry.why_not_billable,
        "place": entry.place,
        "travel": entry.travel,
        "travel_km": entry.travel_metres / 1000 if entry.travel_metres else None,
        "travel_length": typed_words(Length(entry.travel_seconds)) if entry.travel_seconds else "",
        "note": entry.note,
        "invoice_text": entry.invoice_text,
        "revision": entry.revision,
    }


class QuickForm(forms.Form):
    """Time on a ticket, as it is typed beside it: today, of oneself, all else as usual."""

    length = LengthField(label=_("How long"))
    worked_on = forms.DateField(required=False)
    work_type = forms.ModelChoiceField(queryset=None, empty_label=None)
    note = forms.CharField(required=False, max_length=NOTES)
    is_free = forms.BooleanField(required=False)
    why = forms.CharField(required=False, max_length=200)
    once_key = forms.CharField(required=False, max_length=64)
    timer = forms.BooleanField(required=False)
    is_sure = forms.BooleanField(required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["work_type"].queryset = types_offered()

    def worked(self, ticket: Ticket, agent: Agent, role: Any) -> Worked:
        """What was typed, on a ticket. Raises TimeRefused."""
        cleaned = self.cleaned_data
        work_type = cleaned["work_type"]
        is_billable = work_type.is_billable and not cleaned["is_free"]
        facts = Worked(
            agent=agent,
            worked_on=cleaned["worked_on"] or self.today,
            seconds=0,
            work_type=work_type,
            ticket=ticket,
            role=role,
            is_billable=is_billable,
            why_not_billable="" if is_billable else cleaned["why"] or str(work_type),
            note=cleaned["note"],
        )
        return with_length(facts, cleaned["length"])
