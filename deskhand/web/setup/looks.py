"""How letters look with the firm's brand or a client's: a sample to see."""

from django.http import Http404, HttpResponse
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from deskhand.desk.sample import sample_letter
from deskhand.people.administration import organizations
from deskhand.people.models import Organization
from deskhand.web.access import administrators_only
from deskhand.web.files import sandboxed
from deskhand.web.request import DeskRequest


@require_GET
@administrators_only
@xframe_options_sameorigin
def letter(request: DeskRequest, pk: int) -> HttpResponse:
    """A reply to somebody of an organization; with 0 to somebody of none."""
    organization = _organization(pk) if pk else None
    language = translation.get_language() or "en"
    return sandboxed(HttpResponse(sample_letter(organization, language=language)))


def _organization(pk: int) -> Organization:
    found = organizations().filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
