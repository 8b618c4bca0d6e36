"""Coverage rules of a contract: one written, checked and put in order in the draft, and the draft
tried on past tickets."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.contracts import ruling, versions
from deskhand.contracts.models import Contract, CoverageRule, Effect
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.ruling import RuleDraft
from deskhand.contracts.trying import try_draft
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import found, note


class RuleForm(forms.Form):
    """One rule: for which work, and what becomes of it."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    condition = forms.CharField(
        label=gettext_lazy("For work with"),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Empty: for all of it. By kind, service, request, tier, site, requester, channel, tag, "
            "and band:in or after, place:remote or onsite, role, work, minor:yes."
        ),
    )
    effect = forms.ChoiceField(label=gettext_lazy("It is"), choices=Effect.choices)
    multiplier = forms.DecimalField(
        label=gettext_lazy("Times the rate"),
        min_value=0,
        max_value=10,
        max_digits=5,
        decimal_places=3,
        initial=1,
        help_text=gettext_lazy("Of what is charged: 1.5 is half as much again."),
    )
    needs_approval = forms.BooleanField(
        label=gettext_lazy("It needs approval before it begins"), required=False
    )
    client_words = forms.CharField(
        label=gettext_lazy("What the client reads"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("On his request, in his words. Empty: nothing."),
    )

    @staticmethod
    def initial_of(rule: CoverageRule) -> dict[str, Any]:
        names = ("name", "condition", "effect", "needs_approval", "client_words")
        return {
            **{name: getattr(rule, name) for name in names},
            "multiplier": rule.multiplier_permille / 1000,
        }

    def rule(self) -> RuleDraft:
        said = self.cleaned_data
        return RuleDraft(
            name=said["name"].strip(),
            condition=said["condition"].strip(),
            effect=said["effect"],
            needs_approval=said["needs_approval"],
            multiplier_permille=int(said["multiplier"] * 1000),
            client_words=said["client_words"].strip(),
        )


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest, pk: int, place: int | None = None) -> HttpResponse:
    """Write the rule at a place, or a new one; what is wrong is said before it is kept."""
    contract = found(pk)
    rule = _rule(request, contract, place)
    initial = RuleForm.initial_of(rule) if rule else {"multiplier": 1}
    form = RuleForm(request.POST or None, initial=initial)
    if request.method == "GET" or not form.is_valid():
        return _page(request, contract, place, form)
    try:
        with transaction.atomic():
            ruling.save(contract, place, form.rule())
            note(request, contract, "rule written")
    except ContractRefused as error:
        form.add_error(error.field or None, str(error))
        return _page(request, contract, place, form)
    messages.success(request, _("Kept in the draft. Publish it to let it hold."))
    return redirect("setup:contract", pk)


def _rule(request: DeskRequest, contract: Contract, place: int | None) -> CoverageRule | None:
    if place is None:
        return None
    version = versions.draft_of(contract) or versions.shown(contract, at=request.at)
    rules = ruling.rules_of(version)
    if place >= len(rules):
        raise Http404
    return rules[place]


def _page(
    request: DeskRequest, contract: Contract, place: int | None, form: RuleForm
) -> HttpResponse:
    context = {"contract": contract, "place": place, "form": form}
    status = 422 if form.errors else 200
    return render(request, "setup/contracts/rule.html", context, status=status)


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int, place: int) -> HttpResponse:
    """Move a rule up or down, or take it out of the draft."""
    contract = found(pk)
    with transaction.atomic():
        ruling.act(contract, place, request.POST.get("act", ""))
        note(request, contract, "rules ordered")
    return redirect("setup:contract", pk)


@require_GET
@administrators_only
def trial(request: DeskRequest, pk: int) -> HttpResponse:
    """The draft, or what holds, tried on the tickets of the last three months."""
    contract = found(pk)
    version = versions.draft_of(contract) or versions.shown(contract, at=request.at)
    tried = try_draft(version, reader=request.reader, at=request.at)
    effects = [(Effect(name).label, count) for name, count in tried.effects.most_common()]
    hits = [
        (hit, Effect(hit.was).label if hit.was else "", Effect(hit.now.effect).label)
        for hit in tried.hits
    ]
    context = {
        "contract": contract,
        "version": version,
        "trial": tried,
        "effects": effects,
        "hits": hits,
    }
    return render(request, "setup/contracts/trial.html", context)
