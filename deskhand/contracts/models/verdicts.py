"""What an entry of time comes to by contract, kept so that a list can tell what nobody decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

# Of these somebody has yet to say something.
UNDECIDED = ("no_contract", "no_ticket", "no_client", "takes_back")


class TimeVerdict(models.Model):
    """What was found of an entry as it says now; what it costs, if anything, is rated work."""

    class Says(models.TextChoices):
        COVERED = "covered", _("Covered by the contract.")
        FREE = "free", _("Free by the contract.")
        DRAWN = "drawn", _("Drawn from what is prepaid.")
        QUOTED = "quoted", _("A quote or a project pays for it.")
        RATED = "rated", _("Charged by the hour.")
        SETTLED = "settled", _("Taken back, or said anew.")
        NO_CONTRACT = "no_contract", _("No contract held for it on that day.")
        NO_TICKET = "no_ticket", _("It is on no ticket, so that no contract says anything of it.")
        NO_CLIENT = "no_client", _("It is billable, and for no client.")
        TAKES_BACK = "takes_back", _("It takes back what was billed by hand.")

    entry = models.OneToOneField(
        "work.TimeEntry", models.PROTECT, primary_key=True, related_name="verdict"
    )
    says = models.CharField(max_length=12, choices=Says.choices)
    looked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=("entry",), condition=Q(says__in=UNDECIDED), name="time_undecided"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.says}"
