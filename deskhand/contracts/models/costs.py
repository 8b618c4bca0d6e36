"""What an hour of an agent costs the firm; only those who were given to see it ever do."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CostRate(models.Model):
    """The cost of an hour of an agent from a day on; kept exactly."""

    agent = models.ForeignKey("people.Agent", models.PROTECT, related_name="+")
    valid_from = models.DateField(_("from"))
    per_hour = models.DecimalField(_("cost of an hour"), max_digits=12, decimal_places=4)
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        ordering = ("agent", "valid_from")
        constraints = [
            models.UniqueConstraint(fields=("agent", "valid_from"), name="cost_rate_of_day"),
        ]

    def __str__(self) -> str:
        # Said in logs and on error pages, so without what it costs.
        return f"cost rate of {self.agent_id} from {self.valid_from}"
