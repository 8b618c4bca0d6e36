"""What one ticket is to another, and what holds before a ticket ends: tables."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Relation(models.Model):
    """What `ticket` is to `other`: related, a duplicate of it, caused by it, or a part of it."""

    class Kind(models.TextChoices):
        RELATED = "related", _("Related to")
        DUPLICATE = "duplicate", _("Duplicate of")
        CAUSE = "cause", _("Caused by")
        PART = "part", _("Part of")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="relations")
    other = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="relations_to_it")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(fields=("ticket", "other"), name="relation_once"),
            models.UniqueConstraint(
                fields=("ticket",), condition=Q(kind="part"), name="part_of_one_alone"
            ),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="relation_to_another"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.other_id}"


class EndRule(models.Model):
    """What holds when a ticket is to be solved or closed while something is still open there."""

    class What(models.TextChoices):
        PART = "part", _("It has open parts")
        DUPLICATE = "duplicate", _("It has open duplicates")
        CAUSE = "cause", _("Tickets that it caused are open")
        TASK = "task", _("It has open tasks that must be done")

    class How(models.TextChoices):
        NOTHING = "nothing", _("Nothing is said")
        WARN = "warn", _("It ends, and the agent is warned")
        BLOCK = "block", _("It cannot end")
        TOGETHER = "together", _("They end together with it")

    what = models.CharField(max_length=10, choices=What.choices, unique=True)
    how = models.CharField(max_length=10, choices=How.choices)

    def __str__(self) -> str:
        return f"{self.what} {self.how}"
