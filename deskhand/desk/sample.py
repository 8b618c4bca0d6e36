"""A letter as it would look, for whoever chooses a brand: nothing of it is kept or sent."""

import base64
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from deskhand.desk.branding import Logo, brand_of
from deskhand.mail.composing import inlined
from deskhand.people.models import Organization
from deskhand.provider.firm import current
from deskhand.tickets.markup import html_of


def sample_letter(organization: Organization | None, *, language: str) -> str:
    """Return a reply to somebody of an organization as HTML, with its pictures within."""
    brand = brand_of(organization)
    with translation.override(language):
        html = render_to_string("mail/reply.html", {**_words(), "brand": brand})
    return _with_logo(inlined(html), brand.logo)


def _words() -> dict[str, Any]:
    text = _(
        "the new printer is connected. Try a **test page**, and write if it comes out crooked:\n\n"
        "1. Choose *Print*.\n2. Choose the printer *Office*.\n\n"
        "> Since the move nothing prints any more."
    )
    return {
        "ticket": SimpleNamespace(pk=4711),
        "message": SimpleNamespace(author_name=_("Ada Agent")),
        "frame": SimpleNamespace(greeting=_("Hello Bea,"), foot=""),
        "html": html_of(text),
        "url": settings.DESKHAND_URL,
        "firm": current(),
        "signature": "",
        "stop_url": "",
        "dates": [],
    }


def _with_logo(html: str, logo: Logo | None) -> str:
    if logo is None:
        return html
    picture = logo.picture
    content = base64.b64encode(picture.content).decode()
    return html.replace(
        f"cid:{picture.content_id}", f"data:{picture.content_type};base64,{content}"
    )
