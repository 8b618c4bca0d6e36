"""Whatever is recorded, in whatever order, sent however often: the book balances."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deskhand.contracts.ledger import checking
from deskhand.contracts.ledger.passing import pass_all
from deskhand.contracts.models import Contract, EventKind, LedgerBalance
from deskhand.contracts.refusing import ContractRefused
from deskhand.contracts.terms import Terms
from deskhand.tickets.models import Ticket
from tests.cast import open_ticket
from tests.contracts.ledger.deeds import put
from tests.contracts.paper import sign

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["purchase", "goodwill", "answer", "appointment", "reversal", "closing"]),
        st.integers(0, 800),  # the day of work
        st.integers(0, 40),  # so many days later it is typed
        st.integers(1, 200),  # units or minutes
        st.integers(0, 5),  # which ticket, or which event is taken back
    ),
    min_size=1,
    max_size=14,
)


@pytest.fixture(params=["block", "negative", "time_and_materials"])
def contract(request, cast, at) -> Contract:
    terms = Terms(when_empty=request.param, red_limit=5, unit_price="45")
    made = sign(cast.birch, at=at, terms=terms)
    for _number in range(3):
        open_ticket(requester=cast.bea, at=at)
    return made


def told(contract, place, event, keys, now):
    kind, day, late, number, which = event
    done_at = START + day * DAY
    recorded = max(now, done_at + late * DAY)
    more = {}
    if kind in {"purchase", "goodwill"}:
        more["facts"] = {"units": number % 30 + 1}
    elif kind in {"answer", "appointment"}:
        more["ticket"] = Ticket.objects.order_by("pk")[which % 3]
        more["facts"] = {"minutes": number} if kind == "appointment" else {}
    elif kind == "reversal":
        more["target"] = keys[which % len(keys)] if keys else "nothing"
    else:
        more["facts"] = {"until": min(done_at, recorded).isoformat()}
    try:
        put(contract, f"{kind}:{place}", EventKind(kind), at=done_at, recorded=recorded, **more)
    except ContractRefused:
        return recorded
    keys.append(f"{kind}:{place}")
    return recorded


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(events=EVENTS)
def test_the_book_balances_whatever_happens(contract, events):
    from django.db import transaction

    with transaction.atomic():
        keys, now = [], START
        for place, event in enumerate(events):
            now = told(contract, place, event, keys, now)
        pass_all(at=now + 400 * DAY)
        assert [str(fault) for fault in checking.faults()] == []
        assert sum(LedgerBalance.objects.values_list("amount", flat=True)) == 0
        # Each example begins with an empty book; its rows are never deleted but by this.
        transaction.set_rollback(True)
