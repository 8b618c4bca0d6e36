"""Ladders: whom a page goes to, level by level."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.journal.record import record
from deskhand.oncall import ladders as room
from deskhand.oncall.ladders import MOST_LEVELS, MOST_MINUTES, MOST_REPEATS, LadderRefused, Level
from deskhand.oncall.models import Ladder, Rung
from deskhand.people.acting import actor_of
from deskhand.people.administration import active_agents, teams
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.several import Several


class LadderForm(forms.ModelForm):
    repeats = forms.IntegerField(
        label=gettext_lazy("Begins again from the top, times"),
        min_value=0,
        max_value=MOST_REPEATS,
        initial=2,
        help_text=gettext_lazy("Until somebody says that he has it; then it is left unanswered."),
    )

    class Meta:
        model = Ladder
        fields = ("name", "repeats")


class LevelForm(forms.Form):
    """One level."""

    who = forms.ChoiceField(label=gettext_lazy("Page"), choices=Rung.Who.choices)
    team = forms.ModelChoiceField(
        label=gettext_lazy("If a team, which"), queryset=None, required=False, empty_label="-"
    )
    agents = Several(label=gettext_lazy("If agents, who"), queryset=None, required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes to answer"), min_value=1, max_value=MOST_MINUTES, initial=15
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams().filter(archived_at=None)
        self.fields["agents"].queryset = active_agents()
        self.fields["agents"].widget.attrs["size"] = 4

    def level(self) -> Level:
        said = self.cleaned_data
        is_team, is_agents = said["who"] == Rung.Who.TEAM, said["who"] == Rung.Who.AGENTS
        return Level(
            said["who"],
            team=said["team"] if is_team else None,
            agents=tuple(said["agents"]) if is_agents else (),
            minutes=said["minutes"],
        )


Levels = forms.formset_factory(
    LevelForm, extra=0, can_delete=True, max_num=MOST_LEVELS, absolute_max=MOST_LEVELS + 2
)


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    return render(request, "setup/ladders.html", {"ladders": room.ladders()})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make a ladder, or write it anew."""
    ladder = _ladder(pk) if pk is not None else Ladder()
    if request.method == "GET":
        return _page(request, LadderForm(instance=ladder), Levels(initial=_levels(ladder)))
    form = LadderForm(request.POST, instance=ladder)
    if "more" in request.POST:
        return _page(request, form, Levels(_with_one_more(request)))
    formset = Levels(request.POST)
    if not form.is_valid() or not formset.is_valid():
        return _page(request, form, formset, status=422)
    try:
        _save(request, form, formset, is_new=pk is None)
    except LadderRefused as error:
        form.add_error(None, str(error))
        return _page(request, form, formset, status=422)
    messages.success(request, _("Saved. Pages that are under way go on by it."))
    return redirect("setup:ladders")


@require_POST
@administrators_only
def remove(request: DeskRequest, pk: int) -> HttpResponse:
    """Remove a ladder by which nobody was paged."""
    ladder = _ladder(pk)
    try:
        with transaction.atomic():
            _note(request, pk, "removed")
            room.remove_ladder(ladder)
    except LadderRefused as error:
        messages.error(request, str(error))
        return redirect("setup:ladder", pk)
    messages.success(request, _("Removed."))
    return redirect("setup:ladders")


def _ladder(pk: int) -> Ladder:
    ladder = room.ladders().filter(pk=pk).first()
    if ladder is None:
        raise Http404
    return ladder


def _levels(ladder: Ladder) -> list[dict[str, Any]]:
    if ladder.pk is None:
        return [{"who": Rung.Who.ASSIGNEE, "minutes": 10}, {"who": Rung.Who.TICKET_TEAM}]
    return [
        {
            "who": rung.who,
            "team": rung.team_id,
            "agents": [agent.pk for agent in rung.agents.all()],
            "minutes": rung.minutes,
        }
        for rung in ladder.rungs.all()
    ]


def _with_one_more(request: DeskRequest) -> Any:
    data = request.POST.copy()
    total = data.get("form-TOTAL_FORMS", "0")
    count = int(total) if total.isdecimal() and len(total) < 4 else 0
    data["form-TOTAL_FORMS"] = str(min(count + 1, MOST_LEVELS))
    return data


@transaction.atomic
def _save(request: DeskRequest, form: LadderForm, formset: Any, *, is_new: bool) -> None:
    kept = [each for each in formset.forms if not each.cleaned_data.get("DELETE", False)]
    ladder = room.save_ladder(form.save(commit=False), [each.level() for each in kept])
    _note(request, ladder.pk, "made" if is_new else "changed")


def _note(request: DeskRequest, key: int, act: str) -> None:
    event = SettingChanged(what="ladders", setting=key, act=act)
    record(event, by=actor_of(request.reader), at=request.at)


def _page(
    request: DeskRequest, form: LadderForm, formset: Any, *, status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "ladder": form.instance,
        "formset": formset,
        "is_full": len(formset.forms) >= MOST_LEVELS,
    }
    return render(request, "setup/ladder.html", context, status=status)
