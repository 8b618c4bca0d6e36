"""What was removed a moment ago can be brought back: until then it waits, whole, in the session of
whoever removed it, and nowhere else."""

from datetime import timedelta

from django.contrib import messages
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.journal.record import record
from deskhand.people.acting import actor_of
from deskhand.provider.events import SettingChanged
from deskhand.web.access import agents_only
from deskhand.web.request import DeskRequest

KEPT = "removed"
LASTS = timedelta(hours=1)


def keep_for_undo(request: DeskRequest, row: Model, *, back: str, setting: str = "") -> None:
    """Remember a row that is about to be removed; `setting` is its kind in the audit trail."""
    request.session[KEPT] = {
        "rows": serializers.serialize("json", [row]),
        "until": (request.at + LASTS).timestamp(),
        "role": request.reader.role,
        "back": back,
        "setting": setting,
        "key": row.pk,
    }


def say_removed(request: DeskRequest, words: str) -> None:
    """Say it, with the way to undo it."""
    messages.success(request, words, extra_tags=f"undo-at:{reverse('console:bring_back')}")


@require_POST
@agents_only
def bring_back(request: DeskRequest) -> HttpResponse:
    """Put back what this agent removed last, as it was."""
    kept = request.session.pop(KEPT, None)
    is_over = kept is None or kept["until"] < request.at.timestamp()
    if is_over or kept["role"] != request.reader.role:
        messages.error(request, _("There is nothing left to bring back."))
        return redirect("console:home")
    try:
        with transaction.atomic():
            for row in serializers.deserialize("json", kept["rows"]):
                row.save(force_insert=True)
            if kept["setting"]:
                event = SettingChanged(what=kept["setting"], setting=kept["key"], act="made")
                record(event, by=actor_of(request.reader), at=request.at)
    except IntegrityError:
        messages.error(request, _("Something else stands in its place by now."))
    else:
        messages.success(request, _("It is back."))
    return redirect(kept["back"])
