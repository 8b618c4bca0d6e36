"""What a policy would do: for a request that is supposed, for the last tickets, and between two of
its versions."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deskhand.rules.amounts import read_amount
from deskhand.sla import supposing
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import PolicyVersion, PromiseKind
from deskhand.sla.writing import changes_between
from deskhand.web.access import administrators_only
from deskhand.web.request import DeskRequest
from deskhand.web.setup.policies import found_writing, row_names, what_if_form, zone_of
from deskhand.web.setup.policy_words import amount_shown, field_words, starts_words, value_words

MOST_SHOWN = 50


@require_GET
@administrators_only
def what_if(request: DeskRequest, pk: int) -> HttpResponse:
    """Which rows would hold for a request, why, and by when."""
    found = found_writing(pk)
    priorities = list(found.draft.priority_scheme.priorities.all())
    form = what_if_form(request, found, priorities)
    context: dict[str, Any] = {"what_if": form, "policy": found.policy}
    if form.is_valid():
        zone = zone_of(found, request.at)
        at = form.cleaned_data["at"]
        told = supposing.outcomes(supposing.table_of(found.draft), form.supposed(), at=at)
        context["told"] = [_told(outcome, zone) for outcome in told]
        context["zone"] = zone
    return render(request, "setup/_what_if.html", context)


def _told(outcome: supposing.Outcome, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "kind": PromiseKind(outcome.kind).label,
        "row": outcome.row,
        "why": outcome.why,
        "is_promised": outcome.is_promised,
        "amount": amount_shown(read_amount(outcome.amount)) if outcome.amount else "",
        "band": _("in business hours") if outcome.band == "in" else _("after business hours"),
        "due": _wall(outcome.due_at, zone),
        "starts": starts_words(outcome.row),
    }


@require_GET
@administrators_only
def trial(request: DeskRequest, pk: int) -> HttpResponse:
    """Which promises of the last tickets would have been due at another instant."""
    found = found_writing(pk)
    tickets = supposing.last_tickets(found.policy.pk)
    moved = supposing.trials(draft_of(found.in_force), found.draft, tickets)
    later, sooner = supposing.count_moves(moved)
    context = {
        "policy": found.policy,
        "writing": found,
        "read": len(tickets),
        "count": len({each.ticket.pk for each in moved}),
        "later": later,
        "sooner": sooner,
        "trials": [_trial(each, zone_of(found, request.at)) for each in moved[:MOST_SHOWN]],
        "has_more": len(moved) > MOST_SHOWN,
    }
    return render(request, "setup/policy_trial.html", context)


def _trial(each: supposing.Trial, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "ticket": each.ticket,
        "kind": PromiseKind(each.kind).label,
        "was": _wall(each.was, zone),
        "now": _wall(each.now, zone),
    }


def _wall(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    """An instant by the clock on the wall of a zone; templates leave it as it is."""
    return instant.astimezone(zone).replace(tzinfo=None) if instant else None


@require_GET
@administrators_only
def versions(request: DeskRequest, pk: int) -> HttpResponse:
    """All versions of a policy, and in what two of them differ."""
    found = found_writing(pk)
    every = list(found.policy.versions.order_by("-number"))
    older = _version(request.GET.get("was"), every, every[min(1, len(every) - 1)])
    newer = _version(request.GET.get("now"), every, every[0])
    names = row_names(found)
    context = {
        "policy": found.policy,
        "versions": every,
        "older": older,
        "newer": newer,
        "changes": [
            {
                "row": change.row,
                "field": field_words(change.field, names) if change.field else "",
                "was": value_words(change.field, change.was),
                "now": value_words(change.field, change.now),
                "is_whole": not change.field,
                "is_new": change.was is None,
            }
            for change in changes_between(draft_of(older), draft_of(newer))
        ],
    }
    return render(request, "setup/policy_versions.html", context)


def _version(said: str | None, every: list[PolicyVersion], usual: PolicyVersion) -> PolicyVersion:
    if said is None:
        return usual
    found = next((version for version in every if str(version.number) == said), None)
    if found is None:
        raise Http404
    return found
