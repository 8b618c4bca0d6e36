"""The keys that sign letters (DKIM): their list, a new one, its DNS record, and looking it up."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from deskhand.mail import signing
from deskhand.mail.dkim import ED25519, RSA, KeyRefused, Private, kind_of, new_key, read_key
from deskhand.mail.models import SigningKey
from deskhand.people.acting import actor_of
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest

PASTED = "pasted"


class KeyForm(forms.Form):
    """A key to make, or one that was made elsewhere."""

    domain = forms.CharField(
        label=gettext_lazy("Sender domain"),
        max_length=253,
        help_text=gettext_lazy("What stands behind the @ of the mailboxes, exactly."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Key"),
        choices=[
            (RSA, gettext_lazy("Make one: RSA with 2048 bits, which everybody reads")),
            (ED25519, gettext_lazy("Make one: Ed25519, short, beside an RSA key")),
            (PASTED, gettext_lazy("Paste one of your own")),
        ],
        initial=RSA,
        widget=forms.RadioSelect,
    )
    selector = forms.CharField(
        label=gettext_lazy("Selector"),
        required=False,
        max_length=63,
        help_text=gettext_lazy("Tells the keys of a domain apart. Empty: one is chosen."),
    )
    private = forms.CharField(
        label=gettext_lazy("Private key of your own"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        help_text=gettext_lazy(
            "Only if you paste one: PEM without a password. Kept encrypted and never shown again."
        ),
    )

    def clean_domain(self) -> str:
        try:
            return signing.read_domain(self.cleaned_data["domain"])
        except KeyRefused as error:
            raise forms.ValidationError(str(error)) from error

    def clean_private(self) -> Private | None:
        if self.cleaned_data.get("kind") != PASTED:
            return None
        try:
            return read_key(self.cleaned_data["private"])
        except KeyRefused as error:
            raise forms.ValidationError(str(error)) from error


@require_GET
@administrators_only
def listing(request: DeskRequest) -> HttpResponse:
    keys = list(signing.signing_keys())
    context = {
        "keys": keys,
        "unsigned": signing.unsigned_domains(),
        "waiting": {key.domain for key in keys},
    }
    return render(request, "setup/signing_keys.html", context)


@require_http_methods(["GET", "POST"])
@administrators_only
def new(request: DeskRequest) -> HttpResponse:
    """Make or take a key; then its page shows the record for DNS."""
    if request.method == "GET":
        domain = request.GET.get("domain", "") or next(iter(signing.unsigned_domains()), "")
        return _form(request, KeyForm(initial={"domain": domain[:253]}))
    form = KeyForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    try:
        key = _kept(request, form)
    except KeyRefused as error:
        form.add_error(None, str(error))
        return _form(request, form, status=422)
    messages.success(request, _("The key is kept. Put its record into DNS before it signs."))
    return redirect("setup:signing_key", key.pk)


def _kept(request: DeskRequest, form: KeyForm) -> SigningKey:
    domain = form.cleaned_data["domain"]
    private = form.cleaned_data["private"] or new_key(form.cleaned_data["kind"])
    selector = form.cleaned_data["selector"] or signing.free_selector(
        domain, kind_of(private), at=request.at
    )
    return signing.keep_key(domain, selector, private, by=actor_of(request.reader), at=request.at)


def _form(request: DeskRequest, form: KeyForm, *, status: int = 200) -> HttpResponse:
    return render(request, "setup/new_signing_key.html", {"form": form}, status=status)


@require_GET
@administrators_only
def one(request: DeskRequest, pk: int) -> HttpResponse:
    return _page(request, _key(pk))


@require_POST
@administrators_only
def check(request: DeskRequest, pk: int) -> HttpResponse:
    """Look the record up; waits for name servers, so nothing is locked meanwhile."""
    signing.check(_key(pk), at=request.at)
    return redirect("setup:signing_key", pk)


@require_POST
@administrators_only
def act(request: DeskRequest, pk: int) -> HttpResponse:
    """Begin or end to sign with a key, or forget it."""
    key, wanted, by = _key(pk), request.POST.get("act", ""), actor_of(request.reader)
    if wanted == "remove":
        signing.remove_key(key, by=by, at=request.at)
        messages.success(request, _("Removed. Its record can go from DNS after a week."))
        return redirect("setup:signing_keys")
    if wanted in {"begin", "end"}:
        signing.let_sign(key, signs=wanted == "begin", by=by, at=request.at)
    return redirect("setup:signing_key", pk)


def _key(pk: int) -> SigningKey:
    key = signing.signing_keys().filter(pk=pk).first()
    if key is None:
        raise Http404
    return key


def _page(request: DeskRequest, key: SigningKey) -> HttpResponse:
    context: dict[str, Any] = {
        "key": key,
        "record": signing.record_of(key),
        "is_whole": signing.is_whole(key),
        "is_used": key.domain in signing.sender_domains(),
    }
    return render(request, "setup/signing_key.html", context)
