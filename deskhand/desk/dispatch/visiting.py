"""What is brought back from a visit: the work report, signed on the spot and mailed, and photos."""

from collections.abc import Sequence
from datetime import datetime

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.desk.branding import brand_of
from deskhand.desk.dispatch.inviting import KIND, place_of, when, zone_at
from deskhand.desk.letters import in_thread, url_of
from deskhand.desk.story import story
from deskhand.mail.composing import can_be_written_to
from deskhand.mail.writing import Draft, write
from deskhand.people.acting import actor_of
from deskhand.people.languages import language_of
from deskhand.people.reader import Reader
from deskhand.provider.firm import current
from deskhand.tickets.access import TicketNotFound, lock, need_worker
from deskhand.tickets.attaching import NewFile
from deskhand.tickets.conversation import remember
from deskhand.tickets.models import Ticket
from deskhand.tickets.reading import ticket_for, tickets_for
from deskhand.work import reports
from deskhand.work.appointments import appointment_of
from deskhand.work.models import Appointment, Photo, WorkReport
from deskhand.work.reports import Written


@story
def write_report(number: int, key: int, said: Written, *, by: Reader, at: datetime) -> WorkReport:
    """Write what was done. Raises ReportSigned, TicketNotFound, NotAllowed."""
    need_worker(by)
    appointment = appointment_of(lock(number, reader=by), key)
    return reports.write_report(appointment, said, by=actor_of(by), at=at)


@story
def sign(number: int, key: int, *, name: str, path: str, by: Reader, at: datetime) -> WorkReport:
    """Let somebody on the spot sign the report; the requester gets it by mail.

    Raises AppointmentRefused, ReportSigned, TicketNotFound, NotAllowed.
    """
    need_worker(by)
    ticket = lock(number, reader=by)
    appointment = appointment_of(ticket, key)
    report = reports.sign(appointment, ticket, name=name, path=path, by=actor_of(by), at=at)
    _mail(report, appointment, ticket, at=at)
    return report


@story
def add_photos(
    number: int, key: int, files: Sequence[NewFile], *, by: Reader, at: datetime
) -> list[Photo]:
    """Keep photos. Raises AppointmentRefused, TicketNotFound, NotAllowed."""
    need_worker(by)
    appointment = appointment_of(lock(number, reader=by), key)
    return reports.add_photos(appointment, files, by=actor_of(by), at=at)


def photo_for(reader: Reader, key: str) -> Photo:
    """Return a photo that an agent may see; raises TicketNotFound."""
    rows = Photo.objects.select_related("blob").filter(
        key=key, appointment__ticket__in=tickets_for(reader)
    )
    photo = rows.first() if reader.is_agent else None
    if photo is None:
        raise TicketNotFound(0)
    return photo


def report_for(reader: Reader, number: int, key: int) -> tuple[Ticket, Appointment, WorkReport]:
    """Return a report that is written; to a requester if signed. Raises TicketNotFound."""
    ticket = ticket_for(reader, number)
    appointment = appointment_of(ticket, key)
    report = reports.report_on(appointment)
    if report is None or (report.signed_at is None and not reader.is_agent):
        raise TicketNotFound(key)
    return ticket, appointment, report


def _mail(report: WorkReport, appointment: Appointment, ticket: Ticket, *, at: datetime) -> None:
    person = ticket.requester
    if person is None or not can_be_written_to(person.main_address):
        return
    zone, brand = zone_at(appointment, ticket), brand_of(ticket.organization)
    begins_at = appointment.arrived_at or appointment.begins_at
    ends_at = appointment.left_at or max(at, begins_at)
    with translation.override(language_of(person, ticket.organization)):
        words = {
            "report": report,
            "appointment": appointment,
            "ticket": ticket,
            "person": person,
            "when": when(begins_at, ends_at, zone),
            "where": place_of(appointment),
            "signed_at": report.signed_at.astimezone(zone) if report.signed_at else None,
            "url": f"{url_of(ticket)}reports/{appointment.pk}/",
            "firm": current(),
            "brand": brand,
        }
        draft = Draft(
            kind=KIND,
            to=[person.main_address],
            subject=_("Work report [#%(number)s]") % {"number": ticket.pk},
            text=render_to_string("mail/work_report.txt", words),
            html=render_to_string("mail/work_report.html", words),
            enclosures=brand.enclosures,
        )
    threaded = in_thread(ticket, draft)
    if threaded is not None:
        remember(ticket, [write(threaded, at=at).message_id])
