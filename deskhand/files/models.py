"""The table of kept bytes; the bytes themselves lie under the data folder."""

from django.db import models


class Blob(models.Model):
    """Bytes that were kept once, known by their SHA-256 in hex."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
