"""Lines that lead to agents, and the book of calls."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Line(models.Model):
    """Where a call rings, by the word that the telephone system has for it, and whose that is.

    `extension` is as `lines.word_of` writes it: an inner number, the name of a user, or E.164.
    """

    extension = models.CharField(_("extension, user or number"), max_length=60, unique=True)
    agent = models.ForeignKey(
        "people.Agent",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="lines",
        verbose_name=_("agent"),
    )
    team = models.ForeignKey(
        "people.Team",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    note = models.CharField(_("note"), max_length=120, blank=True)

    class Meta:
        ordering = ("extension",)
        constraints = [
            models.CheckConstraint(
                condition=Q(agent=None) ^ Q(team=None), name="line_leads_to_one"
            ),
        ]

    def __str__(self) -> str:
        return self.extension


class PhoneCall(models.Model):
    """One call. `number` is the other side in E.164, empty where it is withheld; `shown` is what
    the system said. `person` and `organization` are whom we knew by the number then."""

    class Direction(models.TextChoices):
        IN = "in", _("Incoming")
        OUT = "out", _("Outgoing")

    system = models.CharField(max_length=20)
    key = models.CharField(max_length=160)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.IN)
    number = models.CharField(max_length=40, blank=True)
    shown = models.CharField(max_length=60, blank=True)
    line = models.CharField(max_length=60, blank=True)
    person = models.ForeignKey(
        "people.Person", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    organization = models.ForeignKey(
        "people.Organization", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    agent = models.ForeignKey(
        "people.Agent", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    began_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(fields=("organization", "-id"), name="phone_call_of_organization"),
            models.Index(fields=("agent", "-id"), name="phone_call_of_agent"),
            models.Index(
                fields=("-id",),
                condition=Q(direction="in", answered_at=None),
                name="phone_call_missed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("system", "key"), name="phone_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.number or self.shown}"

    @property
    def length(self) -> timedelta | None:
        """How long they spoke; None while they do, and where nobody did."""
        if self.answered_at is None or self.ended_at is None:
            return None
        return max(self.ended_at - self.answered_at, timedelta())

    @property
    def is_missed(self) -> bool:
        """Whether somebody called and nobody answered."""
        is_in = self.direction == self.Direction.IN
        return is_in and self.ended_at is not None and self.answered_at is None


class Ring(models.Model):
    """That a call rang at an agent; his card shows it until he puts it away."""

    call = models.ForeignKey(PhoneCall, models.CASCADE, related_name="rings")
    agent = models.ForeignKey("people.Agent", models.CASCADE, related_name="+", db_index=False)
    put_away_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=("agent", "-id"), condition=Q(put_away_at=None), name="ring_of_agent"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("call", "agent"), name="ring_once"),
        ]

    def __str__(self) -> str:
        return f"{self.agent_id} {self.call_id}"


class Reception(models.Model):
    """What the firm sets for its telephone; one row at most."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    voicemail_senders = models.TextField(_("voicemails come by mail from"), blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_reception")]

    def __str__(self) -> str:
        return self.voicemail_senders


class Dialling(models.Model):
    """How the telephone system is asked to dial, with places for what differs; one row at most."""

    class Method(models.TextChoices):
        POST = "POST", "POST"
        GET = "GET", "GET"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    is_on = models.BooleanField(_("a click has the telephone system dial"), default=False)
    method = models.CharField(
        _("method"), max_length=4, choices=Method.choices, default=Method.POST
    )
    url = models.CharField(_("address"), max_length=1000, blank=True)
    headers = models.TextField(_("headers"), blank=True)
    body = models.TextField(_("body"), blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_dialling")]

    def __str__(self) -> str:
        return self.url


class Dial(models.Model):
    """What an agent had dialled last, so that a second click does not ring twice."""

    agent = models.OneToOneField("people.Agent", models.CASCADE, related_name="+")
    number = models.CharField(max_length=40)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.agent_id} {self.at}"
