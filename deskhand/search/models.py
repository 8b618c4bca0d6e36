"""What the index keeps: an entry for each thing, the words in use, and how far it has come.

The words themselves stand where each engine looks for them: on SQLite in the virtual table
`search_index`, on PostgreSQL in the column `search_entry.words`. See the migration.
"""

from django.db import models


class IndexEntry(models.Model):
    """That a thing is in the index; its id is made of number and kind, see `kinds`.

    `digest` tells whether anything changed. `text` is what SQLite was given for it, packed: to
    take something out of its index, one must say exactly what was put in.
    """

    id = models.BigIntegerField(primary_key=True)
    digest = models.BinaryField()
    text = models.BinaryField(default=b"")

    class Meta:
        db_table = "search_entry"

    def __str__(self) -> str:
        return str(self.pk)


class Word(models.Model):
    """A word that is in use, for beginnings and misspellings.

    `sampled` counts the entries that have it among one in SAMPLE, see `vocabulary`.
    """

    word = models.CharField(max_length=40, primary_key=True)
    sampled = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.word


class Progress(models.Model):
    """The one row that says how far the index has come.

    Events of the journal up to `xid` and `event` are in it. While it is being built, `building`
    names the kind that is being read and `built` the last number of it; empty when all is in.
    `turn` counts what was written, so that nobody writes what he read before another did.
    """

    xid = models.BigIntegerField(default=0)
    event = models.BigIntegerField(default=0)
    building = models.CharField(max_length=40, blank=True)
    built = models.BigIntegerField(default=0)
    recipe = models.PositiveIntegerField(default=0)
    turn = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return self.building or "complete"
