"""What the fields of a ticket's form were answered with: tables.

An answer keeps the question and what was shown as they were when it was given: a form that is
changed later changes no ticket.
"""

from django.db import models

from deskhand.catalog.models import FieldKind


class FieldAnswer(models.Model):
    """The answer to one field on one ticket; `value` is as the form reads it again."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="field_answers")
    field = models.ForeignKey("catalog.FormField", models.PROTECT, related_name="+")
    slug = models.SlugField(max_length=60, db_index=False)
    label = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=FieldKind.choices)
    is_internal = models.BooleanField()
    position = models.PositiveSmallIntegerField()
    value = models.JSONField()
    shown = models.TextField()
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ("position", "id")
        constraints = [
            models.UniqueConstraint(fields=("ticket", "slug"), name="field_answer_once"),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.shown}"


class FieldMark(models.Model):
    """One word of an answer as conditions compare it; `rank` orders numbers and days."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="field_marks")
    slug = models.SlugField(max_length=60, db_index=False)
    word = models.CharField(max_length=200, blank=True)
    rank = models.DecimalField(max_digits=20, decimal_places=6, null=True)

    class Meta:
        indexes = [
            models.Index(fields=("slug", "word", "ticket"), name="field_mark_by_word"),
            models.Index(fields=("slug", "rank", "ticket"), name="field_mark_by_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.slug}:{self.word}"


class FieldRevision(models.Model):
    """An answer got another value: what it said before and after, and why."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="field_revisions")
    label = models.CharField(max_length=120)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.label}: {self.before} → {self.after}"
