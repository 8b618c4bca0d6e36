"""What is put together once all rooms are there."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The roof: fields of conditions that stand above the tickets come down to them here."""

    name = "deskhand.config"

    def ready(self) -> None:
        from deskhand.sla.fields import CONTRACT
        from deskhand.tickets.fields import register, ticket_fields

        if CONTRACT.field.name not in ticket_fields():
            register(CONTRACT)
