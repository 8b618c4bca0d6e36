"""Which macros there are, and who may use and change them."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from deskhand.automation.models import Macro, MacroUse
from deskhand.jobs.together import shape, told
from deskhand.people.acting import NotAllowed, agent_id_of
from deskhand.people.reader import Reader


def macros_for(reader: Reader) -> QuerySet[Macro]:
    """Return the macros that an agent may use: those of all, of his teams, and his own."""
    if not reader.may_work:
        return Macro.objects.none()
    for_him = Q(team__in=reader.teams) | Q(agent=reader.agent_id)
    return Macro.objects.filter(for_him | Q(team=None, agent=None), is_active=True)


def macros_kept_by(reader: Reader) -> QuerySet[Macro]:
    """Return the macros that an agent may change: his own; an administrator those of others
    too, apart from private ones."""
    rows = Macro.objects.select_related("team", "agent__person")
    if reader.is_administrator:
        return rows.filter(Q(agent=None) | Q(agent=reader.agent_id))
    if not reader.may_work:
        return rows.none()
    return rows.filter(agent=reader.agent_id)


def macro_for(reader: Reader, pk: int) -> Macro | None:
    """Return a macro that an agent may use; None for any other."""
    return macros_for(reader).filter(pk=pk).first()


@transaction.atomic
def save_macro(macro: Macro, *, by: Reader) -> Macro:
    """Keep a macro; who is no administrator keeps private ones only. Raises NotAllowed."""
    if not by.is_administrator:
        macro.team, macro.agent_id = None, agent_id_of(by)
    if macro.pk is not None and not macros_kept_by(by).filter(pk=macro.pk).exists():
        raise NotAllowed("This macro is not yours.")
    macro.save()
    return macro


def begin_use(
    macro: Macro, *, by: Reader, at: datetime, once_key: str | None = None
) -> tuple[MacroUse, bool]:
    """Begin to keep a use of a macro; False beside it when this press has begun one already."""
    use = {
        "macro": macro,
        "name": macro.name,
        "agent_id": agent_id_of(by),
        "used_at": at,
    }
    if not once_key:
        return MacroUse.objects.create(**use), True
    return MacroUse.objects.get_or_create(once_key=once_key, defaults=use)


def note_done(use: MacroUse, done: list[dict[str, Any]]) -> None:
    """Keep what a use did to each ticket, so that it can be undone."""
    use.done = done
    use.save(update_fields=["done"])


@shape
def uses_asked(uses: list[int]) -> QuerySet:
    """Return what to read of uses: as `words` what the macro was called then, for
    `read_together`."""
    return told(MacroUse.objects.filter(pk__in=uses), id="pk", words="name")


def use_of(reader: Reader, pk: int) -> MacroUse | None:
    """Return a use of a macro by this agent."""
    return MacroUse.objects.filter(pk=pk, agent=agent_id_of(reader)).first()


def remove_macro(macro: Macro) -> None:
    """Remove a macro; what it did stays, and can still be undone."""
    macro.delete()


def shared_macros() -> QuerySet[Macro]:
    """Return the macros of all agents that are offered; rules may do these."""
    return Macro.objects.filter(team=None, agent=None, is_active=True)
