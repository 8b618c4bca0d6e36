"""One release: drafted, with its files, published, withdrawn; and who is entitled to it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.assets import releasing
from deskhand.assets.access import may_release, need_releaser
from deskhand.assets.models import Product, Release
from deskhand.assets.reading import releases_for
from deskhand.assets.releasing import ReleaseRefused
from deskhand.contracts.software.reading import clients_of_release, others
from deskhand.desk.software.telling import notices_of
from deskhand.people.acting import actor_of
from deskhand.tickets.markup import html_of
from deskhand.web.access import agents_only
from deskhand.web.console.software.forms import ReleaseForm
from deskhand.web.console.software.products import found_product
from deskhand.web.files import download
from deskhand.web.request import DeskRequest
from deskhand.web.uploads import UploadRefused, kept_files

NAMED = 50


def found(request: DeskRequest, pk: int) -> Release:
    row: Release | None = releases_for(request.reader).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


@require_GET
@agents_only
def release(request: DeskRequest, pk: int) -> HttpResponse:
    return page(request, found(request, pk))


def page(
    request: DeskRequest, row: Release, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """Show a release with what was refused."""
    clients = clients_of_release(row, request.reader)
    rest = others(row, request.reader, (one.organization.pk for one in clients))
    context = {
        "release": row,
        "notes": SafeString(html_of(row.notes)),
        "files": list(row.files.select_related("blob").defer("blob__few")),
        "entitled": [one for one in clients if one.entitlement.is_entitled],
        "rest": [one for one in clients if not one.entitlement.is_entitled],
        "without": list(rest[:NAMED]),
        "without_count": rest.count(),
        "notices": notices_of(row, request.reader),
        "may_release": may_release(request.reader),
        "limit": settings.RELEASE_FILE_LIMIT,
        "refusal": refusal,
        "section": "software",
    }
    return render(request, "console/software/release.html", context, status=status)


@require_http_methods(["GET", "POST"])
@agents_only
def new(request: DeskRequest, pk: int) -> HttpResponse:
    """Draft a release of a product."""
    product = found_product(request, pk)
    need_releaser(request.reader)
    if request.method == "GET":
        initial = {"released_on": releasing.today(request.at)}
        return _form_page(request, ReleaseForm(initial=initial), product, None)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, product, None)
    try:
        made = releasing.begin(product, form.draft(), by=actor_of(request.reader), at=request.at)
    except ReleaseRefused as error:
        form.add_error(error.field or None, str(error))
        return _form_page(request, form, product, None)
    messages.success(request, _("Drafted. Add its files, and publish it."))
    return redirect("console:release", made.pk)


@require_http_methods(["GET", "POST"])
@agents_only
def edit(request: DeskRequest, pk: int) -> HttpResponse:
    row = found(request, pk)
    need_releaser(request.reader)
    if request.method == "GET":
        if not row.is_draft:
            raise Http404
        form = ReleaseForm(initial=ReleaseForm.initial_of(row))
        return _form_page(request, form, row.product, row)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, row.product, row)
    try:
        releasing.rewrite(row, form.draft(), by=actor_of(request.reader), at=request.at)
    except ReleaseRefused as error:
        form.add_error(error.field or None, str(error))
        return _form_page(request, form, row.product, row)
    messages.success(request, _("Saved."))
    return redirect("console:release", pk)


def _form_page(
    request: DeskRequest, form: ReleaseForm, product: Product, row: Release | None
) -> HttpResponse:
    context = {"form": form, "product": product, "release": row, "section": "software"}
    status = 422 if form.errors else 200
    return render(request, "console/software/edit.html", context, status=status)


@require_POST
@agents_only
def attach(request: DeskRequest, pk: int) -> HttpResponse:
    """Add files to a draft; all of them or none."""
    row = found(request, pk)
    need_releaser(request.reader)
    given = request.FILES.getlist("files")
    try:
        if not given:
            raise ReleaseRefused("files", _("Choose a file."))
        releasing.need_draft(row)
        for one in given:
            releasing.check_file(one.name or "", one.size or 0)
        kept = kept_files(given, limit=settings.RELEASE_FILE_LIMIT)
        named = [(file.filename, file.blob) for file in kept]
        releasing.attach_all(row, named, by=actor_of(request.reader), at=request.at)
    except (ReleaseRefused, UploadRefused) as error:
        return page(request, found(request, pk), refusal=str(error), status=422)
    messages.success(request, _("Added."))
    return redirect("console:release", pk)


@require_GET
@agents_only
def file(request: DeskRequest, pk: int, file_id: int) -> FileResponse:
    """A file for an agent; it is saved, never shown in place."""
    row = found(request, pk).files.select_related("blob").filter(pk=file_id).first()
    if row is None:
        raise Http404
    return download(row.blob, filename=row.filename, content_type="application/octet-stream")


@require_POST
@agents_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Publish or withdraw it, throw a draft away, or take a file off it."""
    row = found(request, pk)
    deed = DEEDS.get(request.POST.get("act", ""))
    if deed is None:
        raise Http404
    need_releaser(request.reader)
    try:
        said = deed(request, row)
    except ReleaseRefused as error:
        return page(request, found(request, pk), refusal=str(error), status=422)
    messages.success(request, said)
    if deed is _forget:
        return redirect("console:product", row.product_id)
    return redirect("console:release", pk)


def _doer(request: DeskRequest) -> dict[str, Any]:
    return {"by": actor_of(request.reader), "at": request.at}


def _publish(request: DeskRequest, row: Release) -> str:
    releasing.publish(row, **_doer(request))
    return _("Published. Whoever is entitled can download it now. Tell them below.")


def _withdraw(request: DeskRequest, row: Release) -> str:
    releasing.withdraw(row, request.POST.get("why", ""), **_doer(request))
    return _("Withdrawn. Whoever obtained it keeps it; nobody else gets it.")


def _forget(request: DeskRequest, row: Release) -> str:
    releasing.forget(row, **_doer(request))
    return _("The draft is thrown away.")


def _detach(request: DeskRequest, row: Release) -> str:
    wanted = request.POST.get("file", "")
    if not (wanted.isascii() and wanted.isdecimal() and len(wanted) < 18):
        raise Http404
    if not releasing.detach(row, int(wanted), **_doer(request)):
        raise Http404
    return _("Taken away.")


DEEDS = {"publish": _publish, "withdraw": _withdraw, "forget": _forget, "detach": _detach}
