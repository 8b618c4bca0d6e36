"""An agent's own preferences, on one page."""

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.desk.preferring import Wishes, prefer
from deskhand.notices import firm
from deskhand.notices.channels.push import subscribing, vapid
from deskhand.notices.preferences import preference_of
from deskhand.people.acting import agent_id_of, person_id_of
from deskhand.people.handles import HandleRefused
from deskhand.people.preferences import agent_behind, set_look
from deskhand.web.access import agents_only
from deskhand.web.console.preference_forms import PreferencesForm
from deskhand.web.request import DeskRequest

A_YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@agents_only
def preferences(request: DeskRequest) -> HttpResponse:
    """Show them, or save them all together."""
    agent, reader = agent_behind(request.reader), request.reader
    form = PreferencesForm(
        request.POST if request.method == "POST" else None,
        reader=reader,
        can_page=firm.sends_pages(),
        initial=PreferencesForm.begin(agent, preference_of(agent.person_id), reader),
    )
    if not form.is_bound:
        return _page(request, form)
    if form.is_valid():
        try:
            prefer(Wishes(form.cleaned_data, form.cleaned_data["ways"]), by=reader, at=request.at)
        except HandleRefused as refused:
            form.add_error("handle", str(refused))
    if form.errors:
        return _page(request, form, status=422)
    messages.success(request, _("Saved."))
    answer = redirect("console:preferences")
    # For the pages before the sign-in, which know no agent.
    for name in ("theme", "density"):
        _remember(answer, name, form.cleaned_data[name], request)
    return answer


def _page(request: DeskRequest, form: PreferencesForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "section": "preferences",
        "subscriptions": subscribing.subscriptions_of(person_id_of(request.reader)),
    }
    return render(request, "console/preferences.html", context, status=status)


def _remember(answer: HttpResponse, name: str, value: str, request: DeskRequest) -> None:
    if value:
        secure = request.is_secure()
        answer.set_cookie(name, value, max_age=A_YEAR, samesite="Lax", secure=secure)
    else:
        answer.delete_cookie(name, samesite="Lax")


@require_POST
@agents_only
def look(request: DeskRequest) -> HttpResponse:
    """Set theme or density at once, from the menu."""
    for name in ("theme", "density"):
        if name in request.POST and not set_look(
            agent_id_of(request.reader), name, request.POST[name]
        ):
            return HttpResponse(status=422)
    return HttpResponse(status=204)


@require_POST
@agents_only
def push(request: DeskRequest) -> HttpResponse:
    """The browser asks for our key, subscribes with it, or is removed."""
    act = request.POST.get("act")
    if act == "key":
        return JsonResponse({"key": vapid.public_key(at=request.at)})
    person = agent_behind(request.reader).person
    if act == "remove":
        subscribing.unsubscribe(person, request.POST.get("digest", "")[:64])
        messages.success(request, _("This browser is told no more."))
        return redirect("console:preferences")
    if act != "add":
        return HttpResponse(status=422)
    given = {name: request.POST.get(name, "") for name in ("endpoint", "public_key", "auth")}
    try:
        row = subscribing.subscribe(
            person, **given, browser=request.headers.get("User-Agent", ""), at=request.at
        )
    except subscribing.SubscriptionRefused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    return JsonResponse({"digest": row.digest})
