"""The budget of a contract: what was planned and worked, month by month and by quarter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.contracts import wording
from deskhand.contracts.ledger import hours
from deskhand.contracts.models import Budget, Contract, LedgerPosting
from deskhand.contracts.recurring import line_that_pays
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.versions import shown
from deskhand.desk.ledger import budgeting
from deskhand.desk.ledger.budgeting import NewPlan
from deskhand.desk.ledger.keeping import may_keep
from deskhand.rules.rating.budgets import Engagement, Month, quarters
from deskhand.web.access import agents_only
from deskhand.web.console.contracts.reading import contract_for
from deskhand.web.console.wording import month_words
from deskhand.web.request import DeskRequest

MONTHS = 12
WIDTH = 160


class PlanForm(forms.Form):
    """What is planned each month from a day on."""

    planned = forms.IntegerField(
        label=gettext_lazy("Hours a month"), min_value=1, max_value=100_000 // 60
    )
    fee = forms.DecimalField(
        label=gettext_lazy("Monthly fee"), min_value=0, max_digits=10, decimal_places=2
    )
    since = forms.DateField(
        label=gettext_lazy("From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("It holds from the first whole month."),
    )
    why = forms.CharField(label=gettext_lazy("Why"), max_length=300, required=False)

    def plan(self) -> NewPlan:
        said = self.cleaned_data
        return NewPlan(said["since"], said["planned"] * 60, said["fee"], said["why"])


class BeginForm(PlanForm):
    """A budget to be."""

    kind = forms.ChoiceField(label=pgettext_lazy("kind", "It is"), choices=Budget.Kind.choices)
    carry_months = forms.IntegerField(
        label=gettext_lazy("Of a block: unused time lives on for months"),
        min_value=0,
        max_value=24,
        initial=0,
    )
    cap_hours = forms.IntegerField(
        label=gettext_lazy("Of a block: hours that go on at most"),
        min_value=0,
        max_value=1000,
        required=False,
        help_text=gettext_lazy("Empty: all of them."),
    )
    overrun_per_hour = forms.DecimalField(
        label=gettext_lazy("Of a block: an hour beyond it costs"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        initial=0,
    )
    field_order = ("kind",)

    def budget(self) -> Budget:
        said = self.cleaned_data
        cap = said["cap_hours"]
        return Budget(
            kind=said["kind"],
            carry_months=said["carry_months"],
            cap_minutes=None if cap is None else cap * 60,
            overrun_per_hour=said["overrun_per_hour"],
        )


@dataclass(frozen=True, slots=True)
class Row:
    """A month or quarter: plan against actual, with the widths of its picture."""

    name: str
    planned: str
    actual: str
    percent: int | None
    bar: int
    beyond: int
    extra: tuple[str, ...] = ()

    @property
    def edge(self) -> int:
        """Where the plan ends on the picture."""
        return WIDTH * 3 // 4


@require_http_methods(["GET", "HEAD", "POST"])
@agents_only
def budget(request: DeskRequest, pk: int) -> HttpResponse:
    """Plan against actual; an account manager begins and adjusts it."""
    contract = contract_for(request, pk)
    kept = budgeting.budget_of(contract)
    if request.method != "POST":
        return _page(request, contract, kept)
    form = PlanForm(request.POST) if kept else BeginForm(request.POST)
    if not form.is_valid():
        return _page(request, contract, kept, form=form, status=422)
    try:
        if isinstance(form, BeginForm):
            budgeting.begin(pk, form.budget(), form.plan(), by=request.reader, at=request.at)
        else:
            budgeting.adjust(pk, form.plan(), by=request.reader, at=request.at)
    except ContractRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return _page(request, contract, kept, form=form, status=422)
    messages.success(request, _("Kept. What was planned before stays as it was."))
    return redirect("console:contract_budget", pk)


def _page(
    request: DeskRequest,
    contract: Contract,
    kept: Budget | None,
    *,
    form: Any = None,
    status: int = 200,
) -> HttpResponse:
    currency = shown(contract, at=request.at).currency
    today = contract.day(request.at)
    context: dict[str, Any] = {
        "contract": contract,
        "budget": kept,
        "may_keep": may_keep(request.reader),
        "width": WIDTH,
        "currency": currency,
    }
    if kept is not None:
        last = max(Month.of(today), Month.of(kept.first_on))
        is_block = kept.kind == Budget.Kind.BLOCK
        context |= _block(kept, last, currency) if is_block else _fee(kept, last)
        context["plans"] = [
            (row, _hours(row.planned_minutes * 60), wording.price(row.fee, currency))
            for row in reversed(list(kept.plans.all()))
        ]
        newest = list(kept.plans.all())[-1]
        in_force = [row for row in kept.plans.all() if row.since <= last.first] or [newest]
        fee = in_force[-1].fee
        context["fee"] = wording.price(fee, currency) if fee else ""
        context["paying"] = line_that_pays(contract, fee, last.first, at=request.at)
        initial = {
            "since": Month.of(today).after().first,
            "planned": newest.planned_minutes // 60,
            "fee": newest.fee,
        }
        context["form"] = form or PlanForm(initial=initial)
    else:
        first = {"since": max(today.replace(day=1), contract.begins_on)}
        context["form"] = form or BeginForm(initial=first)
    return render(request, "console/contracts/budget.html", context, status=status)


def _fee(kept: Budget, last: Month) -> dict[str, Any]:
    by_month = budgeting.engagement(kept, last)
    by_quarter = quarters(by_month)
    return {
        "rows": _told(reversed(list(by_month.items())[-MONTHS:])),
        "quarters": _told(
            (_("%(year)d, quarter %(number)d") % {"year": year, "number": number}, told)
            for (year, number), told in reversed(by_quarter.items())
        ),
    }


def _told(pairs: Iterable[tuple[Any, Engagement]]) -> list[Row]:
    return [_row(_name(name), told.planned, told.actual) for name, told in pairs]


def _name(name: Month | str) -> str:
    return month_words(name.first) if isinstance(name, Month) else name


def _row(name: str, planned: int, actual: int, extra: tuple[str, ...] = ()) -> Row:
    """On the picture the plan takes three quarters, what goes beyond at most the rest."""
    edge = WIDTH * 3 // 4
    drawn = min(edge * actual // planned, WIDTH) if planned else 0
    percent = (actual * 200 + planned) // (planned * 2) if planned else None
    return Row(
        name,
        _hours(planned),
        _hours(actual),
        percent,
        min(drawn, edge),
        max(drawn - edge, 0),
        extra,
    )


def _block(kept: Budget, last: Month, currency: str) -> dict[str, Any]:
    told = budgeting.block(kept, last)
    rows = [
        _row(
            _name(month),
            one.allowance + one.carried_in,
            one.covered + one.overrun,
            (
                _hours(one.carried_in),
                _hours(one.overrun),
                _hours(one.carried_out),
                wording.money(one.invoice, currency),
            ),
        )
        for month, one in reversed(list(told.items())[-MONTHS:])
    ]
    return {"rows": rows, "is_block": True, "posted": _posted(kept)}


def _posted(kept: Budget) -> list[tuple[LedgerPosting, str, list[str]]]:
    """What the book says: of which month each line is (empty: a correction), and its hours."""
    return [
        (
            line.posting,
            month_words(date.fromisoformat(f"{line.month}-01")) if line.month else "",
            [_signed(each) for each in (line.allowed, line.drawn, line.lapsed, line.left)],
        )
        for line in hours.lines(kept)
    ]


def _signed(seconds: int) -> str:
    return f"\N{MINUS SIGN}{_hours(-seconds)}" if seconds < 0 else _hours(seconds)


def _hours(seconds: int) -> str:
    minutes = int(timedelta(seconds=seconds).total_seconds()) // 60
    whole, rest = divmod(minutes, 60)
    if not rest:
        return _("%(hours)d h") % {"hours": whole}
    return _("%(hours)d h %(minutes)02d min") % {"hours": whole, "minutes": rest}
