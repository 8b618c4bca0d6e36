"""What became of the steps of clocks: each came once, and did what it has to do."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.sla.models.clocks import Clock


class StepFired(models.Model):
    """That a step of a clock came: it fired, or was superseded by a later one; never twice.

    `step` counts the steps of its row from 1. `due_at` is
    when it was to come, `fired_at` when it did. `spec` is the step as it was then.
    """

    class Outcome(models.TextChoices):
        FIRED = "fired", _("Fired")
        SUPERSEDED = "superseded", _("Superseded by a later step")

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="steps_fired", db_index=False)
    arming = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    occurrence = models.PositiveSmallIntegerField()
    spec = models.JSONField()
    due_at = models.DateTimeField()
    fired_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("clock", "arming", "step", "occurrence"), name="step_fired_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of clock {self.clock_id}"


class StepAct(models.Model):
    """One thing that a fired step has done: waiting to be, done, or not, and why."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Done")
        NEEDLESS = "needless", _("Not needed")
        FAILED = "failed", _("Failed")

    fired = models.ForeignKey(StepFired, models.CASCADE, related_name="acts", db_index=False)
    place = models.PositiveSmallIntegerField()
    do = models.CharField(max_length=12)
    spec = models.JSONField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("fired", "place")
        constraints = [
            models.UniqueConstraint(fields=("fired", "place"), name="step_act_once"),
        ]

    def __str__(self) -> str:
        return f"{self.do} {self.state}"
