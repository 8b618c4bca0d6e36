"""Packs are put into force side by side; applied again they keep what was edited here."""

from datetime import UTC, datetime, timedelta

import pytest

from deskhand.catalog.models import Priority, PriorityScheme, RequestType, Service, Status
from deskhand.packs import loading, reading
from deskhand.packs.loading import apply, keep, plan, take
from deskhand.packs.models import AppliedPack
from deskhand.people.models import Team
from deskhand.sla.administration import latest, publish
from deskhand.sla.calendars import save_version
from deskhand.sla.drafts import draft_of
from deskhand.sla.models import Calendar, Policy
from deskhand.sla.written import draft_said, said_of

pytestmark = pytest.mark.django_db

AT = datetime(2026, 3, 3, 18, 0, tzinfo=UTC)
LATER = AT + timedelta(days=30)
PACKS = ["five-priority", "hosting-promises", "incident-units", "managed-support", "tiers"]


def shipped(name: str, *changes: tuple[str, str]) -> reading.Pack:
    """A pack as a later release ships it: with these texts in place of those."""
    text = reading.read(name).text
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return reading.read_text(text, file=f"{name}.toml")


def policy_said(slug: str) -> dict:
    return said_of(draft_of(latest(Policy.objects.get(slug=slug))))


def edit_policy(slug: str, edit) -> None:
    policy = Policy.objects.get(slug=slug)
    said = policy_said(slug)
    edit(said)
    publish(policy, draft_said(said), at=AT)


def row_of(slug: str, key: str) -> dict:
    return next(row for row in policy_said(slug)["rows"] if row["key"] == key)


def test_all_five_stand_side_by_side_and_the_first_is_the_firms_default():
    for name in ["tiers", *PACKS]:
        apply(name, at=AT)
    assert reading.names() == PACKS
    assert set(Policy.objects.values_list("slug", flat=True)) == set(PACKS)
    assert Policy.objects.get(is_default=True).slug == "tiers"
    assert PriorityScheme.objects.get(is_default=True).slug == "tiers"
    assert PriorityScheme.objects.count() == Calendar.objects.count() == 5
    assert {team.tier for team in Team.objects.filter(slug__startswith="level-")} == {1, 2, 3, 4}


@pytest.mark.parametrize("name", PACKS)
def test_applied_again_nothing_is_made_changed_or_different(name):
    first = apply(name, at=AT)
    assert first.made and not first.changed and not first.kept
    again = apply(name, at=LATER)
    assert (again.made, again.changed, again.kept) == ([], [], [])
    assert Policy.objects.get().versions.count() == 1
    assert Calendar.objects.get().versions.count() == 1


def test_what_was_edited_here_stays_and_is_named():
    apply("tiers", at=AT)
    Priority.objects.filter(level=2).update(name="Serious")
    edit_policy("tiers", lambda said: said["rows"][0]["targets"]["1"].update({"in": "10 min open"}))
    done = apply("tiers", at=LATER)
    assert done.kept == ["priority 2 High", "row first response"]
    assert Priority.objects.get(level=2).name == "Serious"
    assert row_of("tiers", "first-response")["targets"]["1"]["in"] == "10 min open"
    assert Policy.objects.get().versions.count() == 2


def test_what_nobody_edited_follows_a_new_release_beside_what_was_edited():
    apply("tiers", at=AT)
    edit_policy("tiers", lambda said: said["rows"][0]["targets"]["1"].update({"in": "10 min open"}))
    new = shipped(
        "tiers",
        ('1 = "30 min elapsed"\n2 = "2 h open"\n3', '1 = "30 min elapsed"\n2 = "90 min open"\n3'),
        ('name = "Medium"', 'name = "Usual"'),
        ("A usage question, or a standard request", "A question"),
    )
    done = apply(new, at=LATER)
    assert done.changed == ["priority 3 Usual", "priority 4 Low", "row first response"]
    row = row_of("tiers", "first-response")["targets"]
    assert (row["1"]["in"], row["2"]["in"]) == ("10 min open", "1 h 30 min open")
    assert Priority.objects.get(level=4).meaning == "A question"


def test_where_both_changed_the_edit_stays_and_a_choice_is_wanted_until_it_is_made():
    apply("tiers", at=AT)
    Priority.objects.filter(level=3).update(name="Middling")
    new = shipped("tiers", ('name = "Medium"', 'name = "Usual"'))
    apply(new, at=LATER)
    found = next(each for each in plan(new).kept)
    fact = found.differences[0]
    assert (fact.then, fact.now, fact.here) == ("Medium", "Usual", "Middling")
    assert found.wants_choice
    assert keep(new, found.item.key, at=LATER)
    kept = plan(new).kept[0]
    assert not kept.wants_choice and kept.differences[0].here == "Middling"
    assert take(new, found.item.key, at=LATER)
    assert plan(new).kept == []
    assert Priority.objects.get(level=3).name == "Usual"


