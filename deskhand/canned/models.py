"""The table of canned replies."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from deskhand.people.folding import FoldedField


class CannedReply(models.Model):
    """A text under a short name: private with an agent, of a team, or for all where both are empty.

    Rows with one short name and different languages are variants of each other; without a
    language it serves for all. `status_category` and `tags` are set along with the reply.
    """

    short = models.CharField(_("short name"), max_length=40)
    folder = models.CharField(_("folder"), max_length=60, blank=True)
    title = models.CharField(_("title"), max_length=120)
    title_folded = FoldedField(of="title")
    text = models.TextField(_("text"), max_length=20_000)
    language = models.CharField(_("language"), max_length=10, blank=True)
    agent = models.ForeignKey(
        "people.Agent", models.CASCADE, null=True, blank=True, related_name="+"
    )
    team = models.ForeignKey(
        "people.Team",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("team"),
    )
    status_category = models.CharField(_("sets the status"), max_length=20, blank=True)
    tags = models.JSONField(_("adds the tags"), default=list, blank=True)
    times_used = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("folder", "title", "id")

    def __str__(self) -> str:
        return self.title
