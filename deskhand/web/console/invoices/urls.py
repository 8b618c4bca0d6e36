"""Addresses of invoices at the desk."""

from django.urls import path

from deskhand.web.console.invoices import clients, drafts, exports, issued

urlpatterns = [
    path("invoices/", issued.listing, name="invoices"),
    path("invoices/aging/", issued.aging, name="aging"),
    path("invoices/drafts/", drafts.listing, name="invoice_drafts"),
    path("invoices/drafts/gather/", drafts.gather, name="gather_invoices"),
    path("invoices/drafts/<int:pk>/", drafts.draft, name="invoice_draft"),
    path("invoices/drafts/<int:pk>/act/", drafts.act, name="act_on_draft"),
    path("invoices/drafts/<int:pk>/lines/", drafts.add_line, name="add_draft_line"),
    path("invoices/drafts/<int:pk>/issue/", drafts.issue, name="issue_draft"),
    path("invoices/drafts/<int:pk>/drop/", drafts.drop, name="drop_draft"),
    path("invoices/exports/", exports.exports, name="invoice_exports"),
    path("invoices/exports/<int:pk>/", exports.file, name="invoice_export"),
    path("invoices/clients/<slug:slug>/", clients.billing, name="billing"),
    path("invoices/<int:pk>/", issued.invoice, name="invoice"),
    path("invoices/<int:pk>/print/", issued.printed, name="print_invoice"),
    path("invoices/<int:pk>/file/", issued.file, name="invoice_file"),
    path("invoices/<int:pk>/send/", issued.send, name="send_invoice"),
    path("invoices/<int:pk>/remind/", issued.remind, name="remind_of_invoice"),
    path("invoices/<int:pk>/payments/", issued.pay, name="pay_invoice"),
    path(
        "invoices/<int:pk>/payments/<int:payment_id>/back/",
        issued.take_back,
        name="take_payment_back",
    ),
    path("invoices/<int:pk>/credit/", issued.credit, name="credit_invoice"),
    path("invoices/<int:pk>/again/", issued.again, name="invoice_again"),
]