def test_what_was_taken_away_here_stays_away_until_it_is_taken():
    apply("tiers", at=AT)
    edit_policy("tiers", lambda said: said["rows"].pop(2))
    Status.objects.filter(name="Parked").delete()
    done = apply("tiers", at=LATER)
    assert (done.made, done.kept) == ([], ["status Parked", "row update"])
    pack = reading.read("tiers")
    assert all(each.is_removed for each in plan(pack).kept)
    for each in plan(pack).kept:
        take(pack, each.item.key, at=LATER)
    assert plan(pack).kept == []
    keys = [row["key"] for row in policy_said("tiers")["rows"]]
    assert keys == ["first-response", "next-response", "update", "resolution", "call-back"]
    assert Status.objects.filter(name="Parked").exists()


def test_a_row_taken_back_leaves_other_edited_rows_alone():
    apply("tiers", at=AT)

    def edit(said):
        said["rows"][0]["targets"]["1"]["in"] = "10 min open"
        said["rows"][3]["targets"]["1"]["in"] = "3 h open"

    edit_policy("tiers", edit)
    take(reading.read("tiers"), "row tiers resolution", at=LATER)
    assert row_of("tiers", "resolution")["targets"]["1"]["in"] == "4 h elapsed"
    assert row_of("tiers", "first-response")["targets"]["1"]["in"] == "10 min open"


def test_nothing_is_ever_taken_away_by_a_new_release():
    apply("hosting-promises", at=AT)
    text = reading.read("hosting-promises").text
    start, end = text.index('[[policy.rows]]\nkey = "page-on-call"'), text.index("[on_call]")
    new = reading.read_text(text[:start] + text[end:], file="x.toml")
    done = apply(new, at=LATER)
    assert (done.made, done.changed, done.kept) == ([], [], [])
    assert plan(new).gone == ("row hosting-promises page-on-call",)
    assert row_of("hosting-promises", "page-on-call")


def test_new_rows_of_a_release_stand_where_it_has_them_and_own_rows_stay():
    apply("managed-support", at=AT)

    def add(said):
        row = {"key": "ours", "kind": "callback", "condition": "tag:vip", "targets": {"1": {}}}
        row["targets"] = {"1": {"in": "5 min open", "after": "5 min open"}}
        said["rows"].insert(0, row)

    edit_policy("managed-support", add)
    row = '[[policy.rows]]\nkey = "page"\nkind = "acknowledgement"\n'
    row += '[policy.rows.targets]\n1 = "5 min elapsed"\n\n'
    mark = '[[policy.rows]]\nkey = "restored"'
    done = apply(shipped("managed-support", (mark, row + mark)), at=LATER)
    assert done.made == ["row acknowledgement"]
    keys = [row["key"] for row in policy_said("managed-support")["rows"]]
    assert keys[:2] == ["ours", "first-response"]
    assert keys[4:6] == ["page", "restored"]


def test_holidays_are_compared_one_by_one():
    apply("five-priority", at=AT)
    calendar = Calendar.objects.get()
    version = calendar.versions.get()
    days = [day for day in version.spec["holidays"] if day != "2026-10-12"]
    names = {**version.names, "2026-12-24": "The firm's own"}
    save_version(
        calendar, {**version.spec, "holidays": sorted([*days, "2026-12-24"])}, names=names, at=AT
    )
    new = shipped(
        "five-priority", ('"2026-11-11" = "Veterans Day"', '"2026-11-12" = "Veterans Day"')
    )
    done = apply(new, at=LATER)
    assert done.changed == done.kept == ["calendar Business hours, Pacific"]
    now = calendar.versions.latest("number")
    assert now.names["2026-12-24"] == "The firm's own"
    assert "2026-10-12" not in now.spec["holidays"] and "2026-11-11" not in now.spec["holidays"]
    assert "2026-11-12" in now.spec["holidays"]


def test_what_stood_here_before_the_pack_is_not_overwritten():
    Service.objects.create(name="Workplace", slug="workplace", description="Ours")
    RequestType.objects.create(name="Break/fix", slug="fix", kind="problem")
    done = apply("tiers", at=AT)
    assert done.kept == ["service Workplace", "request type Break/fix"]
    assert Service.objects.get(slug="workplace").description == "Ours"
    assert RequestType.objects.get(name="Break/fix").kind == "problem"


def test_a_pack_that_cannot_hold_leaves_nothing_behind():
    pack = shipped("tiers", ('category = "cancelled"', 'category = "closed"'))
    with pytest.raises(loading.PackRefused, match="no status “Cancelled”"):
        apply(pack, at=AT)
    assert not Policy.objects.exists() and not AppliedPack.objects.exists()


def test_unknown_items_are_neither_taken_nor_kept():
    pack = reading.read("tiers")
    assert not take(pack, "row tiers update", at=AT)
    apply("tiers", at=AT)
    assert not take(pack, "row tiers nothing", at=AT)
    assert not keep(pack, "row tiers nothing", at=AT)


def test_a_matrix_that_was_edited_here_is_kept():
    apply("five-priority", at=AT)
    scheme = PriorityScheme.objects.get(slug="five-priority")
    assert scheme.matrix["cells"][0] == [1, 1, 2, 4, 5]
    scheme.matrix["cells"][0] = [1, 1, 1, 4, 5]
    scheme.save()
    apply("five-priority", at=LATER)
    scheme.refresh_from_db()
    assert scheme.matrix["cells"][0] == [1, 1, 1, 4, 5]
