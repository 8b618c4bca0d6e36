"""The work report of an appointment, and its photos. What somebody has signed stays as it is."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.rules.strokes import NoSignature, strokes
from deskhand.tickets.attaching import NewFile
from deskhand.tickets.models import Ticket
from deskhand.work.appointments import AppointmentRefused, tell
from deskhand.work.models import Appointment, Photo, WorkReport

MOST_PHOTOS = 40


class ReportSigned(AppointmentRefused):
    """It was signed: nobody changes it any more."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a report says."""

    done: str
    parts: str = ""


def report_on(appointment: Appointment) -> WorkReport | None:
    """Return the work report of an appointment; None before one is written."""
    return WorkReport.objects.filter(appointment=appointment).first()


def signed_on(ticket: Ticket) -> list[WorkReport]:
    """Return the signed reports of a ticket, with what they are about."""
    rows = WorkReport.objects.filter(appointment__ticket=ticket, signed_at__isnull=False)
    return list(rows.select_related("appointment").order_by("signed_at", "pk"))


def write_report(appointment: Appointment, said: Written, *, by: Actor, at: datetime) -> WorkReport:
    """Write what was done, or write it anew. Raises ReportSigned."""
    report = WorkReport.objects.select_for_update().filter(appointment=appointment).first()
    report = report or WorkReport(appointment=appointment)
    if report.signed_at is not None:
        raise ReportSigned(_("The report is signed: it stays as it is."))
    report.done, report.parts = said.done.strip()[:5000], said.parts.strip()[:2000]
    report.written_by, report.written_at = by.name, at
    report.save()
    return report


def sign(
    appointment: Appointment, ticket: Ticket, *, name: str, path: str, by: Actor, at: datetime
) -> WorkReport:
    """Keep a drawn signature under what was done. Raises ReportSigned, AppointmentRefused."""
    report = WorkReport.objects.select_for_update().filter(appointment=appointment).first()
    if report is None or not report.done:
        raise AppointmentRefused(_("Write what was done before it is signed."), field="done")
    if report.signed_at is not None:
        raise ReportSigned(_("The report is signed: it stays as it is."))
    if not name.strip():
        raise AppointmentRefused(_("Say who signs."), field="signed_by")
    try:
        report.signature = strokes(path)
    except NoSignature:
        raise AppointmentRefused(_("Please sign in the box."), field="signature") from None
    report.signed_by, report.signed_at = " ".join(name.split())[:200], at
    report.save()
    tell(appointment, ticket, "signed", by=by, at=at)
    return report


def add_photos(
    appointment: Appointment, files: Sequence[NewFile], *, by: Actor, at: datetime
) -> list[Photo]:
    """Keep pictures taken at an appointment. Raises AppointmentRefused for too many."""
    if appointment.photos.count() + len(files) > MOST_PHOTOS:
        raise AppointmentRefused(_("Forty photos at most belong to an appointment."))
    return Photo.objects.bulk_create(
        Photo(
            appointment=appointment,
            blob=file.blob,
            filename=file.filename,
            content_type=file.content_type,
            size=file.blob.size,
            key=secrets.token_hex(16),
            taken_by=by.name,
            taken_at=at,
        )
        for file in files
    )
