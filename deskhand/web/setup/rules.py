"""Rules on letters that come: their list and order, one rule, and trying it on past letters."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.catalog.administration import priority_levels, services
from deskhand.journal.record import record
from deskhand.mail import rulebook
from deskhand.mail.conditions import FIELDS, parse_condition
from deskhand.mail.mailboxes import known_as, our_addresses
from deskhand.mail.models import InboundRule
from deskhand.mail.rules import dry_run
from deskhand.people.acting import actor_of
from deskhand.people.administration import teams
from deskhand.provider.events import SettingChanged
from deskhand.rules.conditions import ConditionError
from deskhand.tickets.models import Kind
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

Act = InboundRule.Act
MOST_SHOWN = 100


class RuleForm(forms.ModelForm):
    """One rule: which letters are meant, and what becomes of them."""

    condition = forms.CharField(
        label=gettext_lazy("Which letters"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Type"), choices=[("", "-"), *Kind.choices], required=False
    )
    service = forms.ChoiceField(label=gettext_lazy("Service"), required=False)
    priority_level = forms.TypedChoiceField(
        label=gettext_lazy("Priority"), coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = InboundRule
        fields = (
            "name",
            "condition",
            "act",
            "team",
            "kind",
            "service",
            "priority_level",
            "forward_to",
            "is_active",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = " ".join(f"{name}:" for name in FIELDS)
        self.fields["condition"].help_text = _(
            "In the condition language, with the fields %(names)s"
        ) % {"names": names}
        self.fields["team"].queryset = teams().filter(archived_at=None)
        self.fields["team"].required = False
        self.fields["service"].choices = [("", "-"), *_services(self.instance.service)]
        self.fields["priority_level"].choices = [("", "-"), *priority_levels()]

    def clean_condition(self) -> str:
        text = str(self.cleaned_data["condition"])
        try:
            parse_condition(text)
        except ConditionError as error:
            raise forms.ValidationError(str(error)) from error
        return text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        act, address = cleaned.get("act"), cleaned.get("forward_to", "")
        sets = (cleaned.get(name) for name in ("team", "kind", "service", "priority_level"))
        if act == Act.SET and not self.errors and not any(sets):
            self.add_error("act", _("Say what it sets: a team, a type, a service or a priority."))
        if act == Act.FORWARD and not address and "forward_to" not in self.errors:
            self.add_error("forward_to", _("To whom?"))
        if address and known_as(address, our_addresses()) is not None:
            self.add_error("forward_to", _("This is a mailbox of yours: it would come back."))
        return cleaned


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    return render(request, "setup/rules.html", {"rules": rulebook.rules()})


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int | None = None) -> HttpResponse:
    """Make or change a rule; with `try` it is tried on past letters and not saved."""
    rule = _rule(pk) if pk is not None else InboundRule(position=rulebook.next_position())
    if request.method == "GET":
        return _page(request, RuleForm(instance=rule))
    form = RuleForm(request.POST, instance=rule)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "try" in request.POST:
        return _tried(request, form)
    with transaction.atomic():
        rulebook.save_rule(form.save(commit=False))
        _record(request, rule, act="changed" if pk else "made", fields=form.changed_data)
    messages.success(request, _("Saved. It holds for letters that come from now on."))
    return redirect("setup:rules")


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Move a rule up or down, switch it on or off, or remove it."""
    rule, wanted = _rule(pk), request.POST.get("act", "")
    with transaction.atomic():
        if wanted in {"up", "down"}:
            rulebook.move_rule(rule, up=wanted == "up")
            _record(request, rule, act="changed", fields=["position"])
        elif wanted == "switch":
            rule.is_active = not rule.is_active
            rulebook.save_rule(rule)
            _record(request, rule, act="changed", fields=["is_active"])
        elif wanted == "remove":
            _record(request, rule, act="removed", fields=[])
            rulebook.remove_rule(rule)
    return redirect("setup:rules")


def _services(kept: str) -> list[tuple[str, str]]:
    """Return what is offered, and what the rule sets now, by short name."""
    return [(row.slug, row.name) for row in services() if row.is_active or row.slug == kept]


def _rule(pk: int) -> InboundRule:
    rule = rulebook.rule_of(pk)
    if rule is None:
        raise Http404
    return rule


def _tried(request: DeskRequest, form: RuleForm) -> HttpResponse:
    trials, count = dry_run(
        form.save(commit=False), rulebook.rules(), relays=request.firm.relays, at=request.at
    )
    matched = sum(trial.is_matched for trial in trials)
    changed = sum(trial.is_changed for trial in trials)
    tried = {"read": count, "matched": matched, "changed": changed}
    more = len(trials) > MOST_SHOWN
    return _page(request, form, tried=tried, trials=trials[:MOST_SHOWN], more=more)


def _page(request: DeskRequest, form: RuleForm, *, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "rule": form.instance, **more}
    return render(request, "setup/rule.html", context, status=status)


def _record(request: DeskRequest, rule: InboundRule, *, act: str, fields: list[str]) -> None:
    event = SettingChanged(what="inbound_rule", setting=rule.pk, act=act, fields=",".join(fields))
    record(event, by=actor_of(request.reader), at=request.at)
