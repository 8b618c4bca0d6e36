"""The roof as Django knows it: when all rooms are loaded, they are made known to each other."""

from django.apps import AppConfig


class RoofConfig(AppConfig):
    name = "deskhand.config"

    def ready(self) -> None:
        from deskhand.config.wiring import acquaint

        acquaint()
