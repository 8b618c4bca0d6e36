"""The pages that are measured, and who opens them."""

from dataclasses import dataclass

from django.db.models import Count
from django.test import Client

from bench.stage import ADMINISTRATOR, AGENT, LIMITED
from deskhand.people.identity import reader_of
from deskhand.people.models import Membership, User
from deskhand.tickets import paging
from deskhand.tickets.list_models import View
from deskhand.tickets.models import Message, Ticket
from deskhand.tickets.ordering import columns_of
from deskhand.tickets.views import save_view

BACKEND = "django.contrib.auth.backends.ModelBackend"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a desk, with the client whose session opens it."""

    name: str
    path: str
    client: Client

    def open(self) -> bytes:
        answer = self.client.get(self.path)
        if answer.status_code != 200:
            raise ValueError(f"{self.path} answers {answer.status_code}")
        return answer.content


def pages() -> list[Page]:
    """Return the pages of the generated desk that is connected."""
    agent, limited = _client(AGENT), _client(LIMITED)
    managers = Membership.objects.filter(person__user__isnull=False).order_by("organization")
    first, last = managers.earliest("organization"), managers.latest("organization")
    return [
        *(Page(name, path, agent) for name, path in _console(first, last)),
        Page("all tickets, agent of two clients", "/desk/queues/all/", limited),
        *(
            Page(f"reports: {name}", f"/desk/reports/{name}/?months=12", _client(ADMINISTRATOR))
            for name in ("promises", "times", "volume", "clients", "flow", "breaches")
        ),
        *(
            Page(name, path, _client(first.person.user.email))
            for name, path in [
                ("portal, home", "/"),
                ("portal, my requests", "/requests/"),
                ("portal, my completed requests", "/requests/?state=completed"),
                ("portal, open of busiest client", "/requests/?whose=all"),
                ("portal, done of busiest client", "/requests/?whose=all&state=completed"),
            ]
        ),
        Page(
            "portal, done of smallest client",
            "/requests/?whose=all&state=completed",
            _client(last.person.user.email),
        ),
    ]


def _console(first: Membership, last: Membership) -> list[tuple[str, str]]:
    opened, closed = Ticket.objects.filter(is_open=True), Ticket.objects.filter(is_open=False)
    middle = closed.filter(pk__gte=closed.latest("pk").pk // 2).earliest("pk")
    desk = "/desk/queues/team-service-desk/"
    all_tickets, asked = "/desk/queues/all/", "/desk/queues/all/?q="
    busiest, smallest = first.organization.slug, last.organization.slug
    return [
        ("my work", "/desk/"),
        ("queue of a team", desk),
        ("queue of a team, deep", f"{desk}?after={_deep(opened, 'priority')}"),
        ("unassigned", "/desk/queues/unassigned/"),
        ("late", "/desk/queues/late/"),
        ("waiting for requester", "/desk/queues/waiting/"),
        ("all open", "/desk/queues/open/"),
        ("to be reviewed", "/desk/queues/review/"),
        ("all open, by client", "/desk/queues/open/?group=org"),
        ("all open, by due day", "/desk/queues/open/?group=due"),
        ("mentions", "/desk/queues/mentions/"),
        ("recently viewed", "/desk/queues/recent/"),
        ("snoozed", "/desk/queues/snoozed/"),
        ("bar for a selection", "/desk/bulk/bar/?q=status:open"),
        ("all tickets", all_tickets),
        ("all tickets, deep", f"{all_tickets}?after={_cursor('newest', middle)}"),
        ("all tickets, by change", f"{all_tickets}?order=-updated"),
        ("a saved view", f"/desk/queues/view-{_view().pk}/"),
        ("counts of the rail", "/desk/counts/"),
        ("open ticket", f"/desk/tickets/{opened.latest('pk').pk}/"),
        ("closed ticket", f"/desk/tickets/{middle.pk}/"),
        ("ticket of 10 messages", f"/desk/tickets/{_of_messages(10)}/"),
        ("ticket of 300 messages", f"/desk/tickets/{_of_messages(300)}/"),
        *(
            (f"piece: {name}", f"/desk/tickets/{middle.pk}/panels/{name}/")
            for name in ("properties", "tasks", "linked", "about", "similar")
        ),
        ("search: common word", "/desk/search/?q=printer"),
        ("search: rare word", "/desk/search/?q=zeppelin"),
        ("filter: urgent and open", f"{asked}priority:<=2 status:open"),
        ("filter: vip and open", f"{asked}tag:vip status:open"),
        ("filter: waiting, newest", f"{asked}status:waiting_requester"),
        ("filter: busiest client", f"{asked}org:{busiest}"),
        ("filter: smallest client", f"{asked}org:{smallest}"),
        ("filter: a requester", f"{asked}requester:{_email(last)}"),
        ("filter: of this week", f"{asked}created:<7d"),
        ("filter: common word", f"{asked}printer"),
        ("filter: rare word", f"{asked}zeppelin"),
        ("palette: a number", f"/desk/find/?q={middle.pk}"),
        ("palette: common word", "/desk/find/?q=printer"),
        ("palette: rare word", "/desk/find/?q=zeppelin"),
        ("clients", "/desk/organizations/"),
        ("busiest client", f"/desk/organizations/{busiest}/"),
        ("smallest client", f"/desk/organizations/{smallest}/"),
        ("person", f"/desk/people/{first.person_id}/"),
    ]


def _view() -> View:
    """A view of the agent who opens the pages, kept once."""
    reader = reader_of(User.objects.get(email=AGENT))
    return save_view(reader, "Urgent and open", query="priority:<=2 status:open")


def _of_messages(count: int) -> int:
    """The number of a ticket with so many messages; what lacks is written first."""
    said = Message.objects.order_by().values("ticket").annotate(count=Count("pk"))
    newest = Ticket.objects.filter(is_open=False).order_by("-pk")[:3000]
    found = said.filter(ticket__in=list(newest.values_list("pk", flat=True)))
    most = found.filter(count__lte=count).order_by("-count", "ticket").first()
    if most is None:
        raise ValueError("this desk is too small")
    model = Message.objects.filter(ticket=most["ticket"], is_public=True).first()
    missing = count - most["count"]
    for _one in range(missing):
        model.pk = None
        model.save(force_insert=True)
    return int(most["ticket"])


def _client(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email), backend=BACKEND)
    return client


def _email(membership: Membership) -> str:
    return str(membership.person.main_address)


def _deep(tickets: object, order: str) -> str:
    """The cursor of the middle of a queue."""
    rows = tickets.order_by(*columns_of(order))
    return _cursor(order, rows[rows.count() // 2])


def _cursor(order: str, ticket: Ticket) -> str:
    return paging.cursor(columns_of(order), ticket).replace("+", "%2B")
