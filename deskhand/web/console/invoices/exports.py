"""Exports to bookkeeping: a file of what was not exported yet, and the files that were made."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from deskhand.contracts.invoices import details
from deskhand.exchange.exporting import Asked, batches_for, export
from deskhand.exchange.models import Target
from deskhand.exchange.sheets import ExportRefused
from deskhand.web.access import billers_only
from deskhand.web.console.invoices.finding import frame
from deskhand.web.files import download
from deskhand.web.request import DeskRequest

MOST = 200


def _day(label: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class ExportForm(forms.Form):
    target = forms.ChoiceField(label=gettext_lazy("For"), choices=Target.choices)
    since = _day(gettext_lazy("Issued from"))
    until = _day(pgettext_lazy("day", "To"))
    is_again = forms.BooleanField(
        label=gettext_lazy("Also what was exported for it before"), required=False
    )


@require_http_methods(["GET", "POST"])
@billers_only
def exports(request: DeskRequest) -> HttpResponse:
    today = details.today(request.at)
    initial = {"since": today.replace(month=1, day=1), "until": today}
    form = ExportForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = export(Asked(**form.cleaned_data), by=request.reader, at=request.at)
        except ExportRefused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(file)s is made.") % {"file": made.filename})
            return redirect("console:invoice_exports")
    context = {
        "form": form,
        "batches": list(batches_for(request.reader)[:MOST]),
        **frame(request, "exports"),
    }
    status = 422 if form.errors else 200
    return render(request, "console/invoices/exports.html", context, status=status)


@require_GET
@billers_only
def file(request: DeskRequest, pk: int) -> FileResponse:
    """The file as it was made."""
    batch = batches_for(request.reader).filter(pk=pk).first()
    if batch is None:
        raise Http404
    return download(batch.blob, filename=batch.filename, content_type="application/octet-stream")
