"""A click on a telephone number, where the telephone system dials."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.desk.phone.dialled import NothingToDial, dialled_at
from deskhand.people.acting import NotAllowed
from deskhand.people.phones import NumberRefused
from deskhand.phone.dialling import NotDialled
from deskhand.phone.dialling import dial as dial_number
from deskhand.web.access import agents_only
from deskhand.web.console.entering import key_of
from deskhand.web.request import DeskRequest


@require_POST
@agents_only
def dial(request: DeskRequest) -> HttpResponse:
    """Have the number dialled that stands at a row; answers with a toast."""
    if not request.reader.may_work:
        raise NotAllowed(_("Your role lets you read and write notes."))
    what, key = request.POST.get("what", ""), key_of(request.POST, "key")
    try:
        asked = dialled_at(what, key, reader=request.reader)
        is_new = dial_number(asked, by=request.reader, at=request.at)
    except NothingToDial as error:
        raise Http404 from error
    except (NotDialled, NumberRefused) as error:
        messages.error(request, str(error))
        return render(request, "_toasts.html", status=422)
    words = _("Your telephone rings. Pick up, and the number is dialled.")
    messages.success(request, words if is_new else _("It is being dialled already."))
    return render(request, "_toasts.html")
