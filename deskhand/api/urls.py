"""Addresses for programs, under /api/v1/."""

from django.urls import path

from deskhand.api import mail

app_name = "api"
urlpatterns = [
    path("mail", mail.receive, name="mail"),
]
