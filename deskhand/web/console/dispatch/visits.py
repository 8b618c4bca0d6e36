"""A visit on the phone: what was done, photos, and the signature of whoever was there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.branding import brand_of
from deskhand.desk.dispatch import visiting
from deskhand.desk.dispatch.inviting import place_of, zone_at
from deskhand.people.reader import Reader
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.files import SHOWN, download
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files
from deskhand.work.appointments import AppointmentRefused
from deskhand.work.models import WorkReport
from deskhand.work.reports import Written


class ReportForm(forms.Form):
    """What was done, and what was used."""

    done = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    parts = forms.CharField(
        label=gettext_lazy("Parts used"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def report_form(report: WorkReport | None) -> ReportForm:
    said: dict[str, Any] = {"done": report.done, "parts": report.parts} if report else {}
    return ReportForm(initial=said)


@require_POST
@agents_only
def write(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Keep what was done, and with it the signature where there is one."""
    ticket_for(request.reader, number)
    form = ReportForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect("console:appointment", number, key)
    by, at = request.reader, request.at
    said = Written(form.cleaned_data["done"], form.cleaned_data["parts"])
    try:
        visiting.write_report(number, key, said, by=by, at=at)
        if request.POST.get("act") == "sign":
            name = request.POST.get("signed_by", "").replace("\0", "")
            path = request.POST.get("signature", "")
            visiting.sign(number, key, name=name, path=path, by=by, at=at)
    except AppointmentRefused as error:
        messages.error(request, str(error))
    else:
        is_signed = request.POST.get("act") == "sign"
        messages.success(request, _("Signed, and mailed.") if is_signed else _("Kept."))
    return redirect("console:appointment", number, key)


@require_POST
@agents_only
def add_photos(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """Keep photos."""
    ticket_for(request.reader, number)
    try:
        files = kept_files(request.FILES.getlist("files"))
        if any(file.content_type not in SHOWN for file in files):
            raise UploadRefused(_("These are no photos that we can show: PNG, JPEG, GIF or WebP."))
        visiting.add_photos(number, key, files, by=request.reader, at=request.at)
    except (UploadRefused, AppointmentRefused) as error:
        messages.error(request, str(error))
    return redirect("console:appointment", number, key)


@require_GET
@agents_only
def photo(request: DeskRequest, key: str) -> FileResponse:
    """One photo."""
    found = visiting.photo_for(request.reader, key)
    return download(
        found.blob,
        filename=found.filename,
        content_type=found.content_type,
        as_attachment=found.content_type not in SHOWN,
    )


@require_GET
@agents_only
def report(request: DeskRequest, number: int, key: int) -> HttpResponse:
    """The report as it is printed."""
    return render(request, "report_page.html", printed(request.reader, number, key))


def printed(reader: Reader, number: int, key: int) -> dict[str, Any]:
    """What a printed report shows; raises TicketNotFound."""
    ticket, appointment, found = visiting.report_for(reader, number, key)
    return {
        "ticket": ticket,
        "appointment": appointment,
        "report": found,
        "agents": [row.agent for row in appointment.attendances.select_related("agent__person")],
        "place": place_of(appointment),
        "zone": zone_at(appointment, ticket),
        "letter_brand": brand_of(ticket.organization),
    }
