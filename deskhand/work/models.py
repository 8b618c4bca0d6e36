"""Tasks on tickets, and checklists from which tasks are made. Tables of appointments and of time
are beside."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.work.planned import (
    Appointment,
    Attendance,
    How,
    Offer,
    OfferedTime,
    UntoldMove,
)
from deskhand.work.timekeeping.models import (
    MonthAct,
    TimeEntry,
    TimeMonth,
    Timer,
    TimeRevision,
    TimeRules,
    WorkRole,
    WorkType,
)
from deskhand.work.visits import OutsideBusy, OutsideCalendar, Photo, WorkReport

__all__ = [
    "Appointment",
    "Attendance",
    "Checklist",
    "How",
    "MonthAct",
    "Offer",
    "OfferedTime",
    "OutsideBusy",
    "OutsideCalendar",
    "Photo",
    "Task",
    "TimeEntry",
    "TimeMonth",
    "TimeRevision",
    "TimeRules",
    "Timer",
    "UntoldMove",
    "WorkReport",
    "WorkRole",
    "WorkType",
]


class Checklist(models.Model):
    """Tasks that belong together. With a request type they come by themselves with it.

    `items` are pairs of a title and whether it must be done before the ticket ends.
    """

    name = models.CharField(_("name"), max_length=80, unique=True)
    items = models.JSONField(default=list)
    request_type = models.ForeignKey(
        "catalog.RequestType",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="checklists",
        verbose_name=_("comes with the request"),
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return self.name


class Task(models.Model):
    """One thing to be done on a ticket; `place` is its place among the ticket's tasks."""

    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="tasks", db_index=False
    )
    title = models.CharField(_("task"), max_length=200)
    assignee = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, blank=True, related_name="tasks", db_index=False
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    must_be_done = models.BooleanField(_("must be done before the ticket ends"), default=False)
    place = models.PositiveIntegerField(default=0)
    checklist = models.ForeignKey(
        Checklist, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("place", "id")
        indexes = [models.Index(fields=("ticket", "place", "id"), name="task_of_ticket")]

    def __str__(self) -> str:
        return self.title
