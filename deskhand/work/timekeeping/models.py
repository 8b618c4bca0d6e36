"""Tables of time: entries, their revisions, timers, months, and the lists that the firm keeps."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deskhand.work.timekeeping.queries import TimeEntryQuerySet


class WorkType(models.Model):
    """What kind of work it was, from the firm's list."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_billable = models.BooleanField(_("usually billable"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return self.name


class WorkRole(models.Model):
    """As what somebody worked, such as engineer: rates go by it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ("position", "name", "id")

    def __str__(self) -> str:
        return self.name


class TimeRules(models.Model):
    """What the firm asks of time; one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    left_running_hours = models.PositiveSmallIntegerField(
        _("hours after which a timer counts as left running"), default=4
    )
    needs_note = models.BooleanField(_("every entry needs a note"), default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_time_rules")]

    def __str__(self) -> str:
        return f"{self.left_running_hours} h"


class Place(models.TextChoices):
    REMOTE = "remote", _("Remote")
    ONSITE = "onsite", _("Onsite")


class TravelMode(models.TextChoices):
    """How the way is counted. Names are those of the rating."""

    NONE = "", _("No travel")
    FLAT = "flat", _("Flat")
    PER_KM = "per_km", _("By distance")
    TIME = "time", _("By time")


class Source(models.TextChoices):
    """By what an entry was made."""

    FORM = "form", _("Form")
    TIMER = "timer", _("Timer")
    REPLY = "reply", _("Reply")
    SHEET = "sheet", _("Week sheet")
    APPOINTMENT = "appointment", _("Appointment")
    ADJUSTMENT = "adjustment", _("Adjustment")


class TimeFacts(models.Model):
    """What was worked. Instants only where they are known; `seconds` is elapsed time and less than
    zero only where an adjustment takes back. `booked_on` is the day by which it counts in a month:
    the day of the work, unless that month was closed."""

    agent = models.ForeignKey(
        "people.Agent",
        models.PROTECT,
        related_name="+",
        db_index=False,
        verbose_name=_("who worked"),
    )
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    organization = models.ForeignKey(
        "people.Organization",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
    )
    worked_on = models.DateField()
    booked_on = models.DateField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    seconds = models.IntegerField()
    work_type = models.ForeignKey(WorkType, models.PROTECT, related_name="+", db_index=False)
    role = models.ForeignKey(
        WorkRole, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    is_billable = models.BooleanField(default=True)
    why_not_billable = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=10, choices=Place.choices, default=Place.REMOTE)
    travel = models.CharField(max_length=10, choices=TravelMode.choices, blank=True)
    travel_metres = models.PositiveIntegerField(default=0)
    travel_seconds = models.PositiveIntegerField(default=0)
    note = models.TextField(blank=True)
    invoice_text = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True


class TimeEntry(TimeFacts):
    """Time that somebody worked, as its last revision says; never deleted.

    `adjusts` is the entry of a closed month that it takes back or says anew.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        SUBMITTED = "submitted", _("Submitted")
        APPROVED = "approved", _("Approved")

    revision = models.PositiveIntegerField(default=1)
    source = models.CharField(max_length=12, choices=Source.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    state_by = models.CharField(max_length=200, blank=True)
    state_at = models.DateTimeField(null=True)
    message = models.ForeignKey(
        "tickets.Message", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    adjusts = models.ForeignKey("self", models.PROTECT, null=True, related_name="adjustments")
    billed_at = models.DateTimeField(null=True)
    billed_as = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    once_key = models.CharField(max_length=100, null=True, unique=True)

    objects = TimeEntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=("agent", "-worked_on", "-id"), name="time_of_agent"),
            models.Index(fields=("ticket", "id"), name="time_of_ticket"),
            models.Index(fields=("organization", "-worked_on", "-id"), name="time_of_client"),
            models.Index(fields=("-worked_on", "-id"), name="time_newest"),
            models.Index(fields=("booked_on", "id"), name="time_of_month"),
            models.Index(
                fields=("-worked_on", "-id"),
                condition=Q(is_billable=True, billed_at=None, withdrawn_at=None),
                name="time_not_billed",
            ),
            models.Index(
                fields=("message",), condition=Q(message__isnull=False), name="time_of_message"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(seconds__gt=0) | Q(adjusts__isnull=False), name="time_is_worked"
            ),
            models.CheckConstraint(
                condition=Q(began_at=None, ended_at=None) | Q(ended_at__gt=F("began_at")),
                name="time_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worked_on} {self.seconds}"

    @property
    def is_gone(self) -> bool:
        return self.withdrawn_at is not None


class TimeRevision(TimeFacts):
    """What an entry said from this revision on. Append-only; the last one of an entry that was
    withdrawn says so."""

    entry = models.ForeignKey(TimeEntry, models.PROTECT, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    is_withdrawn = models.BooleanField(default=False)
    why = models.CharField(max_length=200, blank=True)
    said_by = models.CharField(max_length=200)
    said_at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(fields=("entry", "number"), name="time_revision_once")
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}/{self.number}"


class TimeMonth(models.Model):
    """A month of the firm that was closed at least once; whoever writes into a month locks it."""

    begins_on = models.DateField(unique=True)
    is_closed = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.begins_on:%Y-%m}"


class MonthAct(models.Model):
    """A month was closed, or opened again with a reason. Append-only."""

    month = models.ForeignKey(TimeMonth, models.PROTECT, related_name="acts")
    is_closing = models.BooleanField()
    why = models.CharField(max_length=300, blank=True)
    done_by = models.CharField(max_length=200)
    done_at = models.DateTimeField()

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.month} {self.is_closing}"


class Timer(models.Model):
    """A timer of an agent on a ticket: `seconds` from before, and what runs since."""

    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+", db_index=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    runs_since = models.DateTimeField(null=True)
    seconds = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("agent", "ticket"), name="timer_once"),
            models.UniqueConstraint(
                fields=("agent",),
                condition=Q(runs_since__isnull=False),
                name="one_running_timer",
            ),
        ]
        indexes = [
            models.Index(
                fields=("runs_since",),
                condition=Q(runs_since__isnull=False),
                name="timer_running",
            )
        ]

    def __str__(self) -> str:
        return f"{self.agent_id}/{self.ticket_id}"
