"""Click to call: the telephone system rings at the agent's own line, then dials the number.

The system is called outside of any transaction; before it the click is claimed, so that a second
one rings nowhere, and after it the journal is told how it went.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from deskhand.journal.actor import Actor
from deskhand.journal.record import record
from deskhand.people.acting import actor_of, agent_id_of
from deskhand.people.reader import Reader
from deskhand.phone.events import NumberDialled
from deskhand.phone.filling import filled
from deskhand.phone.models import Dial, Dialling, Line
from deskhand.provider import egress, firm, secrets
from deskhand.provider.events import SettingChanged

SEALED_AS = "phone.dialling"
# What of an answer is read: its status says enough, its beginning helps whoever sets it up.
MOST_BYTES = 2048
TWICE = timedelta(seconds=5)


class NotDialled(Exception):
    """Nothing rings; the text says why."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """What is dialled: a number in E.164, and where it stood: the kind of row and its id."""

    number: str
    what: str
    key: int | None = None


def dialling() -> Dialling:
    """Return how the firm dials; before anything is set an unsaved row that is off."""
    return Dialling.objects.first() or Dialling()


@transaction.atomic
def keep_dialling(row: Dialling, *, secret: str, by: Actor, at: datetime) -> None:
    """Keep how the firm dials, as `filling.check` has let it pass; an empty secret leaves the old
    one."""
    row.save()
    firm.set_dials(row.is_on)
    if secret:
        secrets.store(SEALED_AS, secret, by=by, at=at)
    record(SettingChanged(what="dialling", setting=1, act="changed"), by=by, at=at)


def has_secret() -> bool:
    return secrets.fetch(SEALED_AS) is not None


def line_of(reader: Reader) -> str:
    """Return the line at which it rings when an agent dials: of several the one that was entered
    first. Empty without one."""
    row = Line.objects.filter(agent=agent_id_of(reader)).order_by("pk").first()
    return row.extension if row else ""


def dial(asked: Dialled, *, by: Reader, at: datetime) -> bool:
    """Have a number dialled for an agent; False when that is just being done.

    Raises NotDialled. To be called outside of a transaction.
    """
    row, line = dialling(), line_of(by)
    if not row.is_on:
        raise NotDialled(_("Dialling is switched off. Dial on your telephone."))
    if not line:
        words = _("No telephone line is yours. Enter it in Setup, Telephone lines.")
        if not by.is_administrator:
            words = _(
                "No telephone line is yours. An administrator enters it in Setup, Telephone lines."
            )
        raise NotDialled(words)
    if not _is_claimed(by, asked.number, at=at):
        return False
    outcome, why = _ask(row, number=asked.number, line=line, name=by.name)
    if why:
        Dial.objects.filter(agent=agent_id_of(by), number=asked.number, at=at).delete()
    event = NumberDialled(agent_id_of(by), asked.what, asked.key, outcome)
    with transaction.atomic():
        record(event, by=actor_of(by), at=at)
    if why:
        raise NotDialled(why)
    return True


def _is_claimed(by: Reader, number: str, *, at: datetime) -> bool:
    """Whether this click is the one that dials: one statement decides between two."""
    row, is_new = Dial.objects.get_or_create(
        agent_id=agent_id_of(by), defaults={"number": number, "at": at}
    )
    older = Dial.objects.filter(pk=row.pk).exclude(number=number, at__gt=at - TWICE)
    return is_new or bool(older.update(number=number, at=at))


def _ask(row: Dialling, *, number: str, line: str, name: str) -> tuple[str, str]:
    """Return the outcome, and in words why nothing rings."""
    values = {"number": number, "extension": line, "agent": name}
    values["secret"] = secrets.fetch(SEALED_AS) or ""
    asking = filled(row, values)
    try:
        answer = egress.call(
            asking.method,
            asking.url,
            body=asking.body,
            headers=asking.headers,
            most_bytes=MOST_BYTES,
        )
    except egress.EgressRefused as error:
        return "refused", _("The telephone system may not be called: %(why)s") % {"why": error}
    except egress.CallFailed as error:
        return "silent", _("The telephone system was not reached: %(why)s.") % {"why": error}
    return ("rings", "") if answer.is_ok else ("refused", _refusal(answer.status))


def _refusal(status: int) -> str:
    said = {"status": status}
    if status in {401, 403}:
        return _("The telephone system refuses our secret (%(status)d).") % said
    if status in {400, 404, 409, 422}:
        words = _("The telephone system cannot dial this from your line (%(status)d).")
        return words % said
    if status == 429:
        return _("The telephone system is asked too often. Wait a moment.")
    return _("The telephone system answers with %(status)d and does not dial.") % said
