"""Releases: dated by the firm's own clock, and as they were once they are published."""

from datetime import UTC, date, datetime

import pytest

from deskhand.assets import releasing
from deskhand.assets.releasing import ReleaseDraft, ReleaseRefused
from tests.contracts.maintained import BY, draft, product, release

pytestmark = pytest.mark.django_db
MARCH_5 = date(2026, 3, 5)


def test_its_day_is_that_of_the_firm(cast, at):
    row = draft(product(), at=at, on=MARCH_5)
    with pytest.raises(ReleaseRefused):
        releasing.publish(row, by=BY, at=datetime(2026, 3, 4, 22, 59, tzinfo=UTC))
    # Midnight in Berlin.
    releasing.publish(row, by=BY, at=datetime(2026, 3, 4, 23, 0, tzinfo=UTC))
    row.refresh_from_db()
    assert row.is_published


def test_what_was_read_before_it_was_published_changes_nothing(cast, at):
    ledgerline = product()
    stale = draft(ledgerline, at=at)
    releasing.publish(stale, by=BY, at=at)
    assert stale.is_draft, "as somebody still has it before him"
    with pytest.raises(ReleaseRefused):
        releasing.rewrite(stale, ReleaseDraft("9", "upgrade", MARCH_5), by=BY, at=at)
    with pytest.raises(ReleaseRefused):
        releasing.forget(stale, by=BY, at=at)


def test_a_draft_that_was_thrown_away_meanwhile_is_refused_in_words(cast, at):
    stale = draft(product(), at=at)
    gone = type(stale).objects.get(pk=stale.pk)
    releasing.forget(gone, by=BY, at=at)
    with pytest.raises(ReleaseRefused, match="thrown away"):
        releasing.publish(stale, by=BY, at=at)


def test_a_product_that_is_put_away_takes_no_release(cast, at):
    ledgerline = product()
    release(ledgerline, at=at)
    ledgerline.archived_at = at
    ledgerline.save()
    with pytest.raises(ReleaseRefused):
        draft(ledgerline, "4.3", at=at)


def test_a_number_is_given_once_whatever_its_case(cast, at):
    ledgerline = product()
    draft(ledgerline, "4.3-RC", at=at)
    with pytest.raises(ReleaseRefused) as refused:
        draft(ledgerline, "4.3-rc ", at=at)
    assert refused.value.field == "number"
    draft(product("Tallybook"), "4.3-RC", at=at)
