"""No page asks the database more often because there is more to show."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deskhand.catalog.administration import save_request_type, save_service
from deskhand.catalog.models import RequestType, Service
from deskhand.contracts.models import BillingDetails
from deskhand.desk import announcing, dating, phoning, triage
from deskhand.desk.phoning import LoggedCall
from deskhand.files.store import keep
from deskhand.journal.models import Event
from deskhand.provider.tokens import make_token
from deskhand.sla.callbacks import NewCallBack
from deskhand.sla.dates import NewDate
from deskhand.sla.models import Policy
from deskhand.sla.owing import Owed, owe
from deskhand.tickets import watching
from deskhand.tickets.conversation import NewFile, attach
from deskhand.tickets.models import CallOutcome
from tests import cast as casting
from tests.contracts import billed
from tests.contracts.paper import MANAGED, sign_with
from tests.house.scene import set_scene

# Who opens it, and its address; {ticket} is the ticket that gets more and more messages.
PAGES = [
    ("ada", "/desk/"),
    ("ada", "/desk/queues/all/"),
    ("ada", "/desk/queues/team-service-desk/"),
    ("ada", "/desk/queues/unassigned/"),
    ("ada", "/desk/queues/late/"),
    ("ada", "/desk/queues/waiting/"),
    ("ada", "/desk/queues/drafts/"),
    ("ada", "/desk/queues/open/"),
    ("ada", "/desk/queues/review/"),
    ("ada", "/desk/queues/all/?q=matter org:birch-bakery status:open"),
    ("ada", "/desk/queues/all/?q=contract:24x7 or service:none"),
    ("ada", "/desk/queues/open/?group=org"),
    ("ada", "/desk/queues/open/?group=due&order=priority,-updated"),
    ("ada", "/desk/queues/recent/"),
    ("ada", "/desk/queues/mentions/"),
    ("ada", "/desk/lists/"),
    ("ada", "/desk/bulk/bar/"),
    ("ada", "/desk/new/"),
    ("ada", "/desk/tickets/{ticket}/turn-over/"),
    ("ada", "/desk/counts/"),
    ("ada", "/desk/complete/?q=org:"),
    ("ada", "/desk/find/?q=Matter"),
    ("ada", "/desk/find/?q=birch"),
    ("ada", "/desk/search/?q=matter"),
    ("ada", "/desk/search/?q=birch status:open"),
    ("ada", "/desk/tickets/{ticket}/"),
    ("ada", "/desk/tickets/{ticket}/conversation/"),
    ("ada", "/desk/tickets/{ticket}/facts/"),
    ("ada", "/desk/tickets/{ticket}/panels/similar/"),
    ("ada", "/desk/tickets/{ticket}/panels/about/"),
    ("ada", "/desk/tickets/{ticket}/panels/coverage/"),
    ("ada", "/desk/contracts/"),
    ("ada", "/desk/quotes/"),
    ("ada", "/desk/approvals/"),
    ("ada", "/desk/decisions/"),
    ("ada", "/desk/projects/"),
    ("asta", "/setup/contracts/"),
    ("asta", "/desk/invoices/"),
    ("asta", "/desk/invoices/drafts/"),
    ("asta", "/desk/invoices/aging/"),
    ("asta", "/desk/invoices/drafts/{invoice_draft}/"),
    ("asta", "/desk/invoices/book/"),
    ("asta", "/desk/invoices/book/receivable/EUR/"),
    ("asta", "/setup/invoicing/"),
    ("ada", "/desk/tickets/{ticket}/split/"),
    ("ada", "/desk/tickets/{ticket}/sides/new/"),
    ("ada", "/desk/merge/?ticket={ticket}"),
    ("ada", "/desk/callbacks/"),
    ("ada", "/desk/callbacks/dates/"),
    ("ada", "/desk/notices/"),
    ("ada", "/desk/notices/?show=unread"),
    ("ada", "/desk/notices/panel/"),
    ("ada", "/desk/notices/count/"),
    ("ada", "/desk/preferences/"),
    ("ada", "/desk/organizations/"),
    ("ada", "/desk/organizations/birch-bakery/"),
    ("ada", "/desk/people/"),
    ("ada", "/desk/people/{person}/"),
    ("bea", "/"),
    ("bea", "/requests/"),
    ("bea", "/requests/{ticket}/"),
    ("bea", "/requests/{ticket}/thread/"),
    ("bea", "/requests/?q=matter"),
    ("bruno", "/requests/?whose=all"),
    ("asta", "/desk/reports/"),
    ("asta", "/desk/reports/times/"),
    ("asta", "/desk/reports/volume/"),
    ("asta", "/desk/reports/clients/"),
    ("asta", "/desk/reports/flow/"),
    ("asta", "/desk/reports/breaches/"),
    ("asta", "/setup/"),
    ("asta", "/setup/audit/"),
    ("asta", "/setup/sent/"),
    ("asta", "/setup/letters/"),
    ("asta", "/setup/tokens/"),
    ("asta", "/setup/jobs/"),
    ("asta", "/setup/notices/"),
    ("asta", "/setup/rows/organizations/"),
    ("asta", "/setup/rows/people/"),
    ("asta", "/setup/rows/agents/"),
    ("asta", "/setup/rows/sites/"),
    ("asta", "/setup/rows/request-types/"),
    ("asta", "/setup/rows/organizations/{organization}/"),
    ("bea", "/requests/new/"),
]


def add_more(cast, ticket, *, at, times):
    """Put more of everything on the stage: clients, people, requests, answers, letters."""
    for number in range(times):
        moment = at + timedelta(minutes=number)
        client = casting.organization(
            f"Client {number} {times}", domain=f"c{times}-{number}.example"
        )
        someone = casting.person(
            f"Person {number}", f"p{times}-{number}@birch.example", organization=client
        )
        mine = casting.ask(cast.bea, subject=f"Matter {number} of {times}", at=moment)
        triage.take(mine.pk, by=casting.reader(cast.ada), at=moment)
        casting.ask(someone, subject=f"Matter {number} of {times}", at=moment)
        said = casting.say(ticket, by=cast.bea, text="And one more thing.", at=moment)
        attach(said, [NewFile(keep(b"a picture"), "picture.png", "image/png")] * 2)
        ticket.participants.create(person=someone, added_at=moment)
        owe_more(mine, f"Part {number} {times}", cast, at=moment)
        make_token(f"Gate {number}", scope="mail", by=casting.doer(cast.asta), at=moment)
        casting.say(ticket, by=cast.ada, text="Noted.", at=moment, is_public=False)
        watching.watch(ticket, agent_id=casting.agent(f"Agent {number} {times}").pk, at=moment)
        casting.say(mine, by=cast.nils, text="@ada, look.", at=moment, is_public=False)
        name = f"Service {number} of {times}"
        service = save_service(Service(name=name))
        save_request_type(RequestType(name=name, service=service))
        sign_with(client, MANAGED, at=moment, name=name)
        owe(cast.birch, Owed(Policy.objects.get(), moment, labels=("24x7",)))
        bill_more(cast, client, name, at=moment)
    announcing.tell_of(list(Event.objects.order_by("pk")), at=at)


def bill_more(cast, client, name, *, at):
    """An invoice, and a line more on a draft."""
    BillingDetails.objects.create(organization=client, city="Ulm", country="DE")
    billed.issue(client, at=at)
    billed.owe(cast.birch, key=name, at=at)
    billed.draft(cast.birch, at=at)


def owe_more(ticket, name, cast, *, at):
    """A call, and a date that was moved."""
    who = casting.reader(cast.ada)
    call = NewCallBack(name="Bea", number="+49 211 123456", by_at=at + timedelta(hours=1))
    row = phoning.owe(ticket.pk, call, by=who, at=at)
    busy = LoggedCall(CallOutcome.BUSY, seconds=60)
    phoning.log(ticket.pk, busy, call_id=row.pk, by=who, at=at)
    for days in (1, 2):
        new = NewDate(at + timedelta(days=days), "Parts", stage=name, was_told=True)
        dating.promise(ticket.pk, new, by=who, at=at)


@pytest.mark.django_db
def test_pages_ask_no_more_when_there_is_more_to_show(cast, at, client_of):
    scene = set_scene(cast, at=at)
    ticket = casting.ask(cast.bea, at=at)
    clients = {name: client_of(getattr(cast, name)) for name in ("ada", "bea", "bruno", "asta")}

    def asked() -> dict[str, int]:
        counts = {}
        for who, page in PAGES:
            path = page.format(**scene | {"ticket": ticket.pk, "organization": cast.birch.pk})
            with CaptureQueriesContext(connection) as queries:
                assert clients[who].get(path).status_code == 200, path
            counts[path] = len(queries)
        return counts

    add_more(cast, ticket, at=at, times=3)
    casting.index(at=at)
    asked()  # what is kept between requests is filled now
    few = asked()
    add_more(cast, ticket, at=at + timedelta(hours=1), times=9)
    casting.index(at=at)
    many = asked()
    assert scene
    assert {path: (few[path], many[path]) for path in few if many[path] > few[path]} == {}
