"""The table of kept bytes; where they are many, they lie under the data folder."""

from django.db import models


class Blob(models.Model):
    """Bytes that were kept once, known by their SHA-256 in hex; `few` are in the row itself."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    few = models.BinaryField(null=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
