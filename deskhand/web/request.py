"""A request as our pages get it, after the middleware."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from deskhand.people.reader import Reader
from deskhand.provider.models import Provider


class DeskRequest(HttpRequest):
    """Who asks, when, and of which firm; `at` is UTC and the only clock that a page reads."""

    reader: Reader
    at: datetime
    firm: Provider
    htmx: HtmxDetails
    lacks_second_factor: bool
    queues: list[Any]  # see console.rail
