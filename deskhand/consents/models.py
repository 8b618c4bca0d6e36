"""Links that were made, and what became of them."""

from django.db import models


class Link(models.Model):
    """What a link is good for. `subject` is an opaque mark of a row of the room that made it,
    such as `participant:12`."""

    purpose = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    is_single_use = models.BooleanField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=("subject", "purpose", "-id"), name="link_of_subject")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject}"
