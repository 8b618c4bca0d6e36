"""A requester asks for something: the form asks what the chosen request needs, and nothing else."""

import secrets
from functools import reduce
from operator import or_

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.catalog.choosing import request_types_offered, usual_priority
from deskhand.catalog.models import Priority, PriorityScheme, RequestType
from deskhand.desk.filling.answering import FormRefused
from deskhand.desk.submit import Request, submit
from deskhand.people.models import Organization
from deskhand.people.reading import memberships_of, person_for
from deskhand.sla.callbacks import CallRefused, NewCallBack, are_promised
from deskhand.sla.governing import for_other_clients, priorities_for
from deskhand.tickets.models import Channel, Ticket
from deskhand.web.access import signed_in
from deskhand.web.asking import REQUESTER, AskedForm
from deskhand.web.portal.forms import RequestForm
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files

PIECES = {"urgency": "portal/_urgency.html", "asked": "portal/_asked.html"}


@require_http_methods(["GET", "POST"])
@signed_in
def new(request: DeskRequest) -> HttpResponse:
    if request.method == "GET":
        return _begun(request)
    scheme = _scheme(request, request.POST.get("organization", ""))
    types = _types(request, request.POST)
    form = RequestForm(request.reader, _offered(request), types, request.POST)
    asked = _asked(request, request.POST, types)
    if not form.is_valid():
        return _form(request, form, scheme, asked, status=422)
    wanted = asked.request_type
    if wanted and asked.asks and form.cleaned_data["asked_for"] != str(wanted.pk):
        words = _("For this we need to know a little more. Your text is kept.")
        form.add_error(None, words)
        return _form(request, form, scheme, asked, status=422)
    try:
        ticket = _submit(request, form.cleaned_data, asked)
    except CallRefused as error:
        field = "call_number" if error.field == "number" else "wants_call"
        form.add_error(field, str(error))
    except UploadRefused as error:
        form.add_error(None, str(error))
    except FormRefused as error:
        asked.refuse(error)
    else:
        return redirect("portal:sent", ticket.pk)
    return _form(request, form, scheme, asked, status=422)


def _begun(request: DeskRequest) -> HttpResponse:
    scheme = _scheme(request, request.GET.get("organization", ""))
    types = _types(request, request.GET)
    asked = _asked(request, request.GET, types)
    initial = {
        "subject": request.GET.get("subject", "")[:300],
        "priority": usual_priority(scheme),
        "organization": request.GET.get("organization"),
        "request_type": asked.request_type,
        "call_number": person_for(request.reader).phone,
        "once_key": secrets.token_hex(16),
    }
    form = RequestForm(request.reader, scheme.priorities.all(), types, initial=initial)
    return _form(request, form, scheme, asked)


def _scheme(request: DeskRequest, wanted: str) -> PriorityScheme:
    """The priorities of the policy that the organization asked for is owed, or his main one."""
    organization = _organization(request, wanted)
    return priorities_for(organization, channel=Channel.WEB, at=request.at)


def _organization(request: DeskRequest, wanted: str) -> Organization | None:
    memberships = memberships_of(request.reader)
    chosen = next((one for one in memberships if str(one.organization_id) == wanted), None)
    asks_for = chosen or next(iter(memberships), None)
    return asks_for.organization if asks_for else None


def _types(request: DeskRequest, data: QueryDict) -> QuerySet[RequestType]:
    """What may be asked for this client."""
    organization = _organization(request, data.get("organization", ""))
    others = for_other_clients(organization, "request_types", channel=Channel.WEB, at=request.at)
    return request_types_offered(without=others)


def _asked(request: DeskRequest, data: QueryDict, types: QuerySet[RequestType]) -> AskedForm:
    key = data.get("request_type", "")
    is_key = key.isascii() and key.isdecimal() and len(key) < 19
    wanted = types.filter(pk=key).first() if is_key else None
    organization = _organization(request, data.get("organization", ""))
    sent = request if request.method == "POST" else None
    return AskedForm(wanted, organization, whose=REQUESTER, data=sent)


def _offered(request: DeskRequest) -> QuerySet[Priority]:
    """What may be sent for any of his organizations; it is read by its level."""
    places = [str(one.organization_id) for one in memberships_of(request.reader)]
    found = [_scheme(request, place).priorities.all() for place in dict.fromkeys(["", *places])]
    return reduce(or_, found)


def _submit(request: DeskRequest, cleaned: dict, asked: AskedForm) -> Ticket:
    said = Request(
        subject=cleaned["subject"],
        text=cleaned["text"],
        request_type=cleaned["request_type"],
        priority=cleaned["priority"],
        organization=cleaned.get("organization"),
        files=kept_files([*request.FILES.getlist("files"), *asked.files_sent]),
        once_key=cleaned["once_key"] or None,
        call=_call(request, cleaned) if cleaned["wants_call"] else None,
        said=asked.said,
    )
    return submit(said, by=request.reader.as_requester(), at=request.at)


def _call(request: DeskRequest, cleaned: dict) -> NewCallBack:
    person = person_for(request.reader)
    return NewCallBack(
        name=str(person),
        number=cleaned["call_number"],
        about=cleaned["subject"],
        person=person,
        times=cleaned["call_times"],
    )


def _form(
    request: DeskRequest,
    form: RequestForm,
    scheme: PriorityScheme,
    asked: AskedForm,
    status: int = 200,
) -> HttpResponse:
    wanted = str(form["organization"].value() or "") if "organization" in form.fields else ""
    organization = _organization(request, wanted)
    context = {
        "form": form,
        "asked": asked,
        "priorities": scheme.priorities.all(),
        "calls_back": are_promised(organization, channel=Channel.WEB, at=request.at),
    }
    page = PIECES.get(request.htmx.target or "", "portal/new.html")
    return render(request, page, context, status=status)
