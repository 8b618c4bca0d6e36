"""Notices as administrators look after them: what did not go out, and why."""

from deskhand.notices.models import Delivery

LATELY = 20


def failures() -> list[Delivery]:
    """Return what was given up lately, newest first; not what it told."""
    rows = Delivery.objects.filter(state=Delivery.State.FAILED).order_by("-settled_at")
    return list(rows.select_related("person")[:LATELY])
