"""Addresses of quotes and approvals, below /desk/."""

from django.urls import path

from deskhand.web.console.quotes import approvals, blocks, deciding, listing, one, projects, writing

urlpatterns = [
    path("tickets/<int:number>/approvals/new/", approvals.ask, name="ask_approval"),
    path("approvals/", listing.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/act/", approvals.act, name="act_on_approval"),
    path("decisions/", deciding.decisions, name="decisions"),
    path("decisions/<slug:slug>/", deciding.of_client, name="decide"),
    path("decisions/<slug:slug>/rate/", deciding.rate_again, name="rate_again"),
    path("account/", deciding.inbox, name="account_inbox"),
    path("account/blocks/", blocks.low, name="low_blocks"),
    path("projects/", projects.listing, name="projects"),
    path("projects/<int:pk>/", projects.project, name="project"),
    path("projects/<int:pk>/act/", projects.act, name="act_on_project"),
    path("quotes/<int:pk>/project/", projects.begin, name="begin_project"),
    path("quotes/", listing.quotes, name="quotes"),
    path("quotes/new/", writing.new, name="new_quote"),
    path("quotes/<int:pk>/", one.quote, name="quote"),
    path("quotes/<int:pk>/edit/", writing.edit, name="edit_quote"),
    path("quotes/<int:pk>/act/", one.act, name="act_on_quote"),
    path("quotes/<int:pk>/versions/<int:number>/", one.printed, name="quote_page"),
]
