"""Addresses for programs, under /api/v1/."""

from django.urls import path

from deskhand.api import mail, mail_events, money, phone, voicemail

app_name = "api"
urlpatterns = [
    path("contracts", money.contracts, name="contracts"),
    path("contracts/<int:pk>/statement", money.lines, name="statement"),
    path("invoices", money.invoices, name="invoices"),
    path("mail", mail.receive, name="mail"),
    path("mail/events/<slug:provider>", mail_events.receive, name="mail_events"),
    path("phone/callers", phone.caller, name="phone_caller"),
    path("phone/voicemail", voicemail.receive, name="voicemail"),
    path("phone/<slug:system>", phone.receive, name="phone"),
]
