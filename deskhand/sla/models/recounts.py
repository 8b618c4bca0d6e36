"""Open clocks reckoned anew in the background, because what they count by has changed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.sla.models.calendars import CalendarVersion
from deskhand.sla.models.policies import Policy


class Recount(models.Model):
    """One run over open clocks, in the order of their keys: `cursor` is the last that was done.

    It is resumed after a crash where it stood. `looked_at` counts clocks, `moved` due times that
    changed, `late` those that had gone by then. Open tickets of a policy or an organization are
    gone through likewise, and counted in place of clocks. `zones` is the version of the zone
    rules by which clocks were reckoned.
    """

    class Cause(models.TextChoices):
        CALENDAR = "calendar", _("Calendar edited")
        ZONES = "zones", _("Rules of time zones updated")
        POLICY = "policy", _("Open tickets follow a policy")
        ORGANIZATION = "client", _("Open tickets follow what a client is owed")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        STOPPED = "stopped", _("Stopped")

    cause = models.CharField(max_length=10, choices=Cause.choices)
    version = models.ForeignKey(
        CalendarVersion, models.CASCADE, null=True, related_name="recounts", db_index=False
    )
    policy = models.ForeignKey(Policy, models.CASCADE, null=True, related_name="+", db_index=False)
    organization = models.ForeignKey(
        "people.Organization", models.CASCADE, null=True, related_name="+", db_index=False
    )
    zones = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField(default=0)
    looked_at = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    late = models.PositiveIntegerField(default=0)
    cursor = models.BigIntegerField(default=0)
    asked_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.cause} {self.pk}"

    @property
    def is_of_tickets(self) -> bool:
        return self.cause in {self.Cause.POLICY, self.Cause.ORGANIZATION}

    @property
    def is_ended(self) -> bool:
        return self.state in {self.State.DONE, self.State.STOPPED}

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else 100 * self.looked_at // (self.total or 1)
