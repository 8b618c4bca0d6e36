"""How a client is billed: its name and address, terms, tax, and whom its invoices go to."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from deskhand.contracts.invoices.details import billing_of, recipients_of
from deskhand.journal.record import record
from deskhand.people.reading import organizations_for
from deskhand.provider.events import SettingChanged
from deskhand.web.access import billers_only
from deskhand.web.console.invoices.finding import doer, frame
from deskhand.web.console.invoices.forms import BillingForm
from deskhand.web.request import DeskRequest


@require_http_methods(["GET", "POST"])
@billers_only
def billing(request: DeskRequest, slug: str) -> HttpResponse:
    client = organizations_for(request.reader).filter(slug=slug).first()
    if client is None:
        raise Http404
    form = BillingForm(request.POST or None, instance=billing_of(client))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
            event = SettingChanged(
                what="billing",
                setting=client.pk,
                act="changed",
                fields=",".join(form.changed_data),
            )
            record(event, by=doer(request), at=request.at)
        messages.success(request, _("Saved."))
        return redirect("console:billing", slug)
    context = {
        "client": client,
        "form": form,
        "recipients": recipients_of(client),
        **frame(request, "clients"),
    }
    status = 422 if form.errors else 200
    return render(request, "console/invoices/billing.html", context, status=status)
