"""Profit as pictures with tables, and the cost rates behind it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.contracts.invoices import details
from deskhand.contracts.profit import costs, reckoning
from deskhand.contracts.reading import usual_currency
from deskhand.contracts.refusing import ContractRefused
from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.people.administration import active_agents
from deskhand.provider.events import SettingChanged
from deskhand.reports.figures import Column, Figure, Kind, Picture
from deskhand.rules.money import major
from deskhand.rules.profit import Margin
from deskhand.web.access import cost_readers_only
from deskhand.web.console.drawing import drawn
from deskhand.web.console.profit.forms import CostForm, ProfitForm
from deskhand.web.console.wording import words_of
from deskhand.web.request import DeskRequest

TITLES = {
    "month": gettext_lazy("By month"),
    "client": gettext_lazy("By client"),
    "contract": gettext_lazy("By contract"),
    "agent": gettext_lazy("By agent"),
}


@require_GET
@cost_readers_only
def profit(request: DeskRequest) -> HttpResponse:
    known = reckoning.currencies(request.reader)
    usual = _usual(request, known)
    form = ProfitForm(known or [""], request.GET or None, initial=usual)
    said = form.cleaned_data if form.is_bound and form.is_valid() else usual
    asked = reckoning.Asked(request.reader, said["since"], said["until"], said["currency"])
    found = reckoning.margins(asked) if known else {}
    figures = [_figure(cut, rows, asked) for cut, rows in found.items() if rows]
    months = [row for _name, row in found.get("month", [])]
    context = {
        "form": form,
        "figures": [(figure, words_of(figure), drawn(figure)) for figure in figures],
        "sum": _sum(months),
        "currency": asked.currency,
        "may_keep": costs.may_keep(request.reader),
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "console/profit/profit.html", context, status=status)


def _usual(request: DeskRequest, known: list[str]) -> dict[str, Any]:
    """The last six months and this one."""
    today = details.today(request.at)
    number = today.year * 12 + today.month - 7
    since = date(number // 12, number % 12 + 1, 1)
    return {"since": since, "until": today, "currency": known[0] if known else ""}


def _sum(rows: list[Margin]) -> Margin:
    names = ("revenue", "cost", "seconds", "unpriced")
    return Margin(*(sum(getattr(row, name) for row in rows) for name in names))


def _figure(cut: str, rows: list[tuple[Any, Margin]], asked: reckoning.Asked) -> Figure:
    is_month = cut == "month"
    can_draw = all(row.revenue >= 0 for _name, row in rows)
    shape = Picture("months", 1, line=2) if is_month else Picture("bars", 1)
    return Figure(
        name=cut,
        title=str(TITLES[cut]),
        about=_("Revenue as bars, the cost of the time as a line.") if is_month else "",
        columns=(
            Column(_("Month") if is_month else _("Name"), Kind.MONTH if is_month else Kind.TEXT),
            Column(_("Revenue"), Kind.NUMBER),
            Column(_("Cost of time"), Kind.NUMBER),
            Column(_("Profit"), Kind.NUMBER),
            Column(_("Of revenue"), Kind.SHARE),
            Column(_("Time"), Kind.SPAN),
        ),
        rows=[
            (
                name,
                _amount(row.revenue, asked.currency),
                _amount(row.cost, asked.currency),
                _amount(row.profit, asked.currency),
                row.share,
                row.seconds,
            )
            for name, row in rows
        ],
        picture=shape if can_draw else None,
    )


def _amount(minor: int, currency: str) -> float:
    return float(major(minor, currency))


@require_http_methods(["GET", "POST"])
@cost_readers_only
def rates(request: DeskRequest) -> HttpResponse:
    """What an hour of each agent costs, by date."""
    if not costs.may_keep(request.reader):
        raise Http404
    today = details.today(request.at)
    usual = {"valid_from": today.replace(day=1), "currency": usual_currency()}
    form = CostForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            with transaction.atomic():
                costs.set_rate(
                    said["agent"],
                    said["per_hour"],
                    said["currency"].upper(),
                    valid_from=said["valid_from"],
                )
                # That it changed, and not to what: the journal has other readers.
                event = SettingChanged(
                    what="costs", setting=said["agent"].pk, act="changed", fields="per_hour"
                )
                record(event, by=actor_of(request.reader), at=request.at)
        except ContractRefused as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:cost_rates")
    kept = costs.rates_of()
    rows = [(agent, kept.get(agent.pk, [])) for agent in active_agents().select_related("person")]
    status = 422 if form.errors else 200
    context = {"form": form, "rows": rows}
    return render(request, "console/profit/rates.html", context, status=status)
