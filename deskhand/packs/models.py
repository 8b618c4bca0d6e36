"""What was put into force, and what it said then."""

from django.db import models


class AppliedPack(models.Model):
    """A pack that is in force. `base` is by item what was shipped when it was last brought here:
    against it one sees what an administrator has edited since. `text` is its file then.
    """

    name = models.SlugField(max_length=60, primary_key=True)
    title = models.CharField(max_length=120)
    text = models.TextField()
    base = models.JSONField(default=dict)
    applied_at = models.DateTimeField()

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.title
