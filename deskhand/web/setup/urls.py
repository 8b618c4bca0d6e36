"""Addresses of administration, below /setup/."""

from django.urls import path

from deskhand.web.setup import (
    audit,
    calendars,
    holidays,
    home,
    jobs,
    mail,
    mailboxes,
    memberships,
    packs,
    policies,
    rows,
    styleguide,
    tokens,
)

app_name = "setup"

urlpatterns = [
    path("", home.home, name="home"),
    path("first/", home.first, name="first"),
    path("firm/", home.firm, name="firm"),
    path("calendars/", calendars.listing, name="calendars"),
    path("calendars/new/", calendars.edit, name="new_calendar"),
    path("calendars/<int:pk>/", calendars.edit, name="calendar"),
    path("calendars/<int:pk>/holidays/", holidays.propose, name="holidays"),
    path("calendars/<int:pk>/holidays/file/", holidays.read_file, name="holidays_file"),
    path("calendars/<int:pk>/holidays/confirm/", holidays.confirm, name="confirm_holidays"),
    path("policies/", policies.listing, name="policies"),
    path("policies/<int:pk>/", policies.edit, name="policy"),
    path("packs/", packs.listing, name="packs"),
    path("packs/<slug:name>/apply/", packs.put_into_force, name="apply_pack"),
    path("tokens/", tokens.listing, name="tokens"),
    path("tokens/<int:pk>/revoke/", tokens.withdraw, name="revoke_token"),
    path("sent/", mail.sent, name="sent"),
    path("sent/<int:pk>/", mail.outgoing, name="outgoing"),
    path("sent/<int:pk>/html/", mail.outgoing_html, name="outgoing_html"),
    path("sent/<int:pk>/retry/", mail.retry_outgoing, name="retry_outgoing"),
    path("letters/", mail.letters, name="letters"),
    path("letters/<int:pk>/", mail.letter, name="letter"),
    path("letters/<int:pk>/source/", mail.letter_source, name="letter_source"),
    path("letters/<int:pk>/again/", mail.read_letter_again, name="read_again"),
    path("mailboxes/<int:pk>/test/", mailboxes.test, name="test_mailbox"),
    path("jobs/", jobs.listing, name="jobs"),
    path("jobs/<int:job_id>/again/", jobs.again, name="retry_job"),
    path("jobs/<int:job_id>/drop/", jobs.drop, name="drop_job"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("audit/", audit.listing, name="audit"),
    path("people/<int:person_id>/organizations/new/", memberships.edit, name="new_membership"),
    path("people/<int:person_id>/organizations/<int:pk>/", memberships.edit, name="membership"),
    path(
        "people/<int:person_id>/organizations/<int:pk>/end/",
        memberships.end,
        name="end_membership",
    ),
    path("rows/<slug:kind>/", rows.rows, name="rows"),
    path("rows/<slug:kind>/new/", rows.edit, name="add"),
    path("rows/<slug:kind>/<int:pk>/", rows.edit, name="edit"),
    path("rows/<slug:kind>/<int:pk>/remove/", rows.remove, name="remove"),
]
