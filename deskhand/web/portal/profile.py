"""What a signed-in person may set about himself."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from deskhand.people.profile import save_profile
from deskhand.people.reading import people_for
from deskhand.people.zones import KNOWN
from deskhand.web.access import signed_in
from deskhand.web.request import DeskRequest


class ProfileForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Your name"), max_length=200)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        choices=[("", gettext_lazy("As my organization")), *((z, z) for z in sorted(KNOWN))],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        required=False,
        choices=[("", gettext_lazy("As my organization, or my browser")), *settings.LANGUAGES],
    )


@require_http_methods(["GET", "POST"])
@signed_in
def profile(request: DeskRequest) -> HttpResponse:
    person = people_for(request.reader).get(pk=request.reader.person_id)
    fields = ("name", "phone", "time_zone", "language")
    if request.method == "GET":
        form = ProfileForm(initial={name: getattr(person, name) for name in fields})
        return render(request, "portal/profile.html", {"form": form})
    form = ProfileForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/profile.html", {"form": form}, status=422)
    save_profile(person, form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("portal:profile")
