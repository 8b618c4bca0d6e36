"""What an agent sends about telephone calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from deskhand.sla.callbacks import MOST_TRIES
from deskhand.sla.models import CallBack
from deskhand.tickets.models import CallOutcome, Ticket

FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]
LONGEST_NOTE = 20_000
# How a call went, with the key that chooses it on the board.
OUTCOMES = (
    (CallOutcome.REACHED, "r", "phone"),
    (CallOutcome.VOICEMAIL, "v", "voicemail"),
    (CallOutcome.NO_ANSWER, "x", "phone-missed"),
    (CallOutcome.BUSY, "b", "phone-off"),
    (CallOutcome.WRONG_NUMBER, "w", "phone-forwarded"),
)


def _moment(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateTimeField:
    kind = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(
        label=label, widget=kind, input_formats=FORMATS, required=required, help_text=help_text
    )


class CallBackForm(forms.Form):
    """A call that is to be owed on a ticket."""

    name = forms.CharField(label=_("Whom to call"), max_length=200)
    number = forms.CharField(
        label=_("Number"), max_length=40, widget=forms.TextInput(attrs={"type": "tel"})
    )
    about = forms.CharField(label=_("What about"), max_length=300, required=False)
    by_at = _moment(_("Call back by"), help_text=_("Empty: as the policy promises."))
    from_at = _moment(_("Not before"))
    times = forms.CharField(label=_("When they can be reached"), max_length=120, required=False)
    agreed_tries = forms.IntegerField(
        label=_("Agreed tries"), min_value=1, max_value=MOST_TRIES, initial=3
    )
    in_vain = forms.ChoiceField(label=_("After that"), choices=CallBack.InVain.choices)

    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "call-%s"
        for name, value in whom(ticket).items():
            self.fields[name].initial = value


def whom(ticket: Ticket) -> dict[str, str]:
    """Whom one would call on a ticket, and by which number."""
    person, organization = ticket.requester, ticket.organization
    number = (person.phone if person else "") or (organization.phone if organization else "")
    return {"name": str(person or ""), "number": number}


class LogForm(forms.Form):
    """How a call went; `call` is the call-back that it was for."""

    outcome = forms.ChoiceField(label=_("How it went"), choices=CallOutcome.choices)
    note = forms.CharField(
        label=_("Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=720, required=False)
    made_at = _moment(_("When"), help_text=_("Empty: just now."))
    is_public = forms.BooleanField(label=_("The requester reads it in the portal"), required=False)
    call = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1)
    once_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "log-%s"


class MoveForm(forms.Form):
    """Another time for a call, with the reason."""

    by_at = _moment(_("Call back by"), required=True)
    why = forms.CharField(label=_("Why it is another time"), max_length=280)
