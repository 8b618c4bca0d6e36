"""Tables of what is brought back from an appointment: its work report, signed, and photos."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.work.planned import Appointment


class WorkReport(models.Model):
    """What was done at an appointment, and who signed for it. Once signed it is never changed:
    `signature` is the path of the strokes in a box of 600 by 200 (`rules.strokes`)."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="report")
    done = models.TextField(_("what was done"), max_length=5000, blank=True)
    parts = models.TextField(_("parts used"), max_length=2000, blank=True)
    signed_by = models.CharField(_("name"), max_length=200, blank=True)
    signature = models.TextField(blank=True)
    signed_at = models.DateTimeField(null=True)
    written_by = models.CharField(max_length=200)
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.appointment)


class Photo(models.Model):
    """A picture taken at an appointment; for agents alone, unless it goes with the report."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="photos")
    blob = models.ForeignKey("files.Blob", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=255)
    content_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    key = models.CharField(max_length=32, unique=True)
    taken_by = models.CharField(max_length=200)
    taken_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.filename


class OutsideCalendar(models.Model):
    """A calendar of an agent elsewhere, of which we read when he is busy. Its address is a secret
    (`provider.secrets`); here stands its host alone."""

    agent = models.OneToOneField("people.Agent", models.CASCADE, related_name="outside_calendar")
    host = models.CharField(max_length=253)
    read_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return str(self.agent)


class OutsideBusy(models.Model):
    """When an agent is busy elsewhere; read anew as a whole each time."""

    agent = models.ForeignKey(
        "people.Agent", models.CASCADE, related_name="outside_busy", db_index=False
    )
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ("begins_at", "id")
        indexes = [models.Index(fields=("agent", "ends_at"), name="outside_of_agent")]

    def __str__(self) -> str:
        return f"{self.agent}: {self.begins_at:%Y-%m-%d %H:%M}"
