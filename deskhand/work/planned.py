"""Tables of what is planned: appointments on tickets, who goes, times offered to requesters."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class How(models.TextChoices):
    """How agent and requester meet."""

    PHONE = "phone", _("By phone")
    REMOTE = "remote", _("Remote")
    ONSITE = "onsite", _("On site")


class Appointment(models.Model):
    """A time agreed with the requester of a ticket, or kept free for him.

    `begins_at` and `ends_at` are as planned; `arrived_at` and `left_at` as it was. `minutes` is
    the length by which a concluded one is charged. `uid` and `sequence` are those of its calendar
    invitation, `answer` is what the requester's calendar said to it. `version` guards against a
    change made upon what was changed meanwhile.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        CONFIRMED = "confirmed", _("Confirmed")
        UNDER_WAY = "under_way", _("Under way")
        CONCLUDED = "concluded", _("Concluded")
        BROKEN_OFF = "broken_off", _("Broken off")
        NO_SHOW = "no_show", _("Nobody was there")
        CANCELLED = "cancelled", _("Cancelled")

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        TENTATIVE = "tentative", _("perhaps")
        DECLINED = "declined", _("declined")

    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="appointments", db_index=False
    )
    how = models.CharField(_("how"), max_length=8, choices=How.choices, default=How.REMOTE)
    state = models.CharField(max_length=12, choices=State.choices)
    purpose = models.CharField(_("purpose"), max_length=200)
    site = models.ForeignKey(
        "people.Site", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.CharField(_("place"), max_length=300, blank=True)
    begins_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    before_minutes = models.PositiveSmallIntegerField(_("travel before"), default=0)
    after_minutes = models.PositiveSmallIntegerField(_("travel after"), default=0)
    tells_requester = models.BooleanField(_("invite the requester"), default=True)
    answer = models.CharField(max_length=10, blank=True, choices=Answer.choices)
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    sequence = models.PositiveIntegerField(default=0)
    on_way_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    left_at = models.DateTimeField(null=True)
    minutes = models.PositiveIntegerField(null=True)
    why = models.CharField(max_length=300, blank=True)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    state_by = models.CharField(max_length=200)
    state_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("begins_at", "id")
        indexes = [
            models.Index(fields=("ticket", "begins_at", "id"), name="appointment_of_ticket"),
        ]

    def __str__(self) -> str:
        return self.purpose

    @property
    def is_live(self) -> bool:
        """Whether it is still to come, or going on."""
        return self.state in LIVE


LIVE = (Appointment.State.PROPOSED, Appointment.State.CONFIRMED, Appointment.State.UNDER_WAY)
# What still holds the time of those who go, or held it; what did not come about frees it.
HOLDS = (*LIVE, Appointment.State.CONCLUDED, Appointment.State.BROKEN_OFF)


class UntoldMove(models.Model):
    """That an appointment was moved, of which nobody was told yet: where it was when they were told
    last, who went then, and when they are to be told."""

    appointment = models.OneToOneField(Appointment, models.CASCADE, related_name="untold_move")
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    agents = models.JSONField(default=list)
    tell_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.appointment_id} {self.begins_at:%Y-%m-%d %H:%M}"


class Attendance(models.Model):
    """An agent who goes to an appointment. His time is taken from `busy_from` to `busy_until`,
    travel included, while `is_busy`."""

    appointment = models.ForeignKey(Appointment, models.CASCADE, related_name="attendances")
    agent = models.ForeignKey(
        "people.Agent", models.CASCADE, related_name="attendances", db_index=False
    )
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    is_busy = models.BooleanField(default=True)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("appointment", "agent"), name="attends_once"),
        ]
        indexes = [
            models.Index(
                fields=("agent", "busy_until"), condition=Q(is_busy=True), name="busy_of_agent"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agent}: {self.appointment}"


class Offer(models.Model):
    """Times offered to a requester, of which he takes one: then it is an appointment."""

    class State(models.TextChoices):
        OPEN = "open", _("Awaits a choice")
        TAKEN = "taken", _("Chosen")
        NONE_FITS = "none_fits", _("None of the times fits")
        WITHDRAWN = "withdrawn", _("Taken back")

    ticket = models.ForeignKey(
        "tickets.Ticket", models.CASCADE, related_name="offers", db_index=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    how = models.CharField(_("how"), max_length=8, choices=How.choices, default=How.REMOTE)
    purpose = models.CharField(_("purpose"), max_length=200)
    site = models.ForeignKey(
        "people.Site", models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    place = models.CharField(_("place"), max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField(_("length"))
    before_minutes = models.PositiveSmallIntegerField(_("travel before"), default=0)
    after_minutes = models.PositiveSmallIntegerField(_("travel after"), default=0)
    wish = models.CharField(max_length=300, blank=True)
    appointment = models.OneToOneField(
        Appointment, models.SET_NULL, null=True, related_name="offer"
    )
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=("ticket", "-id"), name="offer_of_ticket")]

    def __str__(self) -> str:
        return self.purpose


class OfferedTime(models.Model):
    """One of the times of an offer; it is kept free for it until `held_until`."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="times")
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+", db_index=False)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    busy_from = models.DateTimeField()
    busy_until = models.DateTimeField()
    held_until = models.DateTimeField(null=True)

    class Meta:
        ordering = ("begins_at", "id")
        indexes = [
            models.Index(
                fields=("agent", "busy_until"),
                condition=Q(held_until__isnull=False),
                name="held_of_agent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begins_at:%Y-%m-%d %H:%M}"
