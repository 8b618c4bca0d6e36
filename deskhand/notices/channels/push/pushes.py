"""Sending pushes: one for each subject, which takes the place of an older one about it."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.utils.translation import ngettext

from deskhand.notices.channels.interface import SENT, Outcome, Told
from deskhand.notices.channels.push import vapid
from deskhand.notices.channels.push.encryption import LONGEST, KeyRefused, encrypt
from deskhand.notices.models import Preference, Subscription
from deskhand.people.models import Person
from deskhand.provider import egress

# A push that was not delivered in a day is news no more.
LASTS_SECONDS = 24 * 3600
MOST_AT_ONCE = 4
GONE = {404, 410}


class Pushes:
    """Calls the push service of each browser that somebody subscribed."""

    writes_here = False

    def reaches(self, people: Collection[Person], chosen: Mapping[int, Preference]) -> set[int]:
        rows = Subscription.objects.filter(person__in=[person.pk for person in people])
        return set(rows.values_list("person", flat=True))

    def send(self, person: Person, told: Sequence[Told], *, at: datetime) -> Outcome:
        """Sent when one browser took it: whoever has several looks at one of them."""
        rows = list(Subscription.objects.filter(person=person))
        if not rows:
            return Outcome(is_needless=True, why="No browser is subscribed any more")
        messages = _messages(told)
        outcomes = [_push(row, message, at=at) for row in rows for message in messages]
        if any(outcome.is_sent for outcome in outcomes):
            return SENT
        return next((outcome for outcome in outcomes if outcome.again), outcomes[0])


def _messages(told: Sequence[Told]) -> list[tuple[dict[str, str], bool]]:
    """What each push says, and whether it is urgent."""
    latest: dict[str, Told] = {}
    for one in told:
        latest[f"{one.notice.subject_kind}-{one.notice.subject_id}"] = one
    if len(latest) > MOST_AT_ONCE:
        several = ngettext("%(count)d thing is new", "%(count)d things are new", len(latest))
        body = ", ".join(one.line.name for one in list(latest.values())[:8])
        words = {
            "title": several % {"count": len(latest)},
            "body": body,
            "tag": "several",
            "url": "/desk/notices/",
        }
        return [(words, any(one.notice.is_urgent for one in told))]
    return [(_words(tag, one), one.notice.is_urgent) for tag, one in latest.items()]


def _words(tag: str, one: Told) -> dict[str, str]:
    body = f"{one.line.words}: {one.said}" if one.said else one.line.words
    return {"title": one.title, "body": body, "tag": tag, "url": one.line.url}


def _push(row: Subscription, message: tuple[dict[str, str], bool], *, at: datetime) -> Outcome:
    words, is_urgent = message
    try:
        answer = egress.call(
            "POST",
            row.endpoint,
            body=_sealed(row, words),
            headers={
                "Authorization": vapid.authorization(row.endpoint, at=at),
                "Content-Encoding": "aes128gcm",
                "Content-Type": "application/octet-stream",
                "TTL": str(LASTS_SECONDS),
                "Urgency": "high" if is_urgent else "normal",
                "Topic": words["tag"][:32],
            },
        )
    except (egress.EgressRefused, KeyRefused) as error:
        return _noted(row, Outcome(why=str(error)), at=at)
    except egress.CallFailed as error:
        return _noted(row, Outcome(again=True, why=str(error)), at=at)
    if answer.status in GONE:
        # The browser took its subscription back, or was thrown away.
        Subscription.objects.filter(pk=row.pk).delete()
        return Outcome(is_needless=True, why="The browser is subscribed no more")
    if answer.is_ok:
        return _noted(row, SENT, at=at)
    why = f"The push service answers {answer.status}"
    return _noted(row, Outcome(again=answer.status == 429 or answer.status >= 500, why=why), at=at)


def _sealed(row: Subscription, words: dict[str, str]) -> bytes:
    plain = json.dumps(words, ensure_ascii=False).encode()
    if len(plain) > LONGEST:
        plain = json.dumps({**words, "body": words["body"][:200]}).encode()
    return encrypt(plain, public_key=row.public_key, auth=row.auth)


def _noted(row: Subscription, outcome: Outcome, *, at: datetime) -> Outcome:
    values = {"reached_at": at, "error": ""} if outcome.is_sent else {"error": outcome.why[:300]}
    Subscription.objects.filter(pk=row.pk).update(**values)
    return outcome
