"""Messages that went together from one ticket into another: the table of merges and splits."""

from django.db import models
from django.db.models import Q


class Regrouping(models.Model):
    """A merge of the ticket `other` into `ticket`, or a split of messages off `ticket` into the
    new one `other`.

    `before` says what was moved and how all stood, so that it can be undone.
    """

    class Kind(models.TextChoices):
        MERGE = "merge"
        SPLIT = "split"

    kind = models.CharField(max_length=5, choices=Kind.choices)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="regroupings")
    other = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="regrouped")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    before = models.JSONField(default=dict)

    class Meta:
        ordering = ("id",)
        constraints = [
            models.UniqueConstraint(
                fields=("other", "kind"), condition=Q(undone_at=None), name="regrouped_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.other_id} {self.ticket_id}"
