"""Addresses of the portal, from the root."""

from django.urls import path

from deskhand.web.portal import asking, dates, profile, requests, times, unsubscribe
from deskhand.web.portal.contracts import book, guidelines
from deskhand.web.portal.contracts import reading as contracts
from deskhand.web.portal.invoices import reading as invoices
from deskhand.web.portal.quotes import answering as approvals
from deskhand.web.portal.software import reading as software

app_name = "portal"

urlpatterns = [
    path("", requests.home, name="home"),
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", asking.new, name="new"),
    path("requests/<int:number>/", requests.one, name="request"),
    path("requests/<int:number>/sent/", requests.sent, name="sent"),
    path("requests/<int:number>/thread/", requests.thread, name="thread"),
    path("requests/<int:number>/answer/", requests.answer, name="answer"),
    path("requests/<int:number>/close/", requests.close, name="close"),
    path("requests/<int:number>/dates/<int:clock_id>/", dates.answer, name="answer_date"),
    path("guidelines/", guidelines.page, name="guidelines"),
    path("contracts/", contracts.listing, name="contracts"),
    path("contracts/<int:pk>/book/", book.book, name="contract_book"),
    path("contracts/<int:pk>/book.csv", book.table, name="contract_book_table"),
    path("contracts/<int:pk>/book.pdf", book.file, name="contract_book_file"),
    path("contracts/<int:pk>/book/print/", book.printed, name="print_contract_book"),
    path("agree/<str:token>/", book.agree, name="agree"),
    path(
        "contracts/<int:pk>/documents/<int:document_id>/",
        contracts.document,
        name="contract_document",
    ),
    path("approvals/", approvals.listing, name="approvals"),
    path("approvals/<int:pk>/", approvals.one, name="approval"),
    path("approve/<str:token>/", approvals.by_link, name="approve"),
    path("invoices/", invoices.listing, name="invoices"),
    path("invoices/<int:pk>/", invoices.invoice, name="invoice"),
    path("invoices/<int:pk>/file/", invoices.file, name="invoice_file"),
    path("software/", software.listing, name="software"),
    path("software/<slug:slug>/files/<int:pk>/", software.file, name="software_file"),
    path("dates/<str:token>/", dates.by_link, name="dates"),
    path("requests/<int:number>/times/<int:key>/", times.choose, name="choose_time"),
    path("requests/<int:number>/reports/<int:key>/", requests.report, name="work_report"),
    path("times/<str:token>/", times.by_link, name="times"),
    path("unsubscribe/<str:token>/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("profile/", profile.profile, name="profile"),
]
