"""Reports: pictures with a table beside each, and the same tables as files."""

import csv
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from deskhand.reports import breaches, flow, promises, times, volume
from deskhand.reports.asking import from_first
from deskhand.rules.cells import dead_cell
from deskhand.web.access import report_readers_only
from deskhand.web.console.drawing import drawn
from deskhand.web.console.report_forms import ReportForm
from deskhand.web.console.wording import plain_words, words_of
from deskhand.web.request import DeskRequest

# Each with its title, and what computes its figures.
REPORTS: dict[str, tuple[Any, Any]] = {
    "promises": (_("Promises"), promises.figures),
    "times": (_("Answering times"), times.figures),
    "volume": (_("Tickets"), volume.figures),
    "clients": (_("Clients"), volume.of_clients),
    "flow": (_("Flow"), flow.figures),
    "breaches": (_("Broken promises"), breaches.figures),
}


@require_GET
@report_readers_only
def report(request: DeskRequest, name: str = "promises") -> HttpResponse:
    """One report, for the months and the part that the address names."""
    if name not in REPORTS:
        raise Http404
    form = ReportForm(request.GET or None, reader=request.reader, at=request.at)
    figures = REPORTS[name][1](from_first(form.asked()))
    context = {
        "form": form,
        "name": name,
        "title": REPORTS[name][0],
        "reports": [(key, title) for key, (title, _figures) in REPORTS.items()],
        "asked": form.address(),
        "figures": [(figure, words_of(figure), drawn(figure)) for figure in figures],
    }
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render(request, "console/report.html", context, status=status)


@require_GET
@report_readers_only
def table(request: DeskRequest, name: str, figure: str) -> HttpResponse:
    """One table of a report as comma-separated values."""
    form = ReportForm(request.GET or None, reader=request.reader, at=request.at)
    if name not in REPORTS or (form.is_bound and not form.is_valid()):
        raise Http404
    figures = REPORTS[name][1](from_first(form.asked()))
    found = next((each for each in figures if each.name == figure), None)
    if found is None:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}-{figure}.csv"'
    lines = csv.writer(answer)
    lines.writerow([dead_cell(column.title) for column in found.columns])
    lines.writerows([dead_cell(word) for word in row] for row in plain_words(found))
    return answer
