"""What is set for the notices of all agents: text messages, quotes, and how long they are kept."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from deskhand.notices import firm
from deskhand.notices.administration import failures
from deskhand.notices.channels.page import gateway
from deskhand.notices.channels.page.gateway import GatewayRefused
from deskhand.notices.channels.page.pages import send_text, tidy_number
from deskhand.notices.models import Firm
from deskhand.people.acting import actor_of
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.forms import AtForm


class NoticesForm(AtForm):
    keep_days = forms.IntegerField(
        label=gettext_lazy("Days that read notices are kept"), min_value=1, max_value=3650
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"placeholder": "https://sms.example.com/send"}),
        help_text=gettext_lazy("{number} and {text} stand for what differs."),
    )
    method = forms.ChoiceField(
        label=gettext_lazy("Method"), choices=[(name, name) for name in gateway.METHODS]
    )
    headers = forms.CharField(
        label=gettext_lazy("Headers"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off"}),
        help_text=gettext_lazy(
            "One on each line, such as Content-Type: application/json. Kept sealed and not shown "
            "again; leave it empty to keep what is there."
        ),
    )
    body = forms.CharField(
        label=gettext_lazy("Body"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(
            attrs={"rows": 3, "placeholder": '{"to": "{number}", "text": "{text}"}'}
        ),
    )
    token = forms.CharField(
        label=gettext_lazy("Token"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Kept sealed; leave it empty to keep what is there."),
    )

    class Meta:
        model = Firm
        fields = ("shows_words", "keep_days", "way", "url", "method", "body", "account", "sender")
        widgets = {"way": forms.RadioSelect}
        labels = {
            "shows_words": gettext_lazy("Letters and pushes quote what was written"),
            "way": gettext_lazy("Text messages go"),
            "account": gettext_lazy("Account"),
            "sender": gettext_lazy("Number or service that sends"),
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("way") == Firm.Way.GATEWAY:
            self._check_gateway(cleaned)
        if cleaned.get("way") == Firm.Way.TWILIO:
            for name in ("account", "sender"):
                if not cleaned.get(name):
                    self.add_error(name, _("Twilio needs this."))
            if not (cleaned.get("token") or firm.token()):
                self.add_error("token", _("Twilio needs this."))
        return cleaned

    def _check_gateway(self, cleaned: dict[str, Any]) -> None:
        given = {name: cleaned.get(name, "") for name in ("url", "body")}
        try:
            gateway.check(Firm(**given), cleaned.get("headers", ""))
        except GatewayRefused as refused:
            self.add_error(refused.field, str(refused))


@require_http_methods(["GET", "POST"])
@administrators_only
def settings(request: DeskRequest) -> HttpResponse:
    form = NoticesForm(request.POST if request.method == "POST" else None, instance=firm.current())
    if not form.is_bound:
        return _page(request, form)
    if not form.is_valid():
        return _page(request, form, status=422)
    cleaned = form.cleaned_data
    firm.save(
        form.save(commit=False),
        headers=cleaned["headers"],
        token=cleaned["token"],
        by=actor_of(request.reader),
        at=request.at,
    )
    messages.success(request, _("Saved."))
    return redirect("setup:notices")


@require_POST
@administrators_only
def test(request: DeskRequest) -> HttpResponse:
    """Send a text message to a number, by what is saved."""
    try:
        number = tidy_number(request.POST.get("number", "")[:60])
    except ValueError:
        messages.error(request, _("Write the number with its country, such as +1 206 555 0100."))
        return redirect("setup:notices")
    words = {"firm": request.firm.name}
    outcome = send_text(number, _("A test of %(firm)s. Nothing is to be done.") % words)
    if outcome.is_sent:
        messages.success(request, _("It was taken. See whether it arrives."))
    else:
        messages.error(request, outcome.why)
    return redirect("setup:notices")


def _page(request: DeskRequest, form: NoticesForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "general": [form[name] for name in ("shows_words", "keep_days")],
        "gateway": [form[name] for name in ("url", "method", "headers", "body")],
        "twilio": [form[name] for name in ("account", "token", "sender")],
        "is_on": firm.sends_pages(),
        "failures": failures(),
    }
    return render(request, "setup/notices.html", context, status=status)
