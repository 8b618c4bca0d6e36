"""The post office for administrators: what went out, what came in, and what became of it."""

from django.contrib import messages
from django.db.models import QuerySet, TextChoices
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from deskhand.desk.resending import send_letter_again
from deskhand.files.store import read_blob
from deskhand.mail.administration import (
    incoming_letter,
    incoming_letters,
    sent_letter,
    sent_letters,
)
from deskhand.mail.incoming import letter_of
from deskhand.mail.models import Letter, OutgoingLetter
from deskhand.mail.quarantine import read_again
from deskhand.people.acting import actor_of
from deskhand.rules.letter import Letter as Reading
from deskhand.rules.letter import LetterRefused, parse
from deskhand.web.access import administrators_only
from deskhand.web.files import download, sandboxed
from deskhand.web.letter_page import html_of, laid_open
from deskhand.web.request import DeskRequest

A_PAGE = 50


def _page(request: DeskRequest, rows: QuerySet) -> dict:
    """Some rows by key, newest first, and where the next page begins."""
    before = request.GET.get("before", "")
    rows = rows.order_by("-pk")
    if before.isdecimal() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: A_PAGE + 1])
    return {
        "letters": found[:A_PAGE],
        "before": found[A_PAGE - 1].pk if len(found) > A_PAGE else None,
    }


def _state(request: DeskRequest, states: type[TextChoices]) -> str:
    state = request.GET.get("state", "")
    return state if state in states.values else ""


@require_GET
@administrators_only
def sent(request: DeskRequest) -> HttpResponse:
    """Letters that went out, wait, are kept for want of a server, or failed and why."""
    state = _state(request, OutgoingLetter.State)
    context = {
        **_page(request, sent_letters(state)),
        "state": state,
        "states": OutgoingLetter.State.choices,
    }
    return render(request, "setup/sent.html", context)


def _outgoing(pk: int) -> OutgoingLetter:
    letter = sent_letter(pk)
    if letter is None:
        raise Http404
    return letter


def _may_retry(letter: OutgoingLetter) -> bool:
    return letter.may_be_tried or letter.state == OutgoingLetter.State.KEPT


def is_secret(letter: OutgoingLetter) -> bool:
    """Whether its text opens an account: shown only where no mail server could send it."""
    return letter.kind == "account" and letter.state != OutgoingLetter.State.KEPT


@require_GET
@administrators_only
def outgoing(request: DeskRequest, pk: int) -> HttpResponse:
    """One letter as its reader got it."""
    row = _outgoing(pk)
    reading = None if is_secret(row) else parse(read_blob(row.raw))
    context = {"row": row, "letter": reading, "may_retry": _may_retry(row), "now": request.at}
    return render(request, "setup/outgoing.html", context)


@require_GET
@administrators_only
@xframe_options_sameorigin
def outgoing_html(request: DeskRequest, pk: int) -> HttpResponse:
    row = _outgoing(pk)
    if is_secret(row):
        raise Http404
    return _html(request, parse(read_blob(row.raw)))


def _html(request: DeskRequest, letter: Reading) -> HttpResponse:
    response = render(request, "console/letter_html.html", {"html": html_of(letter)})
    return sandboxed(response)


@require_POST
@administrators_only
def retry_outgoing(request: DeskRequest, pk: int) -> HttpResponse:
    row = _outgoing(pk)
    if not _may_retry(row):
        messages.error(request, _("This letter is on its way or has gone out."))
        return redirect("setup:outgoing", pk)
    send_letter_again(row, at=request.at)
    messages.success(request, _("It is sent again."))
    return redirect("setup:outgoing", pk)


@require_GET
@administrators_only
def letters(request: DeskRequest) -> HttpResponse:
    """Letters that came, and what became of each."""
    state = _state(request, Letter.State)
    context = {
        **_page(request, incoming_letters(state)),
        "state": state,
        "states": Letter.State.choices,
    }
    return render(request, "setup/letters.html", context)


def _incoming(pk: int) -> Letter:
    row = incoming_letter(pk)
    if row is None:
        raise Http404
    return row


@require_GET
@administrators_only
def letter(request: DeskRequest, pk: int) -> HttpResponse:
    """All that is known of a letter that came, and why it became what it did."""
    return render(request, "setup/letter.html", laid_open(_incoming(pk), request.reader))


@require_GET
@administrators_only
@xframe_options_sameorigin
def letter_html(request: DeskRequest, pk: int) -> HttpResponse:
    """The letter's cleaned HTML at its own address."""
    try:
        return _html(request, letter_of(_incoming(pk)))
    except LetterRefused as error:
        raise Http404 from error


@require_GET
@administrators_only
def letter_source(request: DeskRequest, pk: int) -> FileResponse:
    """The source, byte by byte, to save."""
    row = _incoming(pk)
    return download(row.raw, filename=f"letter-{pk}.eml", content_type="message/rfc822")


@require_POST
@administrators_only
def read_letter_again(request: DeskRequest, pk: int) -> HttpResponse:
    """Take in a letter that was set aside, if it can be read; no rule is asked again."""
    row = _incoming(pk)
    if read_again(row.pk, by=actor_of(request.reader), at=request.at):
        messages.success(request, _("It could be read and is taken in."))
    else:
        messages.error(request, _("It still cannot be read. Its source can be saved."))
    return redirect("setup:letter", pk)
