"""The page of a mailbox: its health, and the examination that says at which step it fails."""

from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.mail.administration import mailboxes
from deskhand.mail.examination import examine
from deskhand.mail.frame import frame
from deskhand.mail.health import health_of
from deskhand.mail.models import Mailbox
from deskhand.provider.firm import current
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.mailbox_forms import MailboxForm
from deskhand.web.setup.resources import BY_NAME


def facts(mailbox: Mailbox, at: datetime) -> dict[str, Any]:
    """What stands on the page of a mailbox beside its form."""
    health = health_of(mailbox, at=at)
    return {
        "health": health,
        "lag": _span(health.lag) if health.lag is not None else "",
        "preview": frame(
            mailbox, name=_("Bea Birch"), agent=_("Ada Agent"), number=4711, firm=current().name
        ),
    }


@require_POST
@administrators_only
def test(request: DeskRequest, pk: int) -> HttpResponse:
    """Try the mailbox as it is saved; waits for others, so nothing is locked meanwhile."""
    mailbox = mailboxes().filter(pk=pk).first()
    if mailbox is None:
        raise Http404
    steps = examine(mailbox)
    context = {
        "resource": BY_NAME["mailboxes"],
        "form": MailboxForm(instance=mailbox),
        "row": mailbox,
        "steps": steps,
        "is_tried": any(step.went_well for step in steps),
        "is_sound": all(step.went_well is not False for step in steps),
        **facts(mailbox, request.at),
    }
    return render(request, "setup/mailbox.html", context)


def _span(lag: timedelta) -> str:
    seconds = round(lag.total_seconds())
    if seconds < 120:
        return _("%(seconds)d seconds") % {"seconds": seconds}
    if seconds < 2 * 3600:
        return _("%(minutes)d minutes") % {"minutes": round(seconds / 60)}
    if seconds < 2 * 86400:
        return _("%(hours)d hours") % {"hours": round(seconds / 3600)}
    return _("%(days)d days") % {"days": round(seconds / 86400)}
