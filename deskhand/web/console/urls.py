"""Addresses of the agent console, below /desk/."""

from django.urls import path

from deskhand.web.console import (
    acting,
    clients,
    counts,
    dates,
    entering,
    filing,
    finding,
    letters,
    queues,
    ticket,
)

app_name = "console"

urlpatterns = [
    path("", queues.home, name="home"),
    path("queues/<slug:name>/", queues.queue, name="queue"),
    path("counts/", counts.counts, name="counts"),
    path("complete/", queues.complete, name="complete"),
    path("find/", finding.find, name="find"),
    path("search/", finding.search, name="search"),
    path("views/save/", queues.keep_view, name="keep_view"),
    path("views/<int:view_id>/delete/", queues.drop_view, name="drop_view"),
    path("new/", entering.new, name="new"),
    path("tickets/<int:number>/", ticket.ticket, name="ticket"),
    path("tickets/<int:number>/conversation/", ticket.conversation, name="conversation"),
    path("tickets/<int:number>/facts/", ticket.facts, name="facts"),
    path("tickets/<int:number>/say/", acting.say, name="say"),
    path("tickets/<int:number>/draft/", acting.keep_draft, name="keep_draft"),
    path("tickets/<int:number>/take/", acting.take, name="take"),
    path("tickets/<int:number>/share/", acting.share, name="share"),
    path("tickets/<int:number>/dates/", dates.promise, name="promise_date"),
    path("tickets/<int:number>/dates/<int:clock_id>/", dates.end, name="end_date"),
    path("tickets/<int:number>/set/<slug:field>/", acting.set_field, name="set_field"),
    path("messages/<int:message_id>/take-back/", acting.take_back, name="take_back"),
    path("messages/<int:message_id>/send-now/", acting.send_now, name="send_now"),
    path("messages/<int:message_id>/original/", letters.original, name="original"),
    path("messages/<int:message_id>/html/", letters.html, name="letter_html"),
    path("messages/<int:message_id>/source/", letters.source, name="source"),
    path("messages/<int:message_id>/move/", filing.move_letter, name="move_letter"),
    path("tickets/<int:number>/vendor/", filing.vendor_number, name="vendor_number"),
    path("organizations/", clients.organizations, name="organizations"),
    path("organizations/<slug:slug>/", clients.organization, name="organization"),
    path("people/", clients.people, name="people"),
    path(
        "people/<int:person_id>/addresses/<int:address_id>/clear/",
        filing.clear_bounce,
        name="clear_bounce",
    ),
    path("people/<int:person_id>/", clients.person, name="person"),
    path("people/<int:person_id>/reviewed/", clients.note_reviewed, name="reviewed"),
]
