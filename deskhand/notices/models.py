"""Tables of notices: what was told to whom, how it went out, and how each wants to be told."""

from datetime import time

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deskhand.notices.kinds import Channel, Kind, Pace
from deskhand.notices.queries import NoticeQuerySet


class Notice(models.Model):
    """One thing told to one person. No words: those are made when it is shown.

    `source` is what it was told because of, such as `event:12`: the same thing is told once.
    `event_id` is the journal's event, where there is one. `in_bell` is false where the person
    wants it by other ways alone.
    """

    person = models.ForeignKey(
        "people.Person", models.CASCADE, related_name="notices", db_index=False
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=80)
    event_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=20)
    subject_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=12, blank=True)
    actor_id = models.BigIntegerField(null=True)
    is_urgent = models.BooleanField(default=False)
    in_bell = models.BooleanField(default=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("person", "-id"),
                condition=Q(read_at=None, in_bell=True),
                name="notice_unread",
            ),
            models.Index(fields=("person", "-id"), name="notice_of_person"),
            models.Index(
                fields=("person", "subject_kind", "subject_id", "-id"), name="notice_of_subject"
            ),
            models.Index(fields=("read_at",), name="notice_read"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("person", "source"), name="notice_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_kind} {self.subject_id}"


class Delivery(models.Model):
    """A notice on its way by one channel, and what became of it. The bell needs none."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        GOING = "going", _("Going out")
        SENT = "sent", _("Sent")
        DROPPED = "dropped", _("Not needed")
        FAILED = "failed", _("Failed")

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="deliveries", db_index=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    due_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    why = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("person", "channel", "due_at"),
                condition=Q(state__in=("waiting", "going")),
                name="delivery_of_person",
            ),
            models.Index(
                fields=("due_at",),
                condition=Q(state__in=("waiting", "going")),
                name="delivery_due",
            ),
            models.Index(
                fields=("person", "channel", "-settled_at"),
                condition=Q(state="sent"),
                name="delivery_sent",
            ),
            models.Index(
                fields=("-settled_at",), condition=Q(state="failed"), name="delivery_failed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("notice", "channel"), name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.state}"


class Preference(models.Model):
    """How one person wants to be told. `choices` holds channels by kind where they differ from
    the usual ones. Hours are those of his time zone."""

    person = models.OneToOneField("people.Person", models.CASCADE, related_name="+")
    choices = models.JSONField(default=dict)
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.AT_ONCE)
    daily_at = models.TimeField(default=time(8))
    quiet_begins = models.TimeField(null=True)
    quiet_ends = models.TimeField(null=True)
    quiet_weekends = models.BooleanField(default=False)
    urgent_pierces = models.BooleanField(default=True)
    page_number = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Subscription(models.Model):
    """A browser to which pushes go. The keys are its own, made by it for us alone."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="subscriptions")
    endpoint = models.CharField(max_length=1000)
    digest = models.CharField(max_length=64, unique=True)
    public_key = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    browser = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    reached_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.browser


class Firm(models.Model):
    """What an administrator set for all; there is at most one row. Secrets are kept apart."""

    class Way(models.TextChoices):
        NONE = "", _("Not at all")
        GATEWAY = "gateway", _("By a gateway over HTTP")
        TWILIO = "twilio", _("By Twilio")

    id = models.PositiveSmallIntegerField(primary_key=True)
    shows_words = models.BooleanField(_("letters and pushes quote what was written"), default=True)
    keep_days = models.PositiveSmallIntegerField(_("days that read notices are kept"), default=30)
    way = models.CharField(_("text messages go"), max_length=10, choices=Way.choices, blank=True)
    url = models.CharField(_("address of the gateway"), max_length=500, blank=True)
    method = models.CharField(_("method"), max_length=4, default="POST")
    body = models.TextField(_("body"), blank=True)
    account = models.CharField(_("account"), max_length=80, blank=True)
    sender = models.CharField(_("sender"), max_length=40, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_notices_firm")]

    def __str__(self) -> str:
        return self.way


class Place(models.Model):
    """How far the journal has been read for notices; there is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    xid = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_notices_place")]

    def __str__(self) -> str:
        return f"{self.xid}.{self.event_id}"
