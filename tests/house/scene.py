"""One thing of each kind, all of Birch Bakery, for tests that open every address."""

import io
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from deskhand.automation.macros import save_macro
from deskhand.automation.models import Macro, Recurring, Rule, TicketTemplate
from deskhand.automation.rulebook import save_rule as automate
from deskhand.canned.models import CannedReply
from deskhand.catalog.forms import save_field
from deskhand.catalog.models import FormField, PriorityScheme, RequestType
from deskhand.connectors.models import Hook
from deskhand.consents import links
from deskhand.contracts import keeping, recurring
from deskhand.contracts.approvals.answering import Answer
from deskhand.contracts.invoices import paying
from deskhand.contracts.invoices.paying import Received
from deskhand.contracts.ledger import agreeing
from deskhand.contracts.models import Contract, InvoiceFile, TaxCode, UnitRequest
from deskhand.contracts.recurring import NewLine
from deskhand.desk import bulk
from deskhand.desk.approvals import answering
from deskhand.desk.approvals.letters import url_for
from deskhand.desk.bulk_acts import act_of
from deskhand.desk.dispatch.feeding import open_feed
from deskhand.desk.dispatch.offering import TIMES
from deskhand.desk.macros import apply as use_macro
from deskhand.desk.projects.acting import begin as begin_project
from deskhand.desk.readers import Recipient, dates_url, stop_url
from deskhand.desk.timekeeping.entering import enter as enter_time
from deskhand.exchange.exporting import Asked, export
from deskhand.files.store import keep
from deskhand.mail.dkim import ED25519, new_key
from deskhand.mail.models import InboundRule, Letter, Mailbox, OutgoingLetter, SigningKey
from deskhand.mail.rulebook import save_rule
from deskhand.mail.signing import keep_key
from deskhand.oncall import paging
from deskhand.oncall.ladders import Level, save_ladder
from deskhand.oncall.models import Ladder, Page, Rung
from deskhand.oncall.tellings import link_for
from deskhand.people.administration import (
    let_get_software,
    let_read_contracts,
    let_read_invoices,
)
from deskhand.people.models import Site
from deskhand.provider.tokens import make_token
from deskhand.sla import clocks
from deskhand.sla.models import Calendar, Policy
from deskhand.sla.owing import Owed, owe
from deskhand.tickets import conversation
from deskhand.tickets.conversation import NewFile, NewMessage
from deskhand.tickets.models import Channel, Message, Ticket
from deskhand.tickets.sides import open_side
from deskhand.tickets.views import save_view
from deskhand.work.models import Appointment, Offer, Task, TimeEntry, WorkType
from deskhand.work.offers import NewOffer
from deskhand.work.offers import offer as offer_times
from deskhand.work.reports import Written, add_photos, write_report
from deskhand.work.timekeeping.checks import Worked
from deskhand.work.timekeeping.entries import How
from tests import cast as casting
from tests.cast import Cast
from tests.contracts import billed, maintained
from tests.contracts.offers import authorise, sent
from tests.contracts.paper import MANAGED, sign_with

LETTER = b"From: bea@birch.example\r\nSubject: Printer\r\n\r\n<p>It jams</p>\r\n"


