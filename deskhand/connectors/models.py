"""Addresses that are called, and the calls."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Hook(models.Model):
    """An address of another program. Its signing secret is kept with the firm's secrets."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    url = models.CharField(_("address"), max_length=500)
    is_active = models.BooleanField(_("is called"), default=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")

    def __str__(self) -> str:
        return self.name

    @property
    def secret_name(self) -> str:
        return f"hook:{self.pk}"


class HookCall(models.Model):
    """One thing told to a hook. `key` is its id, by which the receiver knows a second try from a
    second event; calls of the same `subject` go one after the other."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        GOING = "going", _("Being called")
        SENT = "sent", _("Delivered")
        PARKED = "parked", _("Parked")

    hook = models.ForeignKey(Hook, models.CASCADE, related_name="calls", db_index=False)
    key = models.CharField(max_length=80)
    subject = models.CharField(max_length=40)
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)
        indexes = [
            models.Index(
                fields=("hook", "subject", "id"),
                condition=Q(state__in=("waiting", "going")),
                name="hook_call_open",
            ),
            models.Index(
                fields=("due_at",),
                condition=Q(state__in=("waiting", "going")),
                name="hook_call_due",
            ),
            models.Index(fields=("-id",), condition=Q(state="parked"), name="hook_call_parked"),
            models.Index(fields=("hook", "-id"), name="hook_call_of_hook"),
            models.Index(fields=("key",), name="hook_call_key"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("hook", "key"), name="hook_call_once"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"
