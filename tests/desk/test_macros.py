"""Macros: what they do to tickets at one stroke, and taking it back."""

from datetime import timedelta

import pytest

from deskhand.automation.macros import macros_for, save_macro
from deskhand.automation.models import Macro
from deskhand.desk import macros, triage
from deskhand.people.acting import NotAllowed
from deskhand.tickets.drafts import Sheet, save_draft
from deskhand.tickets.models import Ticket
from tests import cast as casting

pytestmark = pytest.mark.django_db
SOLVED = {"do": "status", "name": "Solved", "category": "solved"}
THANKS = {"do": "reply", "text": "Dear {{requester.first_name}}, #{{ticket.number}} is done."}


@pytest.fixture
def asta(cast):
    return casting.reader(cast.asta)


@pytest.fixture
def ada(cast):
    return casting.reader(cast.ada)


def macro(by, *acts, **more) -> Macro:
    return save_macro(Macro(name="Done", acts=list(acts), **more), by=by)


def test_a_macro_replies_sets_and_tags_at_one_stroke(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    used = macro(
        asta,
        THANKS,
        SOLVED,
        {"do": "note", "text": "By macro."},
        {"do": "priority", "level": 2},
        {"do": "assignee", "who": "me"},
        {"do": "team", "team": "network"},
        {"do": "tags", "add": ["done"], "remove": []},
    )
    made = macros.apply(used, [ticket.pk], by=ada, at=at)
    assert [one.refusal for one in macros.done_of(made)] == [""]
    ticket.refresh_from_db()
    assert (ticket.category, ticket.priority_level, ticket.tags) == ("solved", 2, ["done"])
    assert ticket.team == cast.network
    texts = list(ticket.messages.order_by("pk").values_list("text", "is_public"))[1:]
    assert (f"Dear Bea, #{ticket.pk} is done.", True) in texts
    assert ("By macro.", False) in texts


def test_a_preview_says_what_would_change_and_writes_nothing(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    [seen] = macros.preview(macro(asta, THANKS, SOLVED), [ticket.pk], by=ada)
    assert [(one.field, one.old, one.new) for one in seen.plan.changes] == [
        ("status", "New", "Solved")
    ]
    assert seen.plan.reply == f"Dear Bea, #{ticket.pk} is done."
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version
    assert ticket.messages.count() == 1


def test_a_use_is_taken_back_as_a_whole(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    before = Ticket.objects.filter(pk=ticket.pk).values("status", "assignee", "tags", "priority")
    was = before.get()
    used = macro(asta, THANKS, SOLVED, {"do": "note", "text": "x"}, {"do": "tags", "add": ["a"]})
    made = macros.apply(used, [ticket.pk], by=ada, at=at)
    assert macros.undo(made.pk, by=ada, at=at + timedelta(seconds=3)) == []
    assert before.get() == was
    assert ticket.messages.filter(withdrawn_at=None).count() == 1


def test_what_was_changed_since_is_not_set_back(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    made = macros.apply(macro(asta, {"do": "priority", "level": 1}), [ticket.pk], by=ada, at=at)
    third = ticket.priority.scheme.priorities.get(level=3)
    triage.set_field(ticket.pk, "priority", third, by=ada, at=at)
    macros.undo(made.pk, by=ada, at=at)
    ticket.refresh_from_db()
    assert ticket.priority_level == 3


def test_a_reply_that_has_gone_out_is_not_taken_back(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    made = macros.apply(macro(asta, THANKS), [ticket.pk], by=ada, at=at)
    [failed] = macros.undo(made.pk, by=ada, at=at + timedelta(minutes=5))
    assert "gone out" in failed.refusal


def test_what_is_refused_on_one_ticket_holds_up_no_other(cast, at, asta, ada):
    mine = casting.open_ticket(requester=cast.bea, at=at)
    begun = casting.open_ticket(requester=cast.bea, at=at)
    save_draft(Sheet(begun, cast.ada.pk, is_public=True), "I", at=at)
    hidden = casting.open_ticket(requester=cast.cem, at=at, is_confidential=True)
    used = macro(asta, THANKS, SOLVED)
    done = macros.done_of(
        macros.apply(used, [begun.pk, hidden.pk, 999_999, mine.pk], by=ada, at=at)
    )
    assert [bool(one.refusal) for one in done] == [True, True, True, False]
    assert done[1].refusal == done[2].refusal
    begun.refresh_from_db()
    assert begun.category == "new"
    assert begun.messages.count() == 1


def test_a_place_that_cannot_be_filled_blocks_the_whole_macro(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    used = macro(asta, {"do": "reply", "text": "{{assignee.name}} comes."}, SOLVED)
    [done] = macros.done_of(macros.apply(used, [ticket.pk], by=ada, at=at))
    assert "assignee.name" in done.refusal
    ticket.refresh_from_db()
    assert ticket.category == "new"


def test_the_same_press_twice_is_one_use(cast, at, asta, ada):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    used = macro(asta, {"do": "note", "text": "x"})
    twice = [macros.apply(used, [ticket.pk], by=ada, at=at, once_key="k").pk for _press in range(2)]
    assert twice[0] == twice[1]
    assert ticket.messages.count() == 2


def test_macros_are_for_all_for_a_team_or_for_one(cast, asta, ada):
    for_all = macro(asta, SOLVED)
    macro(asta, SOLVED, team=cast.network)
    own = macro(casting.reader(cast.nils), SOLVED)
    assert own.agent == cast.nils
    assert list(macros_for(ada)) == [for_all]
    assert macros_for(casting.reader(cast.nils)).count() == 3
    assert not macros_for(casting.reader(cast.lena)).exists()


def test_an_agent_changes_no_macro_of_others(cast, asta, ada):
    shared = macro(asta, SOLVED)
    with pytest.raises(NotAllowed):
        save_macro(shared, by=ada)


def test_a_light_agent_uses_none(cast, at, asta):
    ticket = casting.open_ticket(requester=cast.bea, at=at)
    with pytest.raises(NotAllowed):
        macros.apply(macro(asta, SOLVED), [ticket.pk], by=casting.reader(cast.lena), at=at)
