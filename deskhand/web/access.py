"""Who may open a page. A stranger is asked to sign in; for the rest it does not exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from deskhand.contracts.invoices.access import may_bill
from deskhand.contracts.profit.costs import may_see
from deskhand.people.reader import Reader
from deskhand.reports.asking import may_read
from deskhand.web import refusals
from deskhand.web.request import DeskRequest

View = Callable[..., HttpResponseBase]


def _door(allows: Callable[[Reader], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: DeskRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            reader: Reader = request.reader
            if reader.person_id is None and request.user.is_authenticated:
                return refusals.no_person(request)
            if reader.person_id is None:
                return redirect_to_login(request.get_full_path())
            if not allows(reader):
                raise Http404
            if reader.is_agent and request.lacks_second_factor:
                return redirect("mfa_activate_totp")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


signed_in = _door(lambda reader: True)
agents_only = _door(lambda reader: reader.is_agent)
administrators_only = _door(lambda reader: reader.is_administrator)
report_readers_only = _door(may_read)
billers_only = _door(may_bill)
cost_readers_only = _door(may_see)
