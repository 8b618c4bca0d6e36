"""Service packs: what each brings, putting one into force, and what differs from it here."""

from datetime import UTC, datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from deskhand.catalog.acts import acts_words
from deskhand.journal.record import record
from deskhand.packs import applied, checking, loading, reading
from deskhand.packs.loading import Plan
from deskhand.packs.reading import Pack, PackRefused, Problem
from deskhand.people.acting import actor_of
from deskhand.people.administration import organizations
from deskhand.people.models import Organization
from deskhand.people.zones import zone_of
from deskhand.provider.events import SettingChanged
from deskhand.rules.threeway import Difference, Why
from deskhand.sla import owing, writing
from deskhand.sla.models import Policy
from deskhand.sla.owing import AssignmentRefused, Owed
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.policy_words import field_words, parts_shown, value_words
from deskhand.web.several import Several

LARGEST = reading.LARGEST_FILE


class ForceForm(forms.Form):
    """For whom a pack is put into force."""

    is_default = forms.BooleanField(
        label=gettext_lazy("For the firm: whoever is owed nothing of its own"), required=False
    )
    organizations = Several(
        label=gettext_lazy("For these clients, from today on"),
        queryset=None,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    labels = forms.CharField(
        label=gettext_lazy("Labels"),
        max_length=410,
        required=False,
        help_text=gettext_lazy("Short words that its conditions read, such as 24x7x365"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organizations"].queryset = organizations().filter(archived_at=None)


class FileForm(forms.Form):
    """A pack of the administrator's own."""

    file = forms.FileField(
        label=gettext_lazy("A pack of your own"),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml"}),
    )


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    return _listing(request)


def _listing(request: DeskRequest, status: int = 200, **more: Any) -> HttpResponse:
    since = applied.since()
    lines = [{"pack": pack, "applied_at": since.get(pack.name)} for pack in applied.known()]
    context = {"lines": lines, "file_form": FileForm(), **more}
    return render(request, "setup/packs.html", context, status=status)


@require_GET
@administrators_only
def one(request: DeskRequest, name: str) -> HttpResponse:
    return _page(request, _found(name))


def _found(name: str) -> Pack:
    pack = applied.find(name)
    if pack is None:
        raise Http404
    return pack


def _page(
    request: DeskRequest, pack: Pack, *, form: ForceForm | None = None, status: int = 200
) -> HttpResponse:
    data, doing = pack.data, loading.plan(pack)
    kinds = [_item_words(kind, doing) for kind in ("made", "changed", "kept")]
    context = {
        "pack": pack,
        "data": data,
        "applied_at": applied.since().get(pack.name),
        "requests": [
            (row, acts_words(row.get("acts", []))) for row in data.get("request_types", [])
        ],
        "parts": parts_shown(data),
        "doing": doing,
        "made": kinds[0],
        "changed": kinds[1],
        "kept": kinds[2],
        "policy": applied.policy_of(pack),
        "form": form or ForceForm(),
    }
    return render(request, "setup/pack.html", context, status=status)


def _item_words(part: str, doing: Plan) -> list[str]:
    return [str(each.item) for each in getattr(doing, part)]


@require_POST
@administrators_only
def put_into_force(request: DeskRequest, name: str) -> HttpResponse:
    """Apply a pack: what is missing is made, what was edited stays; then let clients be owed it."""
    pack, form = _found(name), ForceForm(request.POST)
    if not form.is_valid():
        return _page(request, pack, form=form, status=422)
    try:
        with transaction.atomic():
            done = loading.apply(pack, at=request.at)
            _let_hold(request, pack, form)
            _note(request, "applied")
    except PackRefused as error:
        form.add_error(None, str(error))
        return _page(request, pack, form=form, status=422)
    except AssignmentRefused as error:
        form.add_error("labels", str(error))
        return _page(request, pack, form=form, status=422)
    _tell(request, done)
    return redirect("setup:pack", name)


def _let_hold(request: DeskRequest, pack: Pack, form: ForceForm) -> None:
    policy = applied.policy_of(pack)
    if policy is None:
        return
    if form.cleaned_data["is_default"]:
        writing.make_default(policy)
    labels = tuple(form.cleaned_data["labels"].replace(",", " ").split())
    for organization in form.cleaned_data["organizations"]:
        _owe(organization, policy, labels, at=request.at)


def _owe(
    organization: Organization, policy: Policy, labels: tuple[str, ...], *, at: datetime
) -> None:
    """From the beginning of today by the client's clock; what it is owed so already stays."""
    if any(
        row.policy_id == policy.pk and tuple(row.labels) == labels
        for row in owing.live(organization.pk, at)
    ):
        return
    zone = zone_of(None, organization)
    today = datetime.combine(at.astimezone(zone).date(), time.min, tzinfo=zone)
    owing.owe(organization, Owed(policy, today.astimezone(UTC), labels=labels))


def _tell(request: DeskRequest, done: loading.Applied) -> None:
    if done.made or done.changed:
        words = _("In force. New: %(made)d, brought up to date: %(changed)d.")
        messages.success(request, words % {"made": len(done.made), "changed": len(done.changed)})
    else:
        messages.info(request, _("Everything in this pack is in force already."))
    if done.kept:
        words = _("Kept as you edited it, unlike the pack: %(what)s")
        messages.warning(request, words % {"what": ", ".join(done.kept[:5])})


def _note(request: DeskRequest, act: str) -> None:
    event = SettingChanged(what="packs", setting=None, act=act)
    record(event, by=actor_of(request.reader), at=request.at)


@require_GET
@administrators_only
def differences(request: DeskRequest, name: str) -> HttpResponse:
    """What stands here otherwise than in the pack, item by item, to be taken or kept."""
    pack = _found(name)
    doing = loading.plan(pack)
    context = {
        "pack": pack,
        "lines": [
            {
                "item": each.item,
                "is_removed": each.is_removed,
                "wants_choice": each.wants_choice,
                "facts": [_fact(fact) for fact in each.differences],
            }
            for each in sorted(doing.kept, key=lambda each: not each.wants_choice)
        ],
        "gone": doing.gone,
        "is_applied": pack.name in applied.since(),
    }
    return render(request, "setup/pack_differences.html", context)


def _fact(fact: Difference) -> dict[str, Any]:
    return {
        "field": field_words(fact.field),
        "then": value_words(fact.field, fact.then),
        "now": value_words(fact.field, fact.now),
        "here": value_words(fact.field, fact.here),
        "is_both": fact.why is Why.BOTH,
    }


@require_POST
@administrators_only
def choose(request: DeskRequest, name: str) -> HttpResponse:
    """Take one item as the pack has it, or keep it as it is here."""
    pack, key = _found(name), request.POST.get("item", "")
    chosen = {"take": loading.take, "keep": loading.keep}.get(request.POST.get("act", ""))
    if chosen is None:
        raise Http404
    try:
        with transaction.atomic():
            if not chosen(pack, key, at=request.at):
                raise Http404
            _note(request, "changed")
    except PackRefused as error:
        messages.error(request, str(error))
        return redirect("setup:pack_differences", name)
    is_taken = chosen is loading.take
    messages.success(request, _("Taken from the pack.") if is_taken else _("Kept as it is here."))
    return redirect("setup:pack_differences", name)


@require_POST
@administrators_only
def read_file(request: DeskRequest) -> HttpResponse:
    """Look through a pack of the administrator's own; one without faults is put into force."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _listing(request, status=422, file_form=form)
    file = form.cleaned_data["file"]
    pack, problems = _read(file)
    if pack is not None and not problems:
        problems = checking.check(pack, at=request.at)
    if pack is None or any(problem.is_fault for problem in problems):
        return _listing(request, status=422, problems=problems)
    if "force" in request.POST:
        done = loading.apply(pack, at=request.at)
        _note(request, "applied")
        _tell(request, done)
        return redirect("setup:pack", pack.name)
    return _listing(request, problems=problems, looked_through=pack)


def _read(file: Any) -> tuple[Pack | None, list[Problem]]:
    if file.size > LARGEST:
        return None, [Problem(file.name, 1, _("The file is larger than 1 MB."))]
    try:
        pack = reading.read_text(file.read().decode("utf-8"), file=file.name)
    except UnicodeDecodeError:
        return None, [Problem(file.name, 1, _("This is no text in UTF-8."))]
    except PackRefused as error:
        return None, list(error.problems)
    if pack.name in reading.names():
        words = _("A pack of this name ships with the desk. Give yours another name.")
        return None, [pack.problem(("name",), words)]
    return pack, []
