"""Keeping hooks, and having them called."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet

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


def hooks_with_counts() -> list[Hook]:
    """Return the hooks, each with `waiting` and `parked` calls counted."""
    waiting = Count("calls", filter=Q(calls__state__in=(State.WAITING, State.GOING)))
    parked = Count("calls", filter=Q(calls__state=State.PARKED))
    return list(Hook.objects.annotate(waiting=waiting, parked=parked).order_by("name", "pk"))


def calls(*, hook: Hook | None = None, parked: bool = False, limit: int = 50) -> list[HookCall]:
    """Return the latest calls, newest first."""
    rows = HookCall.objects.select_related("hook").order_by("-pk")
    rows = rows.filter(hook=hook) if hook else rows
    rows = rows.filter(state=State.PARKED) if parked else rows
    return list(rows[:limit])


def calls_by(keys: Iterable[str]) -> dict[str, HookCall]:
    """Return calls by their keys."""
    return {row.key: row for row in HookCall.objects.filter(key__in=list(keys))}


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


def refusal(hook: Hook) -> str:
    """Say why calls of a hook would be refused as things stand; empty when they would not."""
    return egress.refusal(hook.url)


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
