"""Who is entitled to a release: whoever had maintenance of its product on the day of its release.

It rests on days alone and never on today: what was due to a client once stays due to him, and
what he obtained stays his, also after his maintenance has ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from deskhand.rules.terms import A_DAY, Span, later

MOST_MONTHS = 121


class State(StrEnum):
    """How far a release is."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Why(StrEnum):
    """The fact that decided."""

    IN_TERM = "in_term"
    OBTAINED = "obtained"
    DRAFT = "draft"
    WITHDRAWN = "withdrawn"
    NONE = "none"
    BEFORE = "before"
    BETWEEN = "between"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """Whether a client may have a release, and why. `earlier` and `later` are the terms on either
    side of a release that came in none; `term` is the one in which it came."""

    is_entitled: bool
    is_available: bool
    why: Why
    term: Span | None = None
    earlier: Span | None = None
    later: Span | None = None


def entitlement(
    state: State, released_on: date, terms: Iterable[Span], *, obtained: bool = False
) -> Entitlement:
    """Decide about one release. A withdrawn one is available only to who obtained it before; a
    draft to nobody."""
    spans = sorted(terms, key=lambda span: span.first)
    term = next((span for span in spans if released_on in span), None)
    if state == State.DRAFT:
        return Entitlement(False, False, Why.DRAFT)
    if state == State.WITHDRAWN:
        return Entitlement(False, obtained, Why.WITHDRAWN, term)
    if term is not None:
        return Entitlement(True, True, Why.IN_TERM, term)
    if obtained:
        return Entitlement(False, True, Why.OBTAINED)
    earlier = [span for span in spans if span.last is not None and span.last < released_on]
    later = next((span for span in spans if span.first > released_on), None)
    last = max(earlier, key=lambda span: span.last or released_on, default=None)
    return Entitlement(False, False, _why(last, later), earlier=last, later=later)


def _why(earlier: Span | None, later: Span | None) -> Why:
    if earlier is None:
        return Why.NONE if later is None else Why.BEFORE
    return Why.AFTER if later is None else Why.BETWEEN


def following(term: Span) -> Span:
    """Return the term of the same length that follows one without a gap."""
    if term.last is None:
        raise ValueError("a term without end has none that follows")
    first = term.last + A_DAY
    months = next((n for n in range(1, MOST_MONTHS) if later(term.first, n) == first), None)
    last = later(first, months) if months else first + (first - term.first)
    return Span(first, last - A_DAY)
