"""One promise changed by hand, and that a message needs no reply."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from deskhand.desk import mending
from deskhand.desk.mending import Act
from deskhand.sla.mending import MendingRefused
from deskhand.tickets.reading import ticket_for
from deskhand.web.access import agents_only
from deskhand.web.console.forms import MendForm
from deskhand.web.console.ticket import page
from deskhand.web.request import DeskRequest

DONE = {
    Act.CORRECT: gettext_lazy("Corrected. The working says who did it and why."),
    Act.SET_DUE: gettext_lazy("Due as you set it. The computed time stays beside it."),
    Act.UNSET_DUE: gettext_lazy("The computed due time holds again."),
}


@require_POST
@agents_only
def mend(request: DeskRequest, number: int, clock_id: int) -> HttpResponse:
    """Correct a breach, or set a due time by hand; both need a reason."""
    ticket = ticket_for(request.reader, number)
    form = MendForm(request.POST)
    if not form.is_valid():
        field, faults = next(iter(form.errors.items()))
        reason = f"{form[field].label}: {faults[0]}"
        return page(request, ticket, status=422, refusal=reason)
    change = form.change()
    try:
        mending.mend(number, clock_id, change, by=request.reader, at=request.at)
    except MendingRefused as error:
        return page(request, ticket, status=422, refusal=str(error))
    messages.success(request, str(DONE[change.act]))
    return redirect("console:ticket", number)


@require_POST
@agents_only
def no_reply(request: DeskRequest, number: int) -> HttpResponse:
    """No reply is needed to what the requester wrote last."""
    ticket_for(request.reader, number)
    if mending.need_no_reply(number, by=request.reader, at=request.at):
        messages.success(request, _("No reply is owed for it."))
    else:
        messages.error(request, _("No reply is owed any more."))
    return redirect("console:ticket", number)
