"""What is put together once all rooms are there."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The roof: what stands above a room, and what it needs of it, comes down to it here."""

    name = "deskhand.config"

    def ready(self) -> None:
        from deskhand.config.wiring import acquaint

        acquaint()
