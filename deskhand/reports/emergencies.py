"""What emergencies were caused by: counted on the tickets themselves, of which there are few."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from deskhand.provider.firm import current
from deskhand.reports.asking import Asked, Cut, month_after
from deskhand.reports.figures import Column, Figure, Kind, Picture, share
from deskhand.tickets.models import Ticket


def causes(asked: Asked) -> Figure:
    """How many emergencies had which cause: of hardware, of the client's own system management
    (product text, pack B). One whose cause nobody has said counts as such; one that was taken
    back is none."""
    zone = ZoneInfo(current().time_zone)
    lately = Q(
        received_at__gte=_midnight(asked.since, zone),
        received_at__lt=_midnight(month_after(asked.until), zone),
    )
    counted = (
        _emergencies(asked)
        .values(cause=Coalesce("emergency_facts__cause", Value("")))
        .annotate(lately=Count("pk", filter=lately), ever=Count("pk"))
        .order_by("-ever", "cause")
    )
    rows = [(row["cause"], row["lately"], row["ever"]) for row in counted]
    whole = sum(ever for _cause, _lately, ever in rows)
    return Figure(
        "causes",
        _("Causes of emergencies"),
        _("What was said to have caused the emergencies of these months, and all there ever were."),
        (
            Column(_("Cause"), Kind.TEXT),
            Column(_("In these months")),
            Column(_("Ever")),
            Column(_("Share"), Kind.SHARE),
        ),
        [
            (cause or _("not said yet"), lately, ever, share(ever, whole - ever))
            for cause, lately, ever in rows
        ],
        Picture("bars", 2),
    )


def _emergencies(asked: Asked) -> QuerySet[Ticket]:
    found = Ticket.objects.filter(is_emergency=True)
    if asked.reader.only_organizations is not None:
        found = found.filter(organization__in=asked.reader.only_organizations)
    if asked.cut == Cut.ORGANIZATION:
        found = found.filter(organization=asked.key)
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)
