"""A generated desk taken for one whose followers have read all of the journal."""

from datetime import UTC, datetime


def pass_over() -> None:
    """Let seals, sums and the index of words go on from here.

    A desk that grew has made them all along; on a generated one the work process would make
    them of millions of events, beside what is to be measured. So what was generated is neither
    sealed nor counted nor found here; what comes from now on is all of it. For a database that
    is thrown away: `deskhand journal verify` does not hold on it.
    """
    from django.db import transaction

    from deskhand.journal.models import Seal
    from deskhand.journal.reading import head
    from deskhand.reports import summing
    from deskhand.search.building import RECIPE, is_built
    from deskhand.search.writing import progress

    place = head()
    if not Seal.objects.exists():
        Seal.objects.create(
            previous="0" * 64,
            digest="0" * 63 + "1",
            ranges=[[1, place.id]],
            count=place.id,
            last_xid=place.xid,
            last_id=place.id,
            sealed_at=datetime.now(UTC),
        )
    with transaction.atomic():
        sums = summing.place()
        sums.xid, sums.event_id = place.xid, place.id
        sums.save()
    if not is_built():
        row = progress()
        row.recipe, row.building, row.xid, row.event = RECIPE, "", place.xid, place.id
        row.save()
