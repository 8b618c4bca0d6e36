"""Pages that say no, each in plain words and with a way on."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "refusals/csrf.html", status=403)
