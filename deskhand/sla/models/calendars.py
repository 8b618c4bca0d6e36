"""Business hours, in versions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """Business hours under one name; what they were when stands in the versions."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(max_length=60, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CalendarVersion(models.Model):
    """One version of a calendar; `spec` is what `rules.worktime.Calendar.from_spec` reads.

    `names` are those of its holidays, by date.
    """

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateTimeField()
    spec = models.JSONField()
    names = models.JSONField(default=dict)
    spec_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ("calendar", "number")
        constraints = [
            models.UniqueConstraint(fields=("calendar", "number"), name="calendar_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.number}"


class AgentCalendar(models.Model):
    """The calendar by which an agent works, where it is not the firm's."""

    agent = models.OneToOneField("people.Agent", models.CASCADE, related_name="calendar")
    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.agent}: {self.calendar}"
