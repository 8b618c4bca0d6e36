"""All parts of the desk on one page, in both themes; built from the templates that pages use."""

from datetime import datetime, timedelta

from django import forms
from django.contrib import messages
from django.contrib.messages.storage.base import Message as Told
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from deskhand.catalog.models import Category, Priority, Status
from deskhand.sla.models import Clock
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

TOKENS = (
    "surface surface-quiet surface-raised surface-hover surface-selected text text-quiet line "
    "line-strong accent danger warn ok note chart-1 chart-2 chart-3 chart-4"
).split()


class ExampleForm(forms.Form):
    """One field of each kind; shown filled in wrongly, so that faults are seen too."""

    subject = forms.CharField(
        label=gettext_lazy("Subject"), help_text=gettext_lazy("As the client would say it.")
    )
    minutes = forms.IntegerField(label=gettext_lazy("Minutes spent"))
    level = forms.ChoiceField(
        label=gettext_lazy("Priority"), choices=[("2", "2 High"), ("3", "3 Normal")]
    )
    text = forms.CharField(
        label=gettext_lazy("Text"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    tells = forms.BooleanField(label=gettext_lazy("Tell the requester"), required=False)
    teams = forms.MultipleChoiceField(
        label=gettext_lazy("Teams"),
        choices=[("1", "Field"), ("2", "Service desk")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@require_GET
@agents_only
def styleguide(request: DeskRequest) -> HttpResponse:
    context = {
        "tokens": TOKENS,
        "clocks": _clocks(request.at),
        "statuses": [Status(name=str(c.label), category=c.value) for c in Category],
        "priorities": [
            Priority(level=level, name=name)
            for level, name in enumerate(("Urgent", "High", "Normal", "Low", "None"), start=1)
        ],
        "moments": [request.at - timedelta(days=days) for days in (0, 1, 15, 400)],
        "halves": [(theme, _filled(theme)) for theme in ("light", "dark")],
        "told": Told(messages.SUCCESS, _("The view Printers is in your rail.")),
    }
    return render(request, "setup/styleguide.html", context)


def _filled(theme: str) -> ExampleForm:
    typed = {"subject": "Scanner sends empty pages", "minutes": "an hour", "level": "2"}
    return ExampleForm({f"{theme}-{name}": word for name, word in typed.items()}, prefix=theme)


def _clocks(at: datetime) -> list[Clock | None]:
    """One clock for each state that a chip can show."""
    hour = timedelta(hours=1)
    running = Clock.State.RUNNING
    return [
        Clock(state=running, started_at=at - hour, due_at=at + 2 * hour),
        Clock(state=running, started_at=at - hour, due_at=at + 5 * hour),
        Clock(state=running, started_at=at - hour, due_at=at + hour / 3, warn_at=at - hour / 6),
        Clock(state=Clock.State.BREACHED, breached_at=at - 2 * hour),
        Clock(state=Clock.State.BREACHED, breached_at=at - 3 * hour, stopped_at=at - 2 * hour),
        Clock(state=Clock.State.PAUSED),
        Clock(state=Clock.State.MET, met_at=at - hour),
        None,
    ]
