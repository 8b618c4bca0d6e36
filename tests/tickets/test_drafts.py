"""Drafts: reply and note apart, one window never writes over another, discarded is not lost."""

from datetime import timedelta

import pytest

from deskhand.files.store import keep
from deskhand.tickets import drafts
from deskhand.tickets.conversation import NewFile, attach
from deskhand.tickets.drafts import DraftChanged, Sheet
from deskhand.tickets.models import Attachment
from tests import cast as stage


@pytest.fixture
def ticket(cast, at):
    return stage.open_ticket(at=at, requester=cast.bea)


@pytest.fixture
def sheet(cast, ticket):
    return Sheet(ticket, cast.ada.pk, is_public=True)


def text_on(sheet) -> str:
    draft = drafts.draft_on(sheet)
    return draft.text if draft else ""


def test_reply_and_note_keep_each_their_text(cast, ticket, sheet, at):
    note = Sheet(ticket, cast.ada.pk, is_public=False)
    drafts.save_draft(sheet, "Dear Bea", at=at, known="")
    drafts.save_draft(note, "She is cross", at=at + timedelta(seconds=1), known="")
    assert (text_on(sheet), text_on(note)) == ("Dear Bea", "She is cross")
    newest, _older = drafts.drafts_of(ticket, agent_id=cast.ada.pk)
    assert newest.text == "She is cross"
    drafts.finish_draft(note)
    assert (text_on(sheet), text_on(note)) == ("Dear Bea", "")


def test_a_second_window_does_not_write_over_the_first(sheet, at):
    first = drafts.save_draft(sheet, "One", at=at, known="")
    second = drafts.save_draft(sheet, "One two", at=at, known=first.version)
    with pytest.raises(DraftChanged) as changed:
        drafts.save_draft(sheet, "Another", at=at, known=first.version)
    assert changed.value.draft.text == "One two"
    assert text_on(sheet) == "One two"
    drafts.save_draft(sheet, "Another", at=at, known=second.version)
    assert text_on(sheet) == "Another"


def test_a_window_that_never_saw_the_draft_does_not_write_over_it(sheet, at):
    drafts.save_draft(sheet, "One", at=at, known="")
    with pytest.raises(DraftChanged):
        drafts.save_draft(sheet, "Two", at=at, known="")
    assert drafts.save_draft(sheet, "One", at=at, known="").text == "One"


def test_what_was_sent_elsewhere_is_told(sheet, at):
    known = drafts.save_draft(sheet, "One", at=at, known="").version
    drafts.finish_draft(sheet)
    with pytest.raises(DraftChanged) as changed:
        drafts.save_draft(sheet, "One more", at=at, known=known)
    assert changed.value.draft is None


def test_what_was_discarded_comes_back_until_the_next_draft(sheet, at):
    kept = drafts.save_draft(sheet, "Never mind", at=at)
    drafts.discard_draft(sheet, at=at)
    assert text_on(sheet) == ""
    assert drafts.bring_back(sheet, at=at)
    assert text_on(sheet) == "Never mind"
    drafts.discard_draft(sheet, at=at)
    with pytest.raises(DraftChanged):
        drafts.save_draft(sheet, "From the other window", at=at, known=kept.version)
    drafts.save_draft(sheet, "Anew", at=at, known="")
    assert not drafts.bring_back(sheet, at=at)
    assert text_on(sheet) == "Anew"


def test_a_reply_taken_back_stands_before_what_was_begun_since(cast, ticket, sheet, at):
    said = stage.say(ticket, by=cast.ada, text="Too early.", at=at)
    attach(said, [NewFile(keep(b"x"), "list.txt", "text/plain")])
    drafts.save_draft(sheet, "PS", at=at)
    draft = drafts.return_to_draft(said, sheet, at=at)
    assert draft.text == "Too early.\n\nPS"
    assert [file.filename for file in draft.attachments.all()] == ["list.txt"]


def test_files_that_did_not_go_along_end_with_the_draft(ticket, sheet, at):
    draft = drafts.save_draft(sheet, "With a list", at=at)
    Attachment.objects.create(
        draft=draft, blob=keep(b"x"), filename="list.txt", size=1, key="a" * 32
    )
    assert drafts.save_draft(sheet, "", at=at) is not None
    drafts.finish_draft(sheet)
    assert not Attachment.objects.exists()
