"""The firm's one row."""

from deskhand.provider.models import Provider


def current() -> Provider:
    """Return the firm; before the first set-up an unsaved one with its defaults."""
    return Provider.objects.first() or Provider(name="Deskhand")


def is_set_up() -> bool:
    return Provider.objects.exists()
