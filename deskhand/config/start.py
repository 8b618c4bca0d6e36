"""Loading Django: once, late, and only by those commands that need it."""

import os


def start() -> None:
    """Load the settings and all rooms; raises SettingRefused for nonsense."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskhand.config.settings")
    import django

    django.setup()
