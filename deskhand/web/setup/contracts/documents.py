"""Documents of a contract: attached, shared with the client, taken away."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from deskhand.contracts import keeping
from deskhand.contracts.refusing import ContractRefused
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.contracts.finding import found, name_of, note
from deskhand.web.setup.contracts.one import page
from deskhand.web.uploads import UploadRefused, kept_files


@require_POST
@administrators_only
def attach(request: DeskRequest, pk: int) -> HttpResponse:
    contract = found(pk)
    try:
        files = kept_files(request.FILES.getlist("file"))
        if not files:
            raise ContractRefused("file", _("Choose a file."))
        with transaction.atomic():
            for file in files:
                keeping.attach(
                    contract,
                    file.blob,
                    file.filename,
                    is_shared="is_shared" in request.POST,
                    by=name_of(request),
                    at=request.at,
                )
            note(request, contract, "attached")
    except (ContractRefused, UploadRefused) as error:
        return page(request, contract, refused=str(error), status=422)
    messages.success(request, _("Attached."))
    return redirect("setup:contract", pk)


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int, document_id: int) -> HttpResponse:
    """Share a document with the client, no longer, or take it away."""
    contract, wanted = found(pk), request.POST.get("act", "")
    document = contract.documents.filter(pk=document_id).first()
    if document is None:
        raise Http404
    with transaction.atomic():
        if wanted == "remove":
            document.delete()
        else:
            document.is_shared = wanted == "share"
            document.save(update_fields=["is_shared"])
        note(request, contract, f"document {wanted}"[:40])
    return redirect("setup:contract", pk)