def set_scene(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """Return what stands where: names of `routes` to ids, slugs and keys."""
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    message = _message_with_file_and_letter(ticket, cast, at=at)
    attachment = message.attachments.get()
    reader, doer = casting.reader(cast.ada), casting.doer(cast.ada)
    # Whose link is good now.
    now = datetime.now(UTC)
    page = _page(ticket, cast, at=now)
    macro = save_macro(
        Macro(name="Waiting", acts=[{"do": "priority", "level": 2}]), by=casting.reader(cast.asta)
    )
    return {
        "page": page.pk,
        "page_token": link_for(page, reader, at=now).rstrip("/").rpartition("/")[2],
        "ladder": page.ladder_id,
        "place": 0,
        "panel": "similar",
        "clock": clocks.start(ticket, by=doer, at=at)[0].pk,
        "side": open_side(ticket, subject="Oven", addresses=["a@b.example"], by=doer, at=at).pk,
        "feed_token": _feed_token(cast, at=now),
        "offer": (offered := _offer(ticket, cast)).pk,
        "times_token": links.make(
            TIMES, f"offer:{offered.pk}", expires_at=offered.expires_at, at=now
        ),
        "appointment": (appointment := casting.appoint(ticket, [cast.ada], at=at)).pk,
        "photo": _photo(appointment, cast, at=at),
        "time_entry": _time(ticket, cast, at=at).pk,
        "task": Task.objects.create(ticket=ticket, title="Look", made_at=at).pk,
        "automation_rule": automate(
            Rule(name="Loud", trigger="opened", acts=[{"do": "notify", "who": ["team"]}])
        ).pk,
        "duty": cast.ada.pk,
        "recurring": _recurring().pk,
        "macro": macro.pk,
        "macro_use": use_macro(macro, [], by=reader, at=at).pk,
        "hook": Hook.objects.create(name="Wall", url="https://wall.example/", made_at=at).pk,
        "ticket": ticket.pk,
        "letter_message": message.pk,
        "letter": message.letter_id,
        "attachment_key": attachment.key,
        "attachment_name": attachment.filename,
        "reply": casting.say(ticket, by=cast.ada, text="On it.", at=at).pk,
        "view": save_view(reader, "Mine", query="assignee:me", order="due").pk,
        "queue": "mine",
        "bulk": bulk.begin(
            [ticket.pk], act_of("kind", "problem", reader=reader, at=at), by=reader, at=at
        ).pk,
        "report": "promises",
        "report_table": "months",
        "field": "team",
        "organization": cast.birch.slug,
        "person": cast.bea.pk,
        "address": cast.bea.addresses.get().pk,
        "membership": cast.bea.memberships.get().pk,
        "calendar": Calendar.objects.get().pk,
        "policy": Policy.objects.get().pk,
        **_contract(cast, at=at),
        **_quote(cast, at=now),
        **_invoices(cast, at=at),
        **_software(cast, at=at),
        "owed": owe(cast.birch, Owed(Policy.objects.get(), begins_at=at)).pk,
        "policy_row": "first-response",
        "request_type": (asked := _asked()).request_type_id,
        "form_field": asked.pk,
        "scheme_kind": "priorities",
        "scheme": PriorityScheme.objects.get().pk,
        "pack": "five-priority",
        "provider": "postmark",
        "token": make_token("Gate", scope="mail", by=casting.doer(cast.asta), at=at)[0].pk,
        "outgoing": _outgoing(at).pk,
        "mailbox": _mailbox().pk,
        "rule": save_rule(InboundRule(name="Lists", condition="is_list:yes", act="drop")).pk,
        "signing_key": _signing_key(cast, at=at).pk,
        "unsubscribe_token": _unsubscribe_token(ticket, cast, at=at),
        "dates_token": dates_url(ticket, at=at).rstrip("/").rpartition("/")[2],
        "owed_kind": "dates",
        "job": 999_999,
        "mode": "reply",
        "canned": CannedReply.objects.create(short="hello", title="Hello", text="Hello").pk,
        "own_canned": CannedReply.objects.create(
            short="mine", title="Mine", text="Mine", agent=cast.ada
        ).pk,
        "kind": "organizations",
        "hue": 160,
        "row": cast.birch.pk,
        "removable": "sites",
        "site": Site.objects.create(organization=cast.birch, name="Mill").pk,
    }


def _contract(cast: Cast, *, at: datetime) -> dict[str, int]:
    """A contract of Birch Bakery, which its requester may read, with a document."""
    contract = sign_with(cast.birch, MANAGED, at=at)
    covered = casting.ask(cast.bea, at=at)
    let_read_contracts(cast.bea.memberships.get(), may=True)
    document = keeping.attach(
        contract, keep(b"paper"), "paper.pdf", is_shared=True, by="Asta", at=at
    )
    line = recurring.add(contract, NewLine("Fee", "flat", contract.begins_on, Decimal(900)))
    return {
        "contract": contract.pk,
        "contract_rule": 0,
        "covered_ticket": covered.pk,
        "contract_document": document.pk,
        "contract_line": line.pk,
        "agree_token": _agreement(contract, covered, cast, at=at),
    }


def _asked() -> FormField:
    """A field of a request type's form."""
    oven = RequestType.objects.create(name="New oven", slug="new-oven")
    return save_field(FormField(request_type=oven, label="Width", kind="number"))


def _agreement(contract: Contract, ticket: Ticket, cast: Cast, *, at: datetime) -> str:
    """The link of a letter that asks Bea to agree to a unit."""
    new = UnitRequest(units=1, unit_price=4500, currency="EUR", what="An answer needs 1.")
    made = agreeing.ask(contract, ticket, cast.bea, new, by=casting.doer(cast.ada), at=at)
    expires_at = datetime.now(UTC) + timedelta(days=1)
    return links.make("units", f"units:{made.pk}", expires_at=expires_at, at=at)


def _quote(cast: Cast, *, at: datetime) -> dict[str, Any]:
    """A quote that is sent now, and may be approved by the requester."""
    authorise(cast.bea)
    made, approval = sent(cast, at=at)
    url = url_for(approval, cast.bea, at=at)
    return {
        "quote": made.pk,
        "quote_version": 1,
        "project": _project(cast, at=at),
        "approval": approval.pk,
        "approve_token": url.rstrip("/").rpartition("/")[2],
    }


def _project(cast: Cast, *, at: datetime) -> int:
    """Of another quote, which was approved."""
    made, approval = sent(cast, at=at)
    yes = Answer(is_approved=True, mark=approval.mark, via="")
    answering.answer(approval.pk, yes, by=casting.reader(cast.bea), at=at)
    return begin_project(made.pk, by=casting.reader(cast.milo), at=at).pk


def _invoices(cast: Cast, *, at: datetime) -> dict[str, int]:
    """An invoice of Birch Bakery with a payment, its paper, and a draft after it."""
    billed.settle(cast)
    let_read_invoices(cast.bea.memberships.get(), may=True)
    invoice = billed.issue(cast.birch, at=at)
    InvoiceFile.objects.create(invoice=invoice, blob=keep(b"%PDF-1.7"), made_at=at)
    by, came = billed.BILLING, Received(100, at.date())
    payment = paying.enter(invoice.pk, came, once="scene", by=by, at=at)
    billed.owe(cast.birch, key="scene", at=at)
    return {
        "invoice": invoice.pk,
        "charge": invoice.lines.get().charge_id,
        "account_kind": "receivable",
        "account_currency": "EUR",
        "payment": payment.pk,
        "invoice_draft": billed.draft(cast.birch, at=at).pk,
        "tax": TaxCode.objects.first().pk,
        "batch": export(Asked("csv", at.date(), at.date()), by=casting.reader(cast.asta), at=at).pk,
    }


def _software(cast: Cast, *, at: datetime) -> dict[str, int]:
    """A product with a release that Birch Bakery may have, and a draft."""
    let_get_software(cast.bea.memberships.get(), may=True)
    product = maintained.product()
    contract = Contract.objects.filter(organization=cast.birch).exclude(versions=None).last()
    term = maintained.maintain(contract, product, at=at)
    made = maintained.release(product, at=at)
    draft = maintained.draft(product, "5.0", at=at)
    return {
        "product": product.pk,
        "term": term.pk,
        "release": made.pk,
        "release_file": made.files.get().pk,
        "draft_release": draft.pk,
    }


def _message_with_file_and_letter(ticket: Ticket, cast: Cast, *, at: datetime) -> Message:
    letter = Letter.objects.create(
        content_hash="0" * 64,
        raw=keep(io.BytesIO(LETTER)),
        door="smtp",
        received_at=at,
        state=Letter.State.QUARANTINED,
        thread=f"ticket:{ticket.pk}",
    )
    file = NewFile(blob=keep(io.BytesIO(b"a list")), filename="list.txt", content_type="text/plain")
    return conversation.add(
        ticket,
        NewMessage(
            text="See the list.",
            is_public=True,
            channel=Channel.EMAIL,
            person=cast.bea,
            letter_id=letter.pk,
            files=(file,),
        ),
        by=casting.doer(cast.bea),
        at=at,
        released_at=at,
    )


def _photo(appointment: Appointment, cast: Cast, *, at: datetime) -> str:
    """Its key; what was done is written too."""
    by = casting.doer(cast.ada)
    write_report(appointment, Written("All of it."), by=by, at=at)
    file = NewFile(keep(io.BytesIO(b"GIF89a")), "oven.gif", "image/gif")
    return add_photos(appointment, [file], by=by, at=at)[0].key


def _feed_token(cast: Cast, *, at: datetime) -> str:
    address = open_feed(is_busy_only=False, by=casting.reader(cast.ada), at=at)
    return address.rpartition("/")[2].removesuffix(".ics")


def _offer(ticket: Ticket, cast: Cast) -> Offer:
    """One that is open now."""
    now = datetime.now(UTC)
    new = NewOffer("Visit", 60, [(cast.nils, now + timedelta(days=2))])
    by = casting.doer(cast.ada)
    return offer_times(ticket, new, expires_at=now + timedelta(days=1), by=by, at=now)


def _page(ticket: Ticket, cast: Cast, *, at: datetime) -> Page:
    rungs = [Level(Rung.Who.AGENTS, agents=(cast.ada,))]
    ladder = save_ladder(Ladder(name="Night"), rungs)
    by = casting.doer(cast.asta)
    return paging.begin(ticket, ladder, source="step:0", words="Late", by=by, at=at)[0]


def _unsubscribe_token(ticket: Ticket, cast: Cast, *, at: datetime) -> str:
    along = ticket.participants.create(person=cast.bruno, added_at=at)
    url = stop_url(Recipient(cast.bruno, "bruno@birch.example", along), at=at)
    return url.rstrip("/").rpartition("/")[2]


def _signing_key(cast: Cast, *, at: datetime) -> SigningKey:
    key = new_key(ED25519)
    return keep_key("northlight.example", "one", key, by=casting.doer(cast.asta), at=at)


def _time(ticket: Ticket, cast: Cast, *, at: datetime) -> TimeEntry:
    kind = WorkType.objects.first()
    worked = Worked(agent=cast.ada, ticket=ticket, worked_on=at.date(), seconds=900, work_type=kind)
    return enter_time(worked, How(), by=casting.reader(cast.ada), at=at)


def _recurring() -> Recurring:
    template = TicketTemplate.objects.create(name="Backups", subject="Try them", text="All.")
    pattern = {"begins": "2026-01-01", "unit": "days"}
    return Recurring.objects.create(template=template, pattern=pattern, at_time=time(8))


def _mailbox() -> Mailbox:
    return Mailbox.objects.create(name="Help", email="help@northlight.example")


def _outgoing(at: datetime) -> OutgoingLetter:
    return OutgoingLetter.objects.create(
        message_id="<1@desk.example>",
        kind="receipt",
        is_automatic=True,
        sender="desk@northlight.example",
        recipients=["bea@birch.example"],
        subject="Your request",
        raw=keep(io.BytesIO(LETTER)),
        state=OutgoingLetter.State.FAILED,
        written_at=at,
        release_at=at,
    )
