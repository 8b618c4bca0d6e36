"""Addresses of the pages for calls, below /desk/phone/."""

from django.urls import path

from deskhand.web.console.phone import screen

urlpatterns = [
    path("phone/", screen.screen, name="phone"),
    path("phone/callers/", screen.callers, name="callers"),
    path("phone/facts/", screen.facts, name="call_facts"),
    path("phone/add/", screen.add, name="add_call"),
]
