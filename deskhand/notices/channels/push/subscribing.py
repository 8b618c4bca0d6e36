"""A browser subscribes to pushes, and takes it back."""

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from deskhand.notices.channels.push.encryption import KeyRefused, read_keys
from deskhand.notices.models import Subscription
from deskhand.people.models import Person
from deskhand.provider import egress

MOST = 20


class SubscriptionRefused(ValueError):
    """What the browser gave is no subscription; the text says why."""


def subscribe(
    person: Person, *, endpoint: str, public_key: str, auth: str, browser: str, at: datetime
) -> Subscription:
    """Keep the subscription of a browser; it is his who signed in there last.

    Raises SubscriptionRefused.
    """
    try:
        egress.check(endpoint)
        read_keys(public_key, auth)
    except (egress.EgressRefused, KeyRefused) as error:
        raise SubscriptionRefused(_("The browser gave no usable subscription.")) from error
    if len(endpoint) > 1000 or len(public_key) > 120 or len(auth) > 40:
        raise SubscriptionRefused(_("The browser gave no usable subscription."))
    row, _is_new = Subscription.objects.update_or_create(
        digest=digest_of(endpoint),
        defaults={
            "person": person,
            "endpoint": endpoint,
            "public_key": public_key,
            "auth": auth,
            "browser": browser[:300],
            "made_at": at,
            "error": "",
        },
    )
    oldest = Subscription.objects.filter(person=person).order_by("-pk")[MOST:]
    Subscription.objects.filter(pk__in=[old.pk for old in oldest]).delete()
    return row


def unsubscribe(person: Person, digest: str) -> bool:
    """Send no more to this browser; False when there is none."""
    return bool(Subscription.objects.filter(person=person, digest=digest).delete()[0])


def subscriptions_of(person_id: int) -> list[Subscription]:
    return list(Subscription.objects.filter(person=person_id))


def digest_of(endpoint: str) -> str:
    """What stands for an address of a browser on pages: the address itself is a secret."""
    return hashlib.sha256(endpoint.encode("utf-8", "surrogatepass")).hexdigest()
