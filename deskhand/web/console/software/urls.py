"""Addresses of software at the desk."""

from django.urls import path

from deskhand.web.console.software import clients, products, releases, telling

urlpatterns = [
    path("software/", products.listing, name="software"),
    path("software/<int:pk>/", products.product, name="product"),
    path("software/<int:pk>/releases/new/", releases.new, name="new_release"),
    path("software/releases/<int:pk>/", releases.release, name="release"),
    path("software/releases/<int:pk>/edit/", releases.edit, name="edit_release"),
    path("software/releases/<int:pk>/act/", releases.act, name="act_on_release"),
    path("software/releases/<int:pk>/files/", releases.attach, name="release_files"),
    path("software/releases/<int:pk>/files/<int:file_id>/", releases.file, name="release_file"),
    path("software/releases/<int:pk>/notice/", telling.notice, name="tell_of_release"),
    path("software/clients/<slug:slug>/", clients.client, name="client_software"),
]
