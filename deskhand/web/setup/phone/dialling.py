"""How a click on a number has the telephone system dial it, and a try of that."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.people.acting import actor_of
from deskhand.people.callers import dialled
from deskhand.phone import dialling as room
from deskhand.phone import filling
from deskhand.phone.dialling import Dialled, NotDialled
from deskhand.phone.filling import TemplateRefused
from deskhand.phone.models import Dialling
from deskhand.provider import egress
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.forms import AtForm

LONGEST = 4000


class DiallingForm(AtForm):
    """The call by which the telephone system is asked."""

    headers = forms.CharField(
        label=gettext_lazy("Headers"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "rows": 2,
                "placeholder": "Authorization: Bearer {secret}",
                "spellcheck": "false",
            }
        ),
        help_text=gettext_lazy("One on each line. What must stay secret goes below."),
    )
    body = forms.CharField(
        label=gettext_lazy("Body"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "rows": 4,
                "placeholder": '{"from": "{extension}", "to": "{number}"}',
                "spellcheck": "false",
            }
        ),
    )
    secret = forms.CharField(
        label=gettext_lazy("Secret"),
        required=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy(
            "Stands where {secret} is written. Kept sealed; leave it empty to keep what is there."
        ),
    )

    class Meta:
        model = Dialling
        fields = ("is_on", "method", "url", "headers", "body")
        widgets = {"url": forms.TextInput(attrs={"placeholder": "https://pbx.example/calls"})}
        help_texts = {
            "is_on": gettext_lazy("Off, numbers are links that your computer or telephone opens."),
            "url": gettext_lazy(
                "{number} stands for the number with its country (+49…), {extension} for the line "
                "of the agent, {agent} for his name."
            ),
        }

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"].strip()
        if not (secret.isascii() and secret.isprintable()):
            raise forms.ValidationError(_("A secret is one line of plain letters and signs."))
        return secret

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("is_on") and not self.errors:
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        names = ("method", "url", "headers", "body")
        row = Dialling(**{name: cleaned.get(name, "") for name in names})
        try:
            filling.check(row)
        except TemplateRefused as refused:
            self.add_error(refused.field, str(refused))
            return
        if filling.uses_secret(row) and not (cleaned.get("secret") or room.has_secret()):
            self.add_error("secret", _("{secret} is written above: give it."))


@require_http_methods(["GET", "POST"])
@administrators_only
def edit(request: DeskRequest) -> HttpResponse:
    """How the firm dials; saved, it is said whether the system may be called at all."""
    row = room.dialling()
    form = DiallingForm(request.POST if request.method == "POST" else None, instance=row)
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    secret = form.cleaned_data["secret"]
    row = form.save(commit=False)
    room.keep_dialling(row, secret=secret, by=actor_of(request.reader), at=request.at)
    messages.success(request, _("Saved."))
    return redirect("setup:dialling")


@require_POST
@administrators_only
def attempt(request: DeskRequest) -> HttpResponse:
    """Have a number dialled from the line of whoever tries, by what is saved."""
    number = dialled(request.POST.get("number", "").replace("\0", "")[:60])
    if not number:
        messages.error(request, _("Write the number with its country, such as +1 206 555 0100."))
        return redirect("setup:dialling")
    try:
        is_new = room.dial(Dialled(number, "try"), by=request.reader, at=request.at)
    except NotDialled as error:
        messages.error(request, str(error))
        return redirect("setup:dialling")
    words = _("The telephone system took it. Your telephone rings; pick up, and it dials.")
    messages.success(request, words if is_new else _("It is being dialled already."))
    return redirect("setup:dialling")


def _page(request: DeskRequest, form: DiallingForm, *, status: int = 200) -> HttpResponse:
    row = room.dialling()
    context = {
        "form": form,
        "is_on": row.is_on,
        "line": room.line_of(request.reader),
        "refusal": egress.refusal(filling.sample(row).url) if row.is_on else "",
    }
    return render(request, "setup/dialling.html", context, status=status)
