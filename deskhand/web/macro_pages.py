"""Macros as they are kept: the same pages on the desk, where agents keep their own, and in Setup,
where administrators keep those of teams and of all."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deskhand.automation.acts import LONGEST_TEXT, OF_MACROS, words_of
from deskhand.automation.macros import macros_kept_by, remove_macro, save_macro
from deskhand.automation.models import Macro
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import teams
from deskhand.people.reader import Reader
from deskhand.provider.events import SettingChanged
from deskhand.web.act_forms import ActFields, places_words
from deskhand.web.request import DeskRequest
from deskhand.web.undoing import keep_for_undo, say_removed

ALL, MINE = "all", "mine"


class MacroForm(ActFields):
    """A macro: its name, whom it is for, and what it does."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80)
    description = forms.CharField(
        label=gettext_lazy("When to use it"), max_length=200, required=False
    )
    audience = forms.ChoiceField(label=gettext_lazy("For"))
    reply = forms.CharField(
        label=gettext_lazy("Reply to the requester"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    is_active = forms.BooleanField(label=gettext_lazy("Offered"), required=False, initial=True)

    field_order = ("name", "description", "audience", "reply", "note", *ActFields.SETS)

    def __init__(self, macro: Macro, reader: Reader, typed: Any = None) -> None:
        initial = {
            "name": macro.name,
            "description": macro.description,
            "audience": _audience_of(macro),
            "is_active": macro.is_active,
        }
        super().__init__(typed, initial=initial)
        self.macro, self.reader = macro, reader
        shared = [(ALL, _("all agents")), *_teams()] if reader.is_administrator else []
        self.fields["audience"].choices = [*shared, (MINE, _("me alone"))]  # type: ignore[attr-defined]
        self.fill_choices(macro.acts, knows_me=True)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.check(self._acts(), allowed=OF_MACROS)
        return cleaned

    def _acts(self) -> list[dict[str, Any]]:
        reply = self.cleaned_data.get("reply")
        said = [{"do": "reply", "text": reply}] if reply else []
        return [*said, *self.common_acts()]

    def row(self) -> Macro:
        """Return the macro as the form says it; not saved yet."""
        said, macro = self.cleaned_data, self.macro
        macro.name, macro.description = said["name"], said["description"]
        macro.is_active, macro.acts = said["is_active"], self._acts()
        macro.team, macro.agent_id = None, None
        if said["audience"] == MINE:
            macro.agent_id = self.reader.agent_id
        elif said["audience"] != ALL:
            macro.team = teams().get(slug=said["audience"])
        return macro


def listing(request: DeskRequest, *, site: str) -> HttpResponse:
    """Show the macros that the reader keeps, each with what it does."""
    rows = [(row, words_of(row.acts)) for row in macros_kept_by(request.reader)]
    return render(request, "macros/list.html", {**_frame(site), "macros": rows})


def edit(request: DeskRequest, pk: int | None = None, *, site: str) -> HttpResponse:
    """Make, change or remove a macro."""
    macro = _macro(request, pk)
    if request.method == "GET":
        return _page(request, MacroForm(macro, request.reader), site=site)
    if pk is not None and "remove" in request.POST:
        return _removed(request, macro, site=site)
    form = MacroForm(macro, request.reader, request.POST)
    if not form.is_valid():
        return _page(request, form, site=site, status=422)
    with transaction.atomic():
        save_macro(form.row(), by=request.reader)
        _note(request, macro, "changed" if pk else "made", fields=form.changed_data)
    messages.success(request, _("Saved."))
    return redirect(f"{site}:macros")


def _removed(request: DeskRequest, macro: Macro, *, site: str) -> HttpResponse:
    keep_for_undo(request, macro, back=reverse(f"{site}:macros"), setting="macros")
    with transaction.atomic():
        _note(request, macro, "removed", fields=[])
        remove_macro(macro)
    say_removed(request, _("Removed."))
    return redirect(f"{site}:macros")


def _macro(request: DeskRequest, pk: int | None) -> Macro:
    if pk is None:
        return Macro(agent_id=None if request.reader.is_administrator else request.reader.agent_id)
    macro = macros_kept_by(request.reader).filter(pk=pk).first()
    if macro is None:
        raise Http404
    return macro


def _audience_of(macro: Macro) -> str:
    if macro.agent_id is not None:
        return MINE
    return macro.team.slug if macro.team else ALL


def _teams() -> list[tuple[str, str]]:
    rows = teams().filter(archived_at=None)
    return [(row.slug, _("the team %(team)s") % {"team": row.name}) for row in rows]


def _page(request: DeskRequest, form: MacroForm, *, site: str, status: int = 200) -> HttpResponse:
    context = {**_frame(site), "form": form, "macro": form.macro, "places": places_words()}
    return render(request, "macros/edit.html", context, status=status)


def _frame(site: str) -> dict[str, str]:
    return {"frame": f"{site}/base.html", "site": site}


def _note(request: DeskRequest, macro: Macro, act: str, *, fields: list[str]) -> None:
    event = SettingChanged(what="macros", setting=macro.pk, act=act, fields=",".join(fields))
    record(event, by=actor_of(request.reader), at=request.at)
