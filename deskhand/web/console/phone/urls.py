"""Addresses of the pages for calls, below /desk/phone/."""

from django.urls import path

from deskhand.web.console.phone import book, busy, cards, dialling, screen, voicemails

urlpatterns = [
    path("phone/", screen.screen, name="phone"),
    path("phone/callers/", screen.callers, name="callers"),
    path("phone/facts/", screen.facts, name="call_facts"),
    path("phone/add/", screen.add, name="add_call"),
    path("phone/dial/", dialling.dial, name="dial"),
    path("phone/card/", cards.card, name="phone_card"),
    path("phone/calls/", book.calls, name="phone_calls"),
    path("phone/calls/<int:call_id>/away/", cards.put_away, name="put_call_away"),
    path("phone/calls/<int:call_id>/attach/", cards.attach, name="attach_call"),
    path("people/<int:person_id>/numbers/", book.person_numbers, name="person_numbers"),
    path("tickets/<int:number>/busy/", busy.busy, name="lines_busy"),
    path("messages/<int:message_id>/transcript/", voicemails.transcribe, name="transcribe"),
    path(
        "organizations/<slug:slug>/numbers/",
        book.organization_numbers,
        name="organization_numbers",
    ),
]
