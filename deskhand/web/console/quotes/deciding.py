"""Excluded work that waits for the account manager, by client, and what he decides about it; and
all that waits for him in one place."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.contracts.approvals.reading import amount_words, approvals_for
from deskhand.contracts.ledger.scarce import scarce
from deskhand.contracts.models import Approval, Decision, Quote
from deskhand.contracts.quotes.reading import quotes_for
from deskhand.contracts.rated.charging import decision_words
from deskhand.contracts.rated.deciding import Said, may_decide
from deskhand.contracts.rated.reading import State, decisions_for, waiting_by_client, work_for
from deskhand.contracts.reading import coming_up, contracts_for, standings
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.wording import money
from deskhand.desk.ledger.low_blocks import blocks_of
from deskhand.desk.rated import deciding as story
from deskhand.people.models import Organization
from deskhand.people.reading import organizations_for
from deskhand.web.access import agents_only
from deskhand.web.console.quotes.forms import day_field
from deskhand.web.request import DeskRequest

MOST = 100
ON_PAGE = 12


class DecisionForm(forms.Form):
    """What is decided, and how the client was told; by letter, the desk tells him itself."""

    is_charged = forms.TypedChoiceField(
        label=gettext_lazy("This work is"),
        choices=[("yes", gettext_lazy("charged")), ("no", gettext_lazy("not charged"))],
        coerce=lambda text: text == "yes",
    )
    why = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The client reads it."),
    )
    told_how = forms.ChoiceField(
        label=gettext_lazy("The client is told"), choices=Decision.Told.choices
    )
    told_whom = forms.CharField(
        label=gettext_lazy("Who was told"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Empty for a letter: it goes to whoever may approve there."),
    )
    told_on = day_field(pgettext_lazy("day", "On"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("told_how") in {Decision.Told.CALL, Decision.Told.MEETING}:
            for name in ("told_whom", "told_on"):
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, _("Say who was told, and on which day."))
        return cleaned

    def said(self, request: DeskRequest) -> Said:
        told_on = self.cleaned_data["told_on"] or request.at.date()
        return Said(**{**self.cleaned_data, "told_on": told_on})


@require_GET
@agents_only
def decisions(request: DeskRequest) -> HttpResponse:
    """For which clients work waits, and what was decided lately."""
    rows = decisions_for(request.reader).order_by("-pk")[:MOST]
    context = {
        "waiting": waiting_by_client(request.reader),
        "made": [(one, decision_words(one)) for one in rows],
        "section": "quotes",
        "tab": "decisions",
    }
    return render(request, "console/quotes/decisions.html", context)


@require_http_methods(["GET", "POST"])
@agents_only
def of_client(request: DeskRequest, slug: str) -> HttpResponse:
    """What waits of one client, chosen and decided together."""
    organization = organizations_for(request.reader).filter(slug=slug).first()
    if organization is None:
        raise Http404
    form = DecisionForm(request.POST or None, initial={"told_on": request.at.date()})
    if request.method == "GET":
        return _page(request, organization, form)
    if form.is_valid():
        try:
            story.decide(slug, _keys(request), form.said(request), by=request.reader, at=request.at)
        except ContractRefused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("Decided. It stands with your name and this day."))
            return redirect("console:decisions")
    return _page(request, organization, form, status=422)


@require_POST
@agents_only
def rate_again(request: DeskRequest, slug: str) -> HttpResponse:
    """Look again for the prices of what has none."""
    count = story.rate_again(slug, by=request.reader, at=request.at)
    words = ngettext("%(count)d has a price now.", "%(count)d have a price now.", count)
    messages.success(request, words % {"count": count})
    return redirect("console:decide", slug)


def _keys(request: DeskRequest) -> list[int]:
    texts = request.POST.getlist("work")[: 2 * MOST]
    return [int(text) for text in texts if text.isascii() and text.isdecimal() and len(text) < 19]


def _page(
    request: DeskRequest, organization: Organization, form: DecisionForm, *, status: int = 200
) -> HttpResponse:
    rows = work_for(request.reader).filter(organization=organization, state=State.WAITING)
    found = list(rows.order_by("worked_on", "pk")[: 2 * MOST])
    chosen = set(_keys(request)) if request.method == "POST" else {row.pk for row in found}
    context = {
        "organization": organization,
        "found": [(row, money(row.amount, row.currency), row.pk in chosen) for row in found],
        "is_unpriced": any(not row.amount for row in found),
        "may_decide": may_decide(request.reader, organization),
        "form": form,
        "section": "quotes",
    }
    return render(request, "console/quotes/decide.html", context, status=status)


@require_GET
@agents_only
def inbox(request: DeskRequest) -> HttpResponse:
    """What waits for an account manager: of his own clients, or of all."""
    reader = request.reader
    is_all = request.GET.get("whose") == "all"
    quotes = quotes_for(reader).filter(state__in=(Quote.State.DRAFT, Quote.State.APPROVED))
    approvals = approvals_for(reader).filter(state=Approval.State.OPEN)
    contracts = contracts_for(reader)
    waiting = waiting_by_client(reader)
    if not is_all:
        quotes = quotes.filter(organization__manager=reader.agent_id)
        approvals = approvals.filter(organization__manager=reader.agent_id)
        contracts = contracts.filter(organization__manager=reader.agent_id)
        waiting = [one for one in waiting if one.organization.manager_id == reader.agent_id]
    stood = standings(contracts[:500], at=request.at)
    context = {
        "is_all": is_all,
        "waiting": waiting,
        "quotes": [(one, money(one.net, one.currency)) for one in quotes.order_by("pk")[:ON_PAGE]],
        "approvals": [
            (one, amount_words(one)) for one in approvals.order_by("expires_at")[:ON_PAGE]
        ],
        "soon": coming_up(stood)[:ON_PAGE],
        "scarce": scarce(stood)[:ON_PAGE],
        "has_blocks": blocks_of(one.contract for one in stood).exists(),
        "section": "quotes",
        "tab": "inbox",
    }
    return render(request, "console/quotes/inbox.html", context)
