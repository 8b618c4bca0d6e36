"""Rules on tickets: their list and order, one rule with its log."""

import time
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.automation import rulebook, runs
from deskhand.automation.models import Rule
from deskhand.automation.texts import LARGEST, TextRefused, read_rules, write_rules
from deskhand.automation.wording import acts_words, when_words
from deskhand.desk.trying import try_rule
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import administrators_only
from deskhand.web.act_forms import places_words
from deskhand.web.request import DeskRequest
from deskhand.web.setup.automation_forms import AutomationForm

MOST_RUNS = 50
A_TRIAL_SECONDS = 5.0


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    counted = runs.counts(at=request.at)
    rows = [
        (rule, when_words(rule), acts_words(rule), *counted.get(rule.pk, (0, None)))
        for rule in rulebook.rules()
    ]
    return render(request, "setup/automation.html", {"rules": rows})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a rule; below it stands what it did. With `try` it is tried on the past and
    not saved."""
    rule = _rule(pk) if pk is not None else Rule(trigger="opened")
    if request.method == "GET":
        return _page(request, AutomationForm(rule))
    form = AutomationForm(rule, request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "try" in request.POST:
        return _tried(request, form)
    with transaction.atomic():
        rulebook.save_rule(form.row(), form.cleaned_data["organizations"])
        _note(request, rule, "changed" if pk else "made", fields=form.changed_data)
    messages.success(request, _("Saved. It holds for what happens from now on."))
    return redirect("setup:automation")


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Move a rule up or down, switch it on or off, or remove it."""
    rule, wanted = _rule(pk), request.POST.get("act", "")
    with transaction.atomic():
        if wanted in {"up", "down"}:
            rulebook.move_rule(rule, up=wanted == "up")
            _note(request, rule, "changed", fields=["position"])
        elif wanted == "switch":
            rulebook.switch_rule(rule, on=not rule.is_active)
            _note(request, rule, "changed", fields=["is_active"])
        elif wanted == "remove":
            _note(request, rule, "removed", fields=[])
            rulebook.remove_rule(rule)
    return redirect("setup:automation")


@require_http_methods(["GET", "POST"])
@administrators_only
def text(request: DeskRequest) -> HttpResponse:
    """Hand out all rules as a file, or read rules from one: they stand last and switched off."""
    if request.method == "GET":
        answer = HttpResponse(write_rules(), content_type="application/json; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="rules.json"'
        return answer
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a file."))
        return redirect("setup:automation")
    try:
        with transaction.atomic():
            made = read_rules(file.read(LARGEST * 4).decode("utf-8", "replace"))
            for rule in made:
                _note(request, rule, "made", fields=["file"])
    except TextRefused as error:
        messages.error(request, str(error))
        return redirect("setup:automation")
    words = ngettext(
        "%(count)d rule was read. It is switched off: look at it first.",
        "%(count)d rules were read. They are switched off: look at them first.",
        len(made),
    )
    messages.success(request, words % {"count": len(made)})
    return redirect("setup:automation")


def _tried(request: DeskRequest, form: AutomationForm) -> HttpResponse:
    zone = rulebook.zone_of_rules()
    only = [row.pk for row in form.cleaned_data["organizations"]]
    now = rulebook.read_rule(form.row(), zone=zone, organizations=only)
    before = rulebook.rules().filter(pk=form.rule.pk or 0).first()
    kept = rulebook.read_rule(before, zone=zone) if before is not None else None
    end = time.monotonic() + A_TRIAL_SECONDS
    trial = now and try_rule(now, kept, at=request.at, goes_on=lambda: time.monotonic() < end)
    return _page(request, form, trial=trial, is_standing=form.rule.trigger == "stands")


def _rule(pk: int) -> Rule:
    rule = rulebook.rules().filter(pk=pk).first()
    if rule is None:
        raise Http404
    return rule


def _page(
    request: DeskRequest, form: AutomationForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    rule = form.rule
    context = {"form": form, "rule": rule, "places": places_words(), **more}
    if rule.pk is not None:
        kept = rulebook.rules().get(pk=rule.pk)
        context |= {
            "when": when_words(kept),
            "does": acts_words(kept),
            "kept": kept,
            "runs": runs.runs_of(rule, limit=MOST_RUNS),
        }
    return render(request, "setup/automation_rule.html", context, status=status)


def _note(request: DeskRequest, rule: Rule, act: str, *, fields: list[str]) -> None:
    event = SettingChanged(what="rules", setting=rule.pk, act=act, fields=",".join(fields))
    record(event, by=actor_of(request.reader), at=request.at)
