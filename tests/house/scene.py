"""One thing of each kind, all of Birch Bakery, for tests that open every address."""

import io
from datetime import datetime, timedelta
from typing import Any

from deskhand.files.store import keep
from deskhand.people.models import Site
from deskhand.sla.models import Calendar, Policy
from deskhand.tickets import conversation
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel
from deskhand.tickets.views import save_view
from tests import cast as casting
from tests.cast import Cast


def set_scene(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """Return what stands where: names of `routes` to ids, slugs and keys."""
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    file = NewFile(blob=keep(io.BytesIO(b"a list")), filename="list.txt", content_type="text/plain")
    said = conversation.add(
        ticket,
        NewMessage(
            text="See the list.",
            is_public=True,
            channel=Channel.WEB,
            person=cast.bea,
            files=(file,),
        ),
        by=casting.doer(cast.bea),
        at=at,
        released_at=at,
    )
    answer = casting.say(ticket, by=cast.ada, text="On it.", at=at + timedelta(minutes=5))
    attachment = said.attachments.get()
    site = Site.objects.create(organization=cast.birch, name="Mill")
    save_view("Mine", "assignee:me", "due", by=casting.reader(cast.ada), is_shared=True)
    return {
        "ticket": ticket.pk,
        "attachment_key": attachment.key,
        "attachment_name": attachment.filename,
        "reply": answer.pk,
        "queue": "mine",
        "field": "team",
        "organization": cast.birch.slug,
        "person": cast.bea.pk,
        "calendar": Calendar.objects.get().pk,
        "policy": Policy.objects.get().pk,
        "pack": "five-priority",
        "kind": "organizations",
        "row": cast.birch.pk,
        "removable": "sites",
        "site": site.pk,
    }
