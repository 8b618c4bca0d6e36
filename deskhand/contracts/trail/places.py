"""Where a charge stands: on no invoice, on a draft, or on a line of an invoice."""

from dataclasses import dataclass
from datetime import date

from deskhand.contracts.invoices.reading import Standing, standing
from deskhand.contracts.models import Charge, InvoiceLine

# What is to be read with a charge, so that asking where it stands asks nothing more.
WITH = (
    "draft_line",
    "invoice_line__invoice__state",
    "invoice_line__replaced_by__invoice__state",
)


@dataclass(frozen=True, slots=True)
class Charged:
    """A charge and where it stands. `line` is the newest that asks for it; `put_off` is why it was
    left for a later invoice."""

    charge: Charge
    draft: int | None
    put_off: str
    line: InvoiceLine | None
    standing: Standing | None


def placed(charge: Charge, today: date) -> Charged:
    waiting = getattr(charge, "draft_line", None)
    line: InvoiceLine | None = getattr(charge, "invoice_line", None)
    while line is not None and hasattr(line, "replaced_by"):
        line = line.replaced_by
    return Charged(
        charge,
        waiting.draft_id if waiting is not None else None,
        waiting.put_off if waiting is not None else "",
        line,
        standing(line.invoice, today) if line is not None else None,
    )
