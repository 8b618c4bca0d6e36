"""How many tickets come and go, and by which ways; and how many each client has for each user."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from deskhand.people.models import Membership
from deskhand.reports.asking import (
    Asked,
    Cut,
    per_key,
    per_key_and_month,
    per_label,
    per_month,
    until_then,
)
from deskhand.reports.emergencies import causes
from deskhand.reports.figures import Column, Figure, Kind, Picture, share
from deskhand.reports.naming import channel_name, names_of, request_type_names


def figures(asked: Asked) -> list[Figure]:
    return [_coming(asked), _backlog(asked), _channels(asked), _request_types(asked)]


def of_clients(asked: Asked) -> list[Figure]:
    """The trend per client and per user (product text, pack A)."""
    found = [_per_user(asked)]
    if asked.may_compare(Cut.ORGANIZATION):
        found += [_clients(asked), _urgent(asked)]
    if asked.cut in {Cut.WHOLE, Cut.ORGANIZATION}:
        found.append(causes(asked))
    return found


def _coming(asked: Asked) -> Figure:
    opened, done = _by_month(asked, "opened"), _by_month(asked, "done")
    reopened = _by_month(asked, "reopened")
    return Figure(
        "months",
        _("Coming and going"),
        _("Bars are tickets that came in, the line those that were done."),
        (
            Column(_("Month"), Kind.MONTH),
            Column(_("Came in")),
            Column(_("Done")),
            Column(_("Opened again")),
        ),
        [(month, opened[month], done[month], reopened[month]) for month in asked.months],
        Picture("months", 1, line=2),
    )


def _backlog(asked: Asked) -> Figure:
    gained: Counter[date] = Counter()
    for measure, sign in (("opened", 1), ("reopened", 1), ("done", -1)):
        for row in until_then(asked, measure):
            gained[row["starts_on"]] += sign * row["times"]
    stands = sum(count for month, count in gained.items() if month < asked.since)
    rows = []
    for month in asked.months:
        stands += gained[month]
        rows.append((month, stands))
    columns = (Column(_("Month"), Kind.MONTH), Column(_("Open at its end")))
    about = _("Tickets that were not done when the month ended; now, for the last one.")
    return Figure("backlog", _("Still open"), about, columns, rows, Picture("months", 1))


def _channels(asked: Asked) -> Figure:
    rows = [(channel_name(row["label"]), row["times"]) for row in per_label(asked, "opened")]
    columns = (Column(_("Channel"), Kind.TEXT), Column(_("Came in")))
    return Figure("channels", _("By channel"), "", columns, _most_first(rows), Picture("bars", 1))


def _request_types(asked: Asked) -> Figure:
    counts = {int(row["label"]): row["times"] for row in per_label(asked, "asked")}
    named = request_type_names(counts)
    rows = [(named[key], count) for key, count in counts.items()]
    columns = (Column(_("Request type"), Kind.TEXT), Column(_("Came in")))
    return Figure(
        "request-types", _("By request type"), "", columns, _most_first(rows), Picture("bars", 1)
    )


def _per_user(asked: Asked) -> Figure:
    opened, users = _by_month(asked, "opened"), _users(asked)
    return Figure(
        "users",
        _("Tickets per user"),
        _("Per person who belongs to the clients today, of whom there are %(count)d.")
        % {"count": users},
        (
            Column(_("Month"), Kind.MONTH),
            Column(_("Tickets")),
            Column(_("Per user"), Kind.NUMBER),
        ),
        [
            (month, opened[month], opened[month] / users if users else None)
            for month in asked.months
        ],
        Picture("months", 2 if users else 1),
    )


def _clients(asked: Asked) -> Figure:
    later = asked.months[len(asked.months) // 2]
    whole: Counter[int] = Counter()
    recent: Counter[int] = Counter()
    for row in per_key_and_month(asked, "opened", Cut.ORGANIZATION):
        whole[row["key"]] += row["times"]
        recent[row["key"]] += row["times"] if row["starts_on"] >= later else 0
    named, users = names_of(Cut.ORGANIZATION, whole), _users_by_client(whole)
    rows = [
        (
            named[key],
            users.get(key, 0),
            count - recent[key],
            recent[key],
            count / users[key] if users.get(key) else None,
        )
        for key, count in whole.most_common()
    ]
    return Figure(
        "clients",
        _("By client"),
        _("Earlier and later are the two halves of the months asked for; fewer is better."),
        (
            Column(_("Client"), Kind.TEXT),
            Column(_("Users")),
            Column(_("Earlier")),
            Column(_("Later")),
            Column(_("Per user"), Kind.NUMBER),
        ),
        rows,
        Picture("bars", 3),
    )


def _urgent(asked: Asked) -> Figure:
    """How many of all clients, past ones included, ever had an emergency (pack B)."""
    ever = replace(asked, since=date.min)
    clients = {row["key"] for row in per_key(ever, "opened", Cut.ORGANIZATION)} - {0}
    rows = []
    for words, question in ((_("In these months"), asked), (_("Ever"), ever)):
        counted = per_key(question, "urgent", Cut.ORGANIZATION)
        hit = {row["key"] for row in counted} & clients
        tickets = sum(row["times"] for row in counted if row["key"] in clients)
        rows.append(
            (
                words,
                len(hit),
                len(clients) - len(hit),
                share(len(hit), len(clients) - len(hit)),
                tickets,
            )
        )
    return Figure(
        "urgent",
        _("Clients with a ticket of the highest priority"),
        _("Of all clients that ever sent a request: the filled part had one, the rest had none."),
        (
            Column(_("When"), Kind.TEXT),
            Column(_("Had one")),
            Column(_("Had none")),
            Column(_("Share"), Kind.SHARE),
            Column(_("Tickets")),
        ),
        rows if clients else [],
        Picture("bars", 1, rest=2),
    )


def _users(asked: Asked) -> int:
    members = Membership.objects.all()
    if asked.cut == Cut.ORGANIZATION:
        members = members.filter(organization=asked.key)
    if asked.reader.only_organizations is not None:
        members = members.filter(organization__in=asked.reader.only_organizations)
    return members.values("person").distinct().count()


def _users_by_client(keys: Iterable[int]) -> dict[int, int]:
    members = Membership.objects.filter(organization__in=set(keys)).order_by()
    counted = members.values("organization").annotate(users=Count("person"))
    return {row["organization"]: row["users"] for row in counted}


def _by_month(asked: Asked, measure: str) -> Counter[date]:
    counts: Counter[date] = Counter()
    for row in per_month(asked, measure):
        counts[row["starts_on"]] += row["times"]
    return counts


def _most_first(rows: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    return sorted(rows, key=lambda row: -row[1])
