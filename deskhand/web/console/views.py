"""Saved views: kept from a list, changed on a page of their own, and put in order."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.tickets import views
from deskhand.tickets.views import ViewNotFound, ViewTaken
from deskhand.web.access import agents_only
from deskhand.web.console.rail import Queue, queues_of, sections
from deskhand.web.console.view_forms import ViewForm
from deskhand.web.request import DeskRequest
from deskhand.web.undoing import keep_for_undo, say_removed


@require_POST
@agents_only
def keep_view(request: DeskRequest) -> HttpResponse:
    """Save the list that is shown under a name."""
    form = ViewForm(request.reader, request.POST)
    if not form.is_valid():
        return render(request, "console/view.html", {"form": form}, status=422)
    cleaned = form.cleaned_data
    try:
        view = views.keep_view(
            request.reader,
            cleaned["name"],
            form.kept,
            audience=cleaned["audience"],
            team=cleaned["team"],
        )
    except ViewTaken as error:
        form.add_error("name", str(error))
        return render(request, "console/view.html", {"form": form}, status=422)
    messages.success(request, _("The view %(name)s is in your rail.") % {"name": view.name})
    return redirect("console:queue", f"view-{view.pk}")


@require_http_methods(["GET", "POST"])
@agents_only
def change_view(request: DeskRequest, view_id: int) -> HttpResponse:
    """Show what a view keeps, or save it as it is to be."""
    try:
        view = views.view_for(request.reader, view_id)
    except ViewNotFound as error:
        raise Http404 from error
    form = ViewForm(request.reader, request.POST or None, initial=ViewForm.begin(view))
    if form.is_bound and form.is_valid():
        cleaned = form.cleaned_data
        try:
            views.change_view(
                view,
                request.reader,
                cleaned["name"],
                form.kept,
                audience=cleaned["audience"],
                team=cleaned["team"],
            )
        except ViewTaken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("console:queue", f"view-{view.pk}")
    context = {"form": form, "view": view}
    return render(request, "console/view.html", context, status=422 if form.is_bound else 200)


@require_POST
@agents_only
def drop_view(request: DeskRequest, view_id: int) -> HttpResponse:
    try:
        view = views.view_for(request.reader, view_id)
    except ViewNotFound as error:
        raise Http404 from error
    keep_for_undo(request, view, back=reverse("console:queue", args=[f"view-{view.pk}"]))
    views.delete_view(request.reader, view_id)
    say_removed(request, _("The view is gone."))
    return redirect("console:home")


@require_http_methods(["GET", "POST"])
@agents_only
def lists(request: DeskRequest) -> HttpResponse:
    """All lists of the rail: which stand first, and in which order."""
    if request.method == "POST":
        places, starred = _asked(request)
        views.arrange(request.reader, places=places, starred=starred)
        if request.htmx:
            return HttpResponse(status=204)
        return redirect("console:lists")
    context = {"sections": sections(queues_of(request)), "section": "lists"}
    return render(request, "console/lists.html", context)


def _asked(request: DeskRequest) -> tuple[list[str], list[str]]:
    """The order as it was sent, with one list starred, or moved, where a button says so."""
    known = {queue.name: queue for queue in queues_of(request)}
    places = [name for name in request.POST.getlist("place") if name in known] or list(known)
    starred = [name for name, queue in known.items() if queue.is_starred]
    name = request.POST.get("star", "")
    if name in known:
        starred = (
            [other for other in starred if other != name] if name in starred else [*starred, name]
        )
    for step, word in ((-1, "up"), (1, "down")):
        moved = request.POST.get(word, "")
        if moved in known:
            places = _moved(places, known, moved, step)
    return places, starred


def _moved(places: list[str], known: dict[str, Queue], name: str, step: int) -> list[str]:
    """Change places with the next list of the same section."""
    here = places.index(name)
    side = known[name]
    others = places[here + 1 :] if step > 0 else places[:here][::-1]
    for other in others:
        one = known[other]
        if (one.is_starred, one.group) == (side.is_starred, side.group) or (
            one.is_starred and side.is_starred
        ):
            there = places.index(other)
            places[here], places[there] = places[there], places[here]
            break
    return places
