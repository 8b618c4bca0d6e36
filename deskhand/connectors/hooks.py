"""Keeping hooks, and having them called."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from deskhand.connectors import call_jobs
from deskhand.connectors.models import Hook, HookCall
from deskhand.connectors.signing import new_secret
from deskhand.journal.actor import Actor
from deskhand.provider import egress, secrets

State = HookCall.State


class HookRefused(ValueError):
    """The address cannot be called; the text says why."""


def hooks() -> QuerySet[Hook]:
    return Hook.objects.all()


@transaction.atomic
def save_hook(hook: Hook, *, by: Actor, at: datetime) -> str:
    """Keep a hook; returns the secret of a new one, to be shown once. Raises HookRefused."""
    try:
        egress.check(hook.url)
    except egress.EgressRefused as error:
        raise HookRefused(str(error)) from error
    is_new = hook.pk is None
    if is_new:
        hook.made_at = at
    hook.save()
    return renew_secret(hook, by=by, at=at) if is_new else ""


def renew_secret(hook: Hook, *, by: Actor, at: datetime) -> str:
    """Give a hook another secret; calls from now on are signed with it."""
    secret = new_secret()
    secrets.store(hook.secret_name, secret, by=by, at=at)
    return secret


def tell_hook(
    hook: Hook, told: Mapping[str, Any], *, key: str, subject: str, at: datetime
) -> HookCall | None:
    """Have a hook called with this, in the running transaction; once for each key. None when it
    is switched off."""
    if not hook.is_active:
        return None
    body = json.dumps({"id": key, **told}, ensure_ascii=False, separators=(",", ":"))
    call, is_new = HookCall.objects.get_or_create(
        hook=hook,
        key=key,
        defaults={"subject": subject, "body": body, "made_at": at, "due_at": at},
    )
    if is_new:
        call_jobs.later(call.pk, at)
    return call


@transaction.atomic
def call_again(call_id: int, *, at: datetime) -> bool:
    """Have a parked call made again, for three more days; False when it is not parked."""
    parked = HookCall.objects.filter(pk=call_id, state=State.PARKED)
    if not parked.update(state=State.WAITING, attempts=0, made_at=at, due_at=at, settled_at=None):
        return False
    call_jobs.later(call_id, at)
    return True
