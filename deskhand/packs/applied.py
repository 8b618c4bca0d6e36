"""Which packs are known here: those that ship with the desk, and those that were applied from a
file of the administrator's own."""

from datetime import datetime

from deskhand.packs import reading
from deskhand.packs.models import AppliedPack
from deskhand.packs.reading import Pack, PackRefused
from deskhand.sla.models import Policy


def since() -> dict[str, datetime]:
    """Return since when each pack that is in force was last brought here."""
    return dict(AppliedPack.objects.values_list("name", "applied_at"))


def known() -> list[Pack]:
    """Return all packs by name."""
    shipped = {name: reading.read(name) for name in reading.names()}
    own = AppliedPack.objects.exclude(name__in=list(shipped))
    found = {**shipped, **{row.name: pack for row in own if (pack := _own(row)) is not None}}
    return [found[name] for name in sorted(found)]


def find(name: str) -> Pack | None:
    """Return a pack by its name; None for an unknown one."""
    if name in reading.names():
        return reading.read(name)
    row = AppliedPack.objects.filter(name=name).first()
    return _own(row) if row else None


def _own(row: AppliedPack) -> Pack | None:
    """A file that was in order when it was applied; None where its form has changed since."""
    try:
        return reading.read_text(row.text, file=f"{row.name}.toml")
    except PackRefused:
        return None


def policy_of(pack: Pack) -> Policy | None:
    """Return the policy of a pack that is in force."""
    return Policy.objects.filter(slug=pack.data["policy"]["slug"]).first()
